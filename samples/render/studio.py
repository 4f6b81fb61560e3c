"""The photo studio: a seamless paper sweep, soft lights and a long lens. Lengths are centimetres, z points up, the camera looks along +y."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import mitsuba as mi
import numpy as np

from render.meshes import Floats, Geometry, place

Colour = Sequence[float]
"""Linear sRGB, 0..1 for reflectance, unbounded for light."""


@dataclass(frozen=True)
class Camera:
    """Where the photo is taken from and what it holds: frame width is measured in the plane of the product."""

    width_px: int
    height_px: int
    frame_width_cm: float
    aim_cm: tuple[float, float, float]
    pitch_degrees: float = 7.0
    distance_cm: float = 130.0
    aperture_radius_cm: float = 0.3


def linear(red: int, green: int, blue: int) -> list[float]:
    """Gives linear reflectance for an sRGB colour of 0..255."""
    coded = np.array([red, green, blue]) / 255
    return [float(v) for v in np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)]


def rgb(colour: Colour) -> dict[str, Any]:
    """Gives the renderer's colour for linear sRGB values."""
    return {"type": "rgb", "value": [float(v) for v in colour]}


def both_sides(material: dict[str, Any]) -> dict[str, Any]:
    """Gives the material for a surface that is seen from either side."""
    return {"type": "twosided", "inner": material}


def picture(values: Floats, wrap: str = "clamp") -> dict[str, Any]:
    """Gives a texture from linear values, rows x columns x 1 or 3; its first row lies at v = 1, the top."""
    flipped = np.ascontiguousarray(values[::-1].astype(np.float32))
    return {"type": "bitmap", "bitmap": mi.Bitmap(flipped), "raw": True, "wrap_mode": wrap}


def softbox(
    origin: Sequence[float], target: Sequence[float], width_cm: float, height_cm: float, radiance: Colour, share: float = 1.0, hot_spot: float = 0.45
) -> dict[str, Any]:
    """Gives a rectangular soft light at `origin` facing `target`.

    `share` is how much of the renderer's effort it gets, relative to the other lights: more where it shapes the picture.
    `hot_spot` (0..1) is how much darker its border is than its middle, as the diffuser of a real softbox shows it.
    """
    y, x = np.mgrid[-1:1:64j, -1:1:64j]
    spread = 1 - hot_spot * np.clip(np.hypot(x, y) / 1.2, 0, 1) ** 2
    border = np.clip((1 - np.maximum(np.abs(x), np.abs(y))) / 0.05, 0, 1)
    glow = (spread * (0.25 + 0.75 * border))[..., None] * np.asarray(radiance, np.float32)
    return {
        "type": "rectangle",
        "to_world": _facing(origin, target, width_cm, height_cm),
        "material": {"type": "diffuse", "reflectance": rgb([0.0, 0.0, 0.0])},
        "emitter": {"type": "area", "radiance": picture(glow), "sampling_weight": share},
    }


def board(origin: Sequence[float], target: Sequence[float], width_cm: float, height_cm: float, reflectance: float) -> dict[str, Any]:
    """Gives a matte board that faces `target`: a reflector when light, a flag when dark."""
    return {
        "type": "rectangle",
        "to_world": _facing(origin, target, width_cm, height_cm),
        "material": {"type": "twosided", "inner": {"type": "diffuse", "reflectance": rgb([reflectance] * 3)}},
    }


def _facing(origin: Sequence[float], target: Sequence[float], width_cm: float, height_cm: float) -> Any:
    # What hangs straight above its target has no upright edge; its first edge then runs along x.
    is_overhead = np.allclose(np.subtract(origin, target)[:2], 0)
    turn = mi.ScalarTransform4f().look_at(origin=list(origin), target=list(target), up=[0, 1, 0] if is_overhead else [0, 0, 1])
    return turn.scale([width_cm / 2, height_cm / 2, 1])


def sweep(reflectance: Colour, back_cm: float = 62.0, radius_cm: float = 30.0, half_width_cm: float = 27.0) -> object:
    """Gives the seamless backdrop: paper that lies on the table, curves up behind the product and hangs as a wall.

    It is narrow, so that softboxes beside it reach below the table: upright walls seen from above mirror what lies low.
    """
    front, top = -45.0, 110.0
    angles = np.linspace(0, np.pi / 2, 64)
    curve = np.stack([back_cm - radius_cm + radius_cm * np.sin(angles), radius_cm - radius_cm * np.cos(angles)], axis=1)
    profile = np.concatenate([np.linspace([front, 0], curve[0], 24)[:-1], curve, np.linspace(curve[-1], [back_cm, top], 16)[1:]])
    along = np.gradient(profile, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    count = len(profile)
    vertices = np.concatenate([np.column_stack([np.full(count, side * half_width_cm), profile]) for side in (-1, 1)])
    normals = np.tile(np.column_stack([np.zeros(count), -along[:, 1], along[:, 0]]), (2, 1))
    index = np.arange(count - 1)
    faces = np.concatenate([np.stack([index, index + count, index + 1], 1), np.stack([index + 1, index + count, index + count + 1], 1)])
    shape = Geometry(
        vertices.astype(np.float32), normals.astype(np.float32), faces.astype(np.uint32), np.zeros((2 * count, 2), np.float32)
    )
    paper = {"type": "twosided", "inner": {"type": "diffuse", "reflectance": rgb(reflectance)}}
    return place("sweep", shape, paper)


def sensor(camera: Camera) -> dict[str, Any]:
    """Gives the renderer's camera: a thin lens focused on the aimed-at point."""
    pitch = np.radians(camera.pitch_degrees)
    aim = np.array(camera.aim_cm)
    origin = aim + camera.distance_cm * np.array([0, -np.cos(pitch), np.sin(pitch)])
    return {
        "type": "thinlens",
        "to_world": mi.ScalarTransform4f().look_at(origin=origin.tolist(), target=aim.tolist(), up=[0, 0, 1]),
        "fov": float(np.degrees(2 * np.arctan(camera.frame_width_cm / 2 / camera.distance_cm))),
        "fov_axis": "x",
        "aperture_radius": camera.aperture_radius_cm,
        "focus_distance": camera.distance_cm,
        "near_clip": 1.0,
        "far_clip": 1000.0,
        "film": {
            "type": "hdrfilm",
            "width": camera.width_px,
            "height": camera.height_px,
            "rfilter": {"type": "box"},
            "pixel_format": "rgb",
            "component_format": "float32",
        },
        "sampler": {"type": "multijitter"},
    }


def room(radiance: float) -> dict[str, Any]:
    """Gives the dim light that comes back from the walls of the studio."""
    return {"type": "constant", "radiance": rgb((radiance, radiance * 1.02, radiance * 1.06)), "sampling_weight": 0.35}
