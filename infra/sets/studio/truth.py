"""The sample products rendered in a set: what Packshot's own light and shadow are measured against."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

import mitsuba as mi
import numpy as np

from studio.camera import Window
from studio.noise import Field
from studio.render import Stage

LEFT_U, WIDTH_U = -1.15, 2.3
BELOW_U, ABOVE_U = 0.45, 1.25
LYING_U = 1.0
"""What is shown around a product, in its longest side: nearly all that a 4:5 picture at a fill of 0.5 shows."""
PX_PER_U = 200
DETAIL_CM = 0.06
"""Edge of a sculpting cell of the products, half as fine as in their photos."""
MAX_DEPTH = 12
"""Bounces: through a bottle of glass and on to the stage."""
COVER_DEPTH = 3
"""Print that is only there where it has ink is looked through to what is under it."""
STRAIGHT_DOWN = 90.0
LYING_THICKNESS = 0.12
"""A lying product is pressed to this share of its shorter side: Packshot takes them for flat (clothes, books, bags)."""
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)


@dataclass(frozen=True)
class Truth:
    """One product in one set.

    `matte` (0..1) and `light_share` (light with the product / light without, luminance) are rows x columns; `light` is
    the linear picture, with three channels.
    """

    matte: Field
    light_share: Field
    light: Field


class TruthStage:
    """A set in which products of its usual size stand, or lie, where Packshot would put them."""

    def __init__(self, stage: Stage, samples: int) -> None:
        self._stage, self._samples = stage, samples
        self._is_lying = stage.design.camera.pitch_degrees == STRAIGHT_DOWN
        self._u_cm = stage.design.products_cm[1]
        self._window = _window(self._u_cm, self._is_lying)
        self._empty = stage.take(stage.scene({}, MAX_DEPTH), self._window, samples)

    def place(self, sample: str) -> Truth:
        """Renders a sample product in the set."""
        things: dict[str, Any] = importlib.import_module(f"render.{sample}").products(DETAIL_CM)
        _put(list(things.values()), self._stage.design.camera.stage_cm, self._u_cm, self._is_lying)
        light = self._stage.take(self._stage.scene(things, MAX_DEPTH), self._window, self._samples)
        share = (light @ LUMINANCE) / np.maximum(self._empty @ LUMINANCE, 1e-4)
        return Truth(self._cover(things), share.astype(np.float32), light)

    def _cover(self, things: dict[str, Any]) -> Field:
        camera = self._stage.design.camera.described(self._window, 1.0)
        camera["film"]["pixel_format"] = "rgba"
        integrator = {"type": "path", "max_depth": COVER_DEPTH, "hide_emitters": True}
        scene = mi.load_dict({"type": "scene", "integrator": integrator, **things})
        taken: Any = mi.render(scene, sensor=mi.load_dict(camera), spp=64)
        return np.clip(np.array(taken, np.float32)[..., 3], 0, 1)


def _window(u_cm: float, is_lying: bool) -> Window:
    below, above = (LYING_U, LYING_U) if is_lying else (BELOW_U, ABOVE_U)
    return Window("truth", LEFT_U * u_cm, -below * u_cm, WIDTH_U * u_cm, (below + above) * u_cm, PX_PER_U / u_cm)


def _put(meshes: list[Any], stage_cm: tuple[float, float, float], u_cm: float, is_lying: bool) -> None:
    # Seen from above it lies on its back: its front, which looks along -y, then looks up.
    parameters = [mi.traverse(mesh) for mesh in meshes]
    places = [_turned(np.array(each["vertex_positions"]).reshape(-1, 3), is_lying) for each in parameters]
    low, high = np.min([p.min(0) for p in places], 0), np.max([p.max(0) for p in places], 0)
    size = high - low
    scale = np.full(3, u_cm / max(size[0], size[1] if is_lying else size[2]))
    if is_lying:
        scale[2] *= LYING_THICKNESS * min(size[0], size[1]) / size[2]
    origin = np.array([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]])
    for each, place in zip(parameters, places, strict=True):
        each["vertex_positions"] = ((place - origin) * scale + np.array(stage_cm)).astype(np.float32).ravel()
        normals = _turned(np.array(each["vertex_normals"]).reshape(-1, 3), is_lying) / scale
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
        each["vertex_normals"] = normals.astype(np.float32).ravel()
        each.update()


def _turned(vectors: Any, is_lying: bool) -> Any:
    return np.stack([vectors[:, 0], vectors[:, 2], -vectors[:, 1]], 1) if is_lying else vectors
