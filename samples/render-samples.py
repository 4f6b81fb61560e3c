"""Renders the sample product photos under samples/photos.

The photos are committed; this script makes them again from nothing. It wants a virtual environment
of its own, and LLVM 16 or newer, through which Mitsuba compiles its kernels:

    sudo apt-get install libllvm19                # Debian; on a Mac: brew install llvm
    python3 -m venv /tmp/packshot-samples
    /tmp/packshot-samples/bin/pip install -r samples/requirements.txt
    /tmp/packshot-samples/bin/python samples/render-samples.py

Options name what to make and how well: `--only mug`, `--scale 0.25` for a quick look (share of the
full width and height), `--samples 18` (light paths a pixel), `--out DIR`.
"""

from __future__ import annotations

import argparse
import dataclasses
import glob
import importlib
import os
import time
from pathlib import Path
from types import ModuleType

import cv2
import mitsuba as mi
import numpy as np

SAMPLES = {"mug": 144, "bottle": 180, "jar": 144, "box": 108, "headphones": 108, "lamp": 90}
"""Light paths a pixel: enough that noise reduction leaves print and glaze alone."""
EXPOSURE = {"mug": 0.76, "bottle": 0.76, "jar": 1.25, "box": 0.86, "headphones": 0.76, "lamp": 0.74}
"""Multiplies the light so that the paper reads a light grey of about 232."""
QUALITY = 90
SAMPLES_PER_PASS = 9
"""A 3 x 3 jittered grid; small passes keep a 4-megapixel render under 2 GB."""
SCULPTING_CELL_CM = 0.03
MOST_LIGHT = 12.0
"""A pixel of one pass is not let above this: a single path that finds a light through glass would leave a dot."""
LLVM_PLACES = [
    "/usr/lib/*-linux-gnu/libLLVM.so.19*",
    "/usr/lib/*-linux-gnu/libLLVM.so.2*",
    "/opt/homebrew/opt/llvm/lib/libLLVM.dylib",
    "/usr/local/opt/llvm/lib/libLLVM.dylib",
]


def main() -> None:
    """Renders the asked-for photos and prints their size and time."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", choices=sorted(SAMPLES), action="append", help="make this photo alone (may be repeated)")
    options.add_argument("--out", type=Path, default=Path(__file__).parent / "photos")
    options.add_argument("--scale", type=float, default=1.0)
    options.add_argument("--samples", type=int)
    asked = options.parse_args()
    _choose_renderer()
    from render import develop

    for name in asked.only or list(SAMPLES):
        started = time.monotonic()
        first, second = _render(importlib.import_module(f"render.{name}"), asked.scale, asked.samples or SAMPLES[name])
        photo = develop.develop(first, second, EXPOSURE[name], seed=len(name))
        path = asked.out / name / "front.jpg"
        size = develop.write(photo, path, QUALITY)
        print(f"{path}  {photo.width}x{photo.height}  {size / 1000:.0f} kB  {time.monotonic() - started:.0f} s", flush=True)


def _choose_renderer() -> None:
    if "DRJIT_LIBLLVM_PATH" not in os.environ:
        found = [path for place in LLVM_PLACES for path in sorted(glob.glob(place))]
        if not found:
            raise SystemExit("expected LLVM 16 or newer, found none; install libllvm19 or set DRJIT_LIBLLVM_PATH to its library")
        os.environ["DRJIT_LIBLLVM_PATH"] = found[0]
    cv2.setNumThreads(2)
    mi.set_variant("llvm_ad_rgb")


def _render(product: ModuleType, scale: float, samples: int) -> tuple[np.ndarray, np.ndarray]:
    # Two independent halves: their difference is the noise.
    from render import studio

    camera = dataclasses.replace(
        product.CAMERA, width_px=round(product.CAMERA.width_px * scale), height_px=round(product.CAMERA.height_px * scale)
    )
    scene = mi.load_dict(
        {
            "type": "scene",
            "integrator": {"type": "path", "max_depth": product.MAX_DEPTH, "rr_depth": 8, "hide_emitters": True},
            "sensor": studio.sensor(camera),
            **product.products(max(SCULPTING_CELL_CM, SCULPTING_CELL_CM / scale / 2)),
            **product.lights(),
        }
    )
    halves = [np.zeros((camera.height_px, camera.width_px, 3), np.float32) for _ in range(2)]
    passes = 2 * max(1, round(samples / SAMPLES_PER_PASS / 2))
    for index in range(passes):
        light = np.array(mi.render(scene, spp=SAMPLES_PER_PASS, seed=index), np.float32)
        halves[index % 2] += np.minimum(light, MOST_LIGHT) / (passes / 2)
    return halves[0], halves[1]


if __name__ == "__main__":
    main()
