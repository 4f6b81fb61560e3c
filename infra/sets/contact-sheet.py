"""Lays the rendered sets side by side, tinted as they are used by default: docs/pictures/studio-sets.jpg."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image

from studio.noise import rgb, to_coded, to_linear

ROOT = Path(__file__).resolve().parents[2]
SETS, SHEET = ROOT / "shared" / "sets", ROOT / "docs" / "pictures" / "studio-sets.jpg"
COLUMNS, CELL_PX, GAP_PX, QUALITY = 4, (396, 270), 8, 86


def main() -> None:
    """Writes the sheet."""
    facts = [json.loads(path.read_text()) for path in sorted(SETS.glob("*/set.json"))]
    facts.sort(key=lambda each: (each["camera"]["pitchDegrees"], each["id"]))
    rows = -(-len(facts) // COLUMNS)
    width, height = CELL_PX
    sheet = Image.new("RGB", (COLUMNS * (width + GAP_PX) - GAP_PX, rows * (height + GAP_PX) - GAP_PX), "white")
    for index, each in enumerate(facts):
        picture = Image.open(SETS / each["id"] / "wide.jpg").resize(CELL_PX, Image.Resampling.LANCZOS)
        if each["tint"] is not None:
            picture = _tinted(picture, **each["tint"])
        sheet.paste(picture, (index % COLUMNS * (width + GAP_PX), index // COLUMNS * (height + GAP_PX)))
    sheet.save(SHEET, "JPEG", quality=QUALITY, optimize=True)


def _tinted(picture: Image.Image, usual: str, neutral: str) -> Image.Image:
    light = (
        to_linear(np.asarray(picture, np.float32) / np.float32(255)) * to_linear(rgb(usual)) / to_linear(rgb(neutral))
    )
    return Image.fromarray(np.rint(np.clip(to_coded(light), 0, 1) * 255).astype(np.uint8), "RGB")


if __name__ == "__main__":
    main()
