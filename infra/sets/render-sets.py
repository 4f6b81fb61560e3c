"""Renders the studio sets into shared/sets. How to set it up stands in README.md beside this file."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import time
from pathlib import Path

from studio.llvm import choose_renderer

SAMPLES = 24
TEXTURE_PX = 4096
OUT = Path(__file__).resolve().parents[2] / "shared" / "sets"


def main() -> None:
    """Renders the asked-for sets and prints what was written and how long it took."""
    asked = _options()
    choose_renderer()
    from studio import sets
    from studio.design import StudioSet
    from studio.render import Stage
    from studio.write import write_picture, write_sidecar

    modules = [importlib.import_module(f"studio.sets.{found.name}") for found in pkgutil.iter_modules(sets.__path__)]
    designs: list[StudioSet] = [module.SET for module in modules]
    for design in designs:
        if asked.only and design.id not in asked.only:
            continue
        started = time.monotonic()
        stage = Stage(design, asked.texture)
        stage.meter()
        print(f"{design.id}: built after {time.monotonic() - started:.1f} s, exposure {stage.exposure:.3f}", flush=True)
        written = []
        for window in design.windows:
            if asked.zoom and window.name not in asked.zoom:
                continue
            at = time.monotonic()
            pictures = stage.photograph(window, asked.scale, asked.samples)
            facts = write_picture(pictures, asked.out / design.id, window)
            written.append(facts)
            print(f"  {window.name}: {facts.bytes / 1000:.0f} kB after {time.monotonic() - at:.0f} s", flush=True)
        if not asked.zoom:
            write_sidecar(design, written, asked.out / design.id)


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", action="append", help="render this set alone (may be repeated)")
    options.add_argument(
        "--zoom", action="append", choices=("wide", "close"), help="this zoom alone, without a sidecar"
    )
    options.add_argument("--out", type=Path, default=OUT)
    options.add_argument(
        "--scale", type=float, default=1.0, help="share of the full width and height, for a quick look"
    )
    options.add_argument("--samples", type=int, default=SAMPLES, help="light paths a pixel")
    options.add_argument("--texture", type=int, default=TEXTURE_PX, help="side of the textures in pixels")
    return options.parse_args()


if __name__ == "__main__":
    main()
