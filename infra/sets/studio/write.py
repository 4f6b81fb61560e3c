"""Writes a set's pictures and its sidecar."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from studio.camera import Window
from studio.design import StudioSet
from studio.noise import Field, to_coded
from studio.render import Pictures

QUALITY = 90
"""JPEG, full chroma: keeps pale gradients clean at 40 to 400 kB a megapixel."""
SHOULDER, CEILING = 0.80, 0.98
"""Linear light above the shoulder bends towards the ceiling rather than clip."""
SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Written:
    """One zoom on disk."""

    window: Window
    width_px: int
    height_px: int
    key_width_px: int
    key_height_px: int
    bytes: int
    palette: list[str]
    picture: Image.Image


def write_picture(pictures: Pictures, folder: Path, window: Window) -> Written:
    """Writes `<zoom>.jpg` (sRGB) and `<zoom>-key.png` (8-bit grey, the key's share) and says how large they are."""
    folder.mkdir(parents=True, exist_ok=True)
    light = _bent(pictures.light)
    dither = np.random.default_rng(7).uniform(-0.5, 0.5, light.shape)
    levels = np.clip(np.rint(to_coded(light) * 255 + dither), 0, 255)
    picture = Image.fromarray(levels.astype(np.uint8), "RGB")
    path, key_path = folder / f"{window.name}.jpg", folder / f"{window.name}-key.png"
    picture.save(path, "JPEG", quality=QUALITY, subsampling="4:4:4", optimize=True, progressive=True)
    key = Image.fromarray(np.rint(pictures.key_share * 255).astype(np.uint8), "L")
    key.save(key_path, "PNG", optimize=True)
    size = path.stat().st_size + key_path.stat().st_size
    return Written(window, picture.width, picture.height, key.width, key.height, size, _palette(picture), picture)


def write_sidecar(design: StudioSet, written: list[Written], folder: Path) -> None:
    """Writes `set.json`, the facts that shared/contracts/studio-set.ts describes."""
    camera = design.camera
    least, usual, most = design.products_cm
    facts: dict[str, Any] = {
        "v": SCHEMA_VERSION,
        "id": design.id,
        "title": design.title,
        "poses": list(design.poses),
        "mayMirror": design.may_mirror,
        "camera": {
            "positionCm": camera.position_cm(),
            "pitchDegrees": camera.pitch_degrees,
            "distanceCm": camera.distance_cm,
            "apertureRadiusCm": camera.aperture_radius_cm,
        },
        "stageCm": list(camera.stage_cm),
        "baseLine": {"nearestCm": design.depth_cm[0], "farthestCm": design.depth_cm[1]},
        "products": {"leastCm": least, "usualCm": usual, "mostCm": most},
        "planes": [
            {"role": plane.role, "polygonCm": [list(corner) for corner in plane.polygon_cm]} for plane in design.planes
        ],
        "keyLight": {"cornersCm": [[round(value, 3) for value in corner] for corner in design.key.corners_cm()]},
        "gloss": design.gloss,
        "palette": written[0].palette,
        "behind": _behind(written[-1], usual, is_from_above="lying" in design.poses),
        "tint": None if design.tint is None else {"usual": design.tint, "neutral": _grey(design.brightness)},
        "zooms": [_zoom(each, camera.distance_cm) for each in written],
    }
    (folder / "set.json").write_text(json.dumps(facts, indent=2) + "\n")


def _zoom(written: Written, distance_cm: float) -> dict[str, Any]:
    window = written.window
    return {
        "name": window.name,
        "file": f"{window.name}.jpg",
        "keyFile": f"{window.name}-key.png",
        "widthPx": written.width_px,
        "heightPx": written.height_px,
        "keyWidthPx": written.key_width_px,
        "keyHeightPx": written.key_height_px,
        "window": {
            "leftCm": window.left_cm,
            "bottomCm": window.bottom_cm,
            "widthCm": window.width_cm,
            "heightCm": window.height_cm,
        },
        "pxPerCm": window.px_per_cm,
        "fieldOfViewDegrees": round(float(np.degrees(2 * np.arctan(window.width_cm / 2 / distance_cm))), 4),
    }


def _grey(light: float) -> str:
    level = round(float(to_coded(np.array(light, np.float32))) * 255)
    return "#" + f"{level:02x}" * 3


def _bent(light: Field) -> Field:
    over = np.maximum(light - SHOULDER, 0) / (CEILING - SHOULDER)
    return np.where(light > SHOULDER, SHOULDER + (CEILING - SHOULDER) * over / (1 + over), light).astype(np.float32)


def _behind(close: Written, usual_cm: float, *, is_from_above: bool) -> str:
    """The median colour of what a product of the usual size hides: 0.6 of it wide, around or above the stage point."""
    window = close.window
    bottom_cm, top_cm = (-usual_cm / 2, usual_cm / 2) if is_from_above else (0.0, usual_cm)
    left = round((-0.3 * usual_cm - window.left_cm) * window.px_per_cm)
    right = round((0.3 * usual_cm - window.left_cm) * window.px_per_cm)
    upper = max(0, round((window.bottom_cm + window.height_cm - top_cm) * window.px_per_cm))
    lower = min(close.height_px, round((window.bottom_cm + window.height_cm - bottom_cm) * window.px_per_cm))
    median = np.median(np.asarray(close.picture)[upper:lower, left:right].reshape(-1, 3), axis=0)
    return "#" + "".join(f"{round(float(level)):02x}" for level in median)


def _palette(picture: Image.Image) -> list[str]:
    few = picture.resize((96, 64), Image.Resampling.BOX).quantize(4, Image.Quantize.MEDIANCUT)
    colours = few.getpalette() or []
    order = [index for _, index in sorted(few.getcolors() or [], key=lambda it: -it[0]) if isinstance(index, int)]
    return ["#" + "".join(f"{level:02x}" for level in colours[3 * index : 3 * index + 3]) for index in order]
