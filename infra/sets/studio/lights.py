"""Softboxes, boards that hold light back, a window, and the light of the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import mitsuba as mi
import numpy as np
from numpy.typing import NDArray

from studio.noise import Field

Place = tuple[float, float, float]


@dataclass(frozen=True)
class Softbox:
    """A rectangular light that faces `aim_cm`; its border glows less than its middle by `hot_spot` (0..1)."""

    at_cm: Place
    aim_cm: Place
    width_cm: float
    height_cm: float
    radiance: Sequence[float]
    hot_spot: float = 0.45

    def corners_cm(self) -> list[list[float]]:
        """Gives its four corners in order around it."""
        across, up, _ = _axes(self.at_cm, self.aim_cm)
        return [
            [float(v) for v in np.array(self.at_cm) + x * across * self.width_cm / 2 + y * up * self.height_cm / 2]
            for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))
        ]

    def described(self) -> dict[str, Any]:
        """Gives the renderer's light."""
        y, x = np.mgrid[-1:1:64j, -1:1:64j]
        spread = 1 - self.hot_spot * np.clip(np.hypot(x, y) / 1.2, 0, 1) ** 2
        border = np.clip((1 - np.maximum(np.abs(x), np.abs(y))) / 0.08, 0, 1)
        glow = (spread * border)[..., None] * np.asarray(self.radiance, np.float32)
        return {
            "type": "rectangle",
            "to_world": _facing(self.at_cm, self.aim_cm, self.width_cm, self.height_cm),
            "material": {"type": "diffuse", "reflectance": {"type": "rgb", "value": [0.0, 0.0, 0.0]}},
            "emitter": {
                "type": "area",
                "radiance": {
                    "type": "bitmap",
                    "bitmap": mi.Bitmap(np.ascontiguousarray(glow[::-1], np.float32)),
                    "raw": True,
                },
            },
        }


@dataclass(frozen=True)
class Blocker:
    """Something opaque between a light and the set, seen only by its shadow.

    It is flat and faces `aim_cm`. Its polygons are n x 2, centimetres to the right and up as the light sees them.
    """

    at_cm: Place
    aim_cm: Place
    polygons_cm: list[Field]

    def described(self) -> object:
        """Gives the renderer's mesh: a fan of triangles a polygon, which must be seen whole from its middle."""
        across, up, _ = _axes(self.at_cm, self.aim_cm)
        vertices, faces = [], []
        start = 0
        for polygon in self.polygons_cm:
            ring = np.concatenate([polygon.mean(axis=0, keepdims=True), polygon])
            vertices.append(np.array(self.at_cm) + ring[:, :1] * across + ring[:, 1:] * up)
            count = len(polygon)
            faces += [[start, start + 1 + i, start + 1 + (i + 1) % count] for i in range(count)]
            start += count + 1
        points = np.concatenate(vertices).astype(np.float32)
        properties = mi.Properties()
        properties["mesh_bsdf"] = mi.load_dict(
            {"type": "twosided", "inner": {"type": "diffuse", "reflectance": {"type": "rgb", "value": [0.02] * 3}}}
        )
        mesh = mi.Mesh("blocker", len(points), len(faces), props=properties)
        parameters = mi.traverse(mesh)
        parameters["vertex_positions"] = points.ravel()
        parameters["faces"] = np.array(faces, np.uint32).ravel()
        parameters.update()
        return mesh


def window_frame(
    width_cm: float, height_cm: float, columns: int, rows: int, bar_cm: float, around_cm: float, right_cm: float
) -> list[Field]:
    """Gives a window's polygons: the wall around it (only `right_cm` of it to the right) and the bars in it."""
    half_w, half_h = width_cm / 2, height_cm / 2
    bars = [
        _bar(-half_w - around_cm, -half_h - around_cm, -half_w, half_h + around_cm),
        _bar(half_w, -half_h - around_cm, half_w + right_cm, half_h + around_cm),
        _bar(-half_w, half_h, half_w, half_h + around_cm),
        _bar(-half_w, -half_h - around_cm, half_w, -half_h),
    ]
    for index in range(1, columns):
        x = -half_w + width_cm * index / columns
        bars.append(_bar(x - bar_cm / 2, -half_h, x + bar_cm / 2, half_h))
    for index in range(1, rows):
        y = -half_h + height_cm * index / rows
        bars.append(_bar(-half_w, y - bar_cm / 2, half_w, y + bar_cm / 2))
    return bars


def foliage(
    seed: int, twigs: int, reach_cm: float, leaf_cm: float, from_cm: tuple[float, float], towards_degrees: float
) -> list[Field]:
    """Gives leaves on bent twigs that grow from one place, as they throw shadows into a room."""
    random = np.random.default_rng(seed)
    shapes: list[Field] = []
    for _ in range(twigs):
        heading = np.radians(towards_degrees + random.uniform(-34, 34))
        bend = random.uniform(-0.9, 0.9)
        place = np.array(from_cm, np.float64) + random.uniform(-0.12, 0.12, 2) * reach_cm
        steps = int(random.integers(6, 10))
        length = reach_cm * random.uniform(0.6, 1.0) / steps
        for index in range(steps):
            here = heading + bend * index / steps
            after = place + length * _heading(here)
            shapes.append(_blade(place, after, leaf_cm * 0.05))
            for side in (-1, 1):
                turn = here + side * random.uniform(0.5, 1.1)
                tip = after + leaf_cm * random.uniform(0.6, 1.1) * _heading(turn)
                shapes.append(_blade(after, tip, leaf_cm * random.uniform(0.13, 0.2)))
            place = after
    return shapes


def room(radiance: float, tint: Sequence[float] = (1.0, 1.0, 1.0)) -> dict[str, Any]:
    """Gives the light that comes back from the walls of the room, the same from all sides."""
    return {"type": "constant", "radiance": {"type": "rgb", "value": [radiance * float(v) for v in tint]}}


def _heading(angle: float) -> NDArray[np.float64]:
    return np.array([np.cos(angle), np.sin(angle)], np.float64)


def _blade(start: NDArray[np.float64], end: NDArray[np.float64], half_width: float) -> Field:
    along = np.linspace(0, 1, 9)
    side = np.array([-(end - start)[1], (end - start)[0]]) / max(1e-6, float(np.linalg.norm(end - start)))
    width = half_width * np.sin(np.pi * along)[:, None] + 1e-3
    spine = start + along[:, None] * (end - start)
    return np.concatenate([spine + side * width, (spine - side * width)[::-1]]).astype(np.float32)


def _bar(left: float, low: float, right: float, high: float) -> Field:
    return np.array([[left, low], [right, low], [right, high], [left, high]], np.float32)


def _axes(at_cm: Place, aim_cm: Place) -> tuple[Field, Field, Field]:
    ahead = np.array(aim_cm, np.float32) - np.array(at_cm, np.float32)
    ahead /= np.linalg.norm(ahead)
    level = np.array([0, 1, 0] if abs(ahead[2]) > 0.99 else [0, 0, 1], np.float32)
    across = np.cross(ahead, level)
    across /= np.linalg.norm(across)
    return across, np.cross(across, ahead), ahead


def _facing(at_cm: Place, aim_cm: Place, width_cm: float, height_cm: float) -> Any:
    level = [0, 1, 0] if abs(_axes(at_cm, aim_cm)[2][2]) > 0.99 else [0, 0, 1]
    turn = mi.ScalarTransform4f().look_at(origin=list(at_cm), target=list(aim_cm), up=level)
    return turn.scale([width_cm / 2, height_cm / 2, 1])
