"""Seconds and memory a plate on this machine's GPU: `python -m tools.bench_gpu`, or `--tiny` for a try on any machine.

Runs the engines `flux2-klein-4b` (bf16) and `sdxl` (fp16) themselves, windows and all, at their usual steps, with
networks of the published sizes and random weights (full_size.py); then both again with the network's weights kept as
fp8 between its layers. The pictures are noise; seconds and memory are those of real weights. Prints a table.
"""

import argparse
import gc
import statistics
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import diffusers
import numpy as np
import torch

from packshot_container.contract import PaintJob, PaintPass, PixelBox, Size, StoredPicture, UnitRect
from packshot_container.engines.diffusion import Pipeline, open_torch
from packshot_container.engines.engine import Deployment, Engine, PaintControl
from packshot_container.engines.flux2_klein_4b import Flux2Klein4bEngine
from packshot_container.engines.sdxl import SdxlEngine
from tools.full_size import KLEIN_4B, SDXL, KleinSize, SdxlSize, build_klein, build_sdxl
from tools.tiny_size import TINY_KLEIN, TINY_SDXL

FULL_SIDE_PX, TINY_SIDE_PX = 1024, 256
RUNS, TINY_RUNS = 5, 1
"""Of which the median counts, after one that does not."""
NO_SHA256 = "0" * 64
DEPLOYMENT = Deployment(weights_folder=Path(), weights_sha256=NO_SHA256, flux_dev_agreement=None)


@dataclass(frozen=True)
class Row:
    """What a plate took."""

    engine: str
    precision: str
    canvases: str
    steps: int
    seconds: float
    gpu_memory_mib: int | None


@dataclass(frozen=True)
class Bench:
    """An engine that is ready, the networks in it that denoise, and the type that they compute in."""

    engine: Engine
    networks: tuple[torch.nn.Module, ...]
    precision: str
    dtype: torch.dtype


def start_klein(size: KleinSize, device: str) -> Bench:
    """Makes `flux2-klein-4b` ready with a network of that size."""
    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    engine = Flux2Klein4bEngine(DEPLOYMENT)
    pipeline: Pipeline = build_klein(size, device, dtype)
    engine.start_with(_quiet(pipeline))
    return Bench(engine, (pipeline.transformer,), _name(dtype), dtype)


def start_sdxl(size: SdxlSize, device: str) -> Bench:
    """Makes `sdxl` ready with networks of that size."""
    dtype = torch.float16 if device == "cuda" else torch.float32
    engine = SdxlEngine(DEPLOYMENT)
    text, fill = build_sdxl(size, device, dtype)
    engine.start_with(_quiet(text), _quiet(fill))
    return Bench(engine, (text.unet, fill.unet), _name(dtype), dtype)


def measure(bench: Bench, side_px: int, runs: int) -> list[Row]:
    """Measures a square plate, and one that is twice as wide, in the network's own type and then kept as fp8."""
    jobs = [_job(bench.engine, side_px, widths) for widths in ((1,), (1, 2))]
    rows = [_measure_job(bench, job, bench.precision, runs) for job in jobs]
    for network in bench.networks:
        network.enable_layerwise_casting(storage_dtype=torch.float8_e4m3fn, compute_dtype=bench.dtype)
    return rows + [_measure_job(bench, job, f"fp8 kept, {bench.precision} computed", runs) for job in jobs]


def _measure_job(bench: Bench, job: PaintJob, precision: str, runs: int) -> Row:
    seconds, control = [], PaintControl(threading.Event())
    for run in range(runs + 1):
        control = PaintControl(threading.Event())
        started = time.perf_counter()
        picture = np.full((job.underpaint.height_px, job.underpaint.width_px, 3), 0.5, np.float32)
        for paint_pass in job.passes:
            picture = bench.engine.paint(paint_pass, picture, job, control)
        if run > 0:
            seconds.append(time.perf_counter() - started)
    canvases = ", then ".join(str(paint_pass.canvas) for paint_pass in job.passes)
    median = statistics.median(seconds)
    return Row(bench.engine.facts.name, precision, canvases, control.steps, median, control.gpu_memory_mib)


def _job(engine: Engine, side_px: int, widths: tuple[int, ...]) -> PaintJob:
    """A job with a square first pass, and later ones so many times as wide around the one before."""
    passes, before = [], None
    for name, times in zip(("hero", "wide"), widths, strict=False):
        canvas = Size(width_px=times * side_px, height_px=side_px)
        keep = None
        if before is not None:
            left_px = (canvas.width_px - before.width_px) // 2
            keep = PixelBox(left_px=left_px, top_px=0, width_px=before.width_px, height_px=side_px)
        rect = UnitRect(left=-times, bottom=-0.5, width=2 * times, height=2)
        passes.append(PaintPass.model_validate({"name": name, "canvas": canvas, "rect": rect, "keep": keep}))
        before = canvas
    return PaintJob(
        v=1,
        plate_id="0" * 32,
        attempt=1,
        engine=engine.facts.name,
        prompt="a table of oak in the morning sun, a wall of plaster behind it",
        seed=1,
        bucket="",
        underpaint=StoredPicture(key="none", sha256=NO_SHA256, width_px=side_px, height_px=side_px),
        passes=passes,
        output_prefix="/",
    )


def _quiet(pipeline: Pipeline) -> Pipeline:
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def _name(dtype: torch.dtype) -> str:
    return {torch.bfloat16: "bf16", torch.float16: "fp16", torch.float32: "fp32"}[dtype]


def show(rows: list[Row], machine: str) -> str:
    """Gives the rows as a table in Markdown, under the machine and the versions."""
    versions = f"torch {torch.__version__}, diffusers {diffusers.__version__}"
    lines = [
        f"{machine}; {versions}; median of warm runs, random weights.",
        "",
        "| Engine | Precision | Canvases | Steps | Seconds | Peak memory |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        memory = "none of a GPU" if row.gpu_memory_mib is None else f"{row.gpu_memory_mib} MiB"
        head = f"| `{row.engine}` | {row.precision} | {row.canvases} | {row.steps} "
        lines.append(f"{head}| {row.seconds:.2f} | {memory} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench_gpu", description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="tiny networks, on any machine: shows that it runs")
    is_tiny = parser.parse_args(arguments).tiny
    device = open_torch()
    if device == "cpu" and not is_tiny:
        sys.stderr.write("Expected a GPU, got none: run it on a machine that has one, or try it with --tiny.\n")
        return 2
    starts: list[Callable[[], Bench]] = [
        lambda: start_klein(TINY_KLEIN if is_tiny else KLEIN_4B, device),
        lambda: start_sdxl(TINY_SDXL if is_tiny else SDXL, device),
    ]
    side_px, runs = (TINY_SIDE_PX, TINY_RUNS) if is_tiny else (FULL_SIDE_PX, RUNS)
    rows: list[Row] = []
    for start in starts:
        # One at a time: what an engine holds is let go of before the next is made.
        rows += measure(start(), side_px, runs)
        gc.collect()
        if device == "cuda":
            torch.cuda.empty_cache()
    machine = torch.cuda.get_device_name() if device == "cuda" else "a CPU"
    sys.stdout.write(show(rows, f"{machine}, tiny networks that measure nothing" if is_tiny else machine))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
