"""Renders the sample products in the studio sets into test/bench/truth. README.md beside this file says how."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image

from studio.llvm import choose_renderer

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = [folder.name for folder in sorted((ROOT / "samples" / "photos").iterdir())]
LIGHT_PATHS = 32
TEXTURE_PX = 2048
LEVELS_OF_FULL_LIGHT = 200
"""A share of 1 is written as this level: a product also throws light on its stage."""


def main() -> None:
    """Writes `<set>/<sample>-matte.png` and `-light.png` (8-bit grey) for each asked-for set and sample."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", action="append", help="this set alone (may be repeated)")
    options.add_argument("--sample", action="append", help="this sample alone (may be repeated)")
    options.add_argument("--light-paths", type=int, default=LIGHT_PATHS, help="a pixel")
    options.add_argument("--out", type=Path, default=ROOT / "test" / "bench" / "truth")
    options.add_argument("--pictures", type=Path, help="writes what the renders look like into this folder, too")
    asked = options.parse_args()
    choose_renderer()
    sys.path.append(str(ROOT / "samples"))
    from studio import sets
    from studio.noise import to_coded
    from studio.render import Stage
    from studio.truth import TruthStage

    for found in pkgutil.iter_modules(sets.__path__):
        design = importlib.import_module(f"studio.sets.{found.name}").SET
        if asked.only and design.id not in asked.only:
            continue
        stage = Stage(design, TEXTURE_PX)
        stage.meter()
        truths = TruthStage(stage, asked.light_paths)
        folder = asked.out / design.id
        folder.mkdir(parents=True, exist_ok=True)
        for sample in asked.sample or SAMPLES:
            started = time.monotonic()
            truth = truths.place(sample)
            _write(folder / f"{sample}-matte.png", truth.matte * 255)
            _write(folder / f"{sample}-light.png", truth.light_share * LEVELS_OF_FULL_LIGHT)
            if asked.pictures:
                _write(asked.pictures / f"{design.id}-{sample}.png", to_coded(np.clip(truth.light, 0, 1)) * 255)
            print(f"{design.id} {sample}: {time.monotonic() - started:.0f} s", flush=True)


def _write(path: Path, levels: np.ndarray) -> None:
    Image.fromarray(np.rint(np.clip(levels, 0, 255)).astype(np.uint8)).save(path, "PNG", optimize=True)


if __name__ == "__main__":
    main()
