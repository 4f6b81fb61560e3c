"""What a surface looks like: a colour picture and a relief, both of which repeat, and how large one tile is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mitsuba as mi
import numpy as np

from studio.noise import Field, to_linear

MOST_SEAM = 1.1
"""The materials here measure 0.58 to 0.88 at 1024 px, cropped by a tenth 1.12 to 26 (25 November 2026)."""


@dataclass(frozen=True)
class Surface:
    """A tile: `colour` size x size x 3 sRGB-coded 0..1; `relief_cm` size x size, or none; row 0 is the far edge."""

    colour: Field
    tile_cm: float
    relief_cm: Field | None = None
    roughness: float | None = None
    """Of the coat, 0.05 polished to 0.6 eggshell; none is matte."""
    coat_index: float = 1.45
    """Refractive index of the coat: lower reflects less."""


def flat(red: float, green: float, blue: float, roughness: float | None = None) -> Surface:
    """Gives one colour, sRGB-coded 0..1, without relief."""
    return Surface(np.full((2, 2, 3), [red, green, blue], np.float32), 100.0, None, roughness)


def seam(picture: Field) -> float:
    """Gives how visible a tile's seam is: the step across its edges, 1 where it is the largest step within the tile."""
    shade = picture.mean(axis=2) if picture.ndim == 3 else picture
    worst = 0.0
    for axis in (0, 1):
        steps = np.abs(shade - np.roll(shade, 1, axis)).mean(axis=1 - axis)
        worst = max(worst, float(steps[0] / max(steps[1:].max(), 1e-6)))
    return worst


def material(surface: Surface) -> dict[str, Any]:
    """Gives the renderer's material; the mesh's texture coordinates are centimetres divided by `tile_cm`.

    Raises:
        ValueError: if the surface does not repeat: a seam would show wherever it is tiled.
    """
    worst = max(seam(field) for field in (surface.colour, surface.relief_cm) if field is not None)
    if worst > MOST_SEAM:
        raise ValueError(f"expected a surface that repeats, got a seam of {worst:.2f}; make it of whole waves")
    colour = _picture(to_linear(np.clip(surface.colour, 0, 1)))
    if surface.roughness is None:
        inner: dict[str, Any] = {"type": "diffuse", "reflectance": colour}
    else:
        inner = {
            "type": "roughplastic",
            "diffuse_reflectance": colour,
            "alpha": surface.roughness,
            "int_ior": surface.coat_index,
            "distribution": "ggx",
        }
    if surface.relief_cm is not None:
        inner = {"type": "bumpmap", "relief": _picture(surface.relief_cm[..., None]), "inner": inner}
    return {"type": "twosided", "inner": inner}


def _picture(values: Field) -> dict[str, Any]:
    upward = np.ascontiguousarray(values[::-1], np.float32)
    return {"type": "bitmap", "bitmap": mi.Bitmap(upward), "raw": True, "wrap_mode": "repeat"}
