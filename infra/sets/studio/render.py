"""Renders one zoom of a set: all light at full size, the key's own light at a quarter, both cleaned of noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import mitsuba as mi
import numpy as np
import pyoidn

from studio.camera import Window
from studio.design import StudioSet
from studio.lights import room
from studio.meshes import Piece, placed
from studio.noise import Field

SAMPLES_PER_PASS = 8
"""Light paths a pixel in one go: keeps 5 megapixels below 2 GB."""
MOST_LIGHT = 30.0
"""No pixel of a pass counts for more: a single path that finds the lamp in a glossy floor would leave a dot."""
MAX_DEPTH = 4
KEY_SHARE_SCALE = 0.25
METERING_PX = 400
BRIGHT_SHARE = 90
"""Exposure puts this percentile of the wide zoom at the set's `brightness`."""

_take: Any = mi.render  # Its types know no plain number as a seed.


@dataclass(frozen=True)
class Pictures:
    """Exposed linear light, rows x columns x 3, and the share of it straight from the key, at quarter size."""

    light: Field
    key_share: Field


class Stage:
    """A set that has been built, ready to be photographed."""

    def __init__(self, design: StudioSet, texture_px: int) -> None:
        self.design = design
        pieces: list[Piece] = design.pieces(texture_px)
        things: dict[str, Any] = {f"piece{i}": placed(f"piece{i}", piece) for i, piece in enumerate(pieces)}
        things |= {f"blocker{i}": blocker.described() for i, blocker in enumerate(design.blockers())}
        things["key"] = design.key.described()
        self._key_alone = things
        fills = {f"fill{i}": fill.described() for i, fill in enumerate(design.fills)}
        self._all = things | fills | {"room": room(design.room, design.room_tint)}
        self._whole = self.scene({}, MAX_DEPTH)
        direct = {"type": "path", "max_depth": 2, "hide_emitters": True}
        self._direct = mi.load_dict({"type": "scene", "integrator": direct, **self._key_alone})
        self.exposure = 1.0

    def scene(self, things: dict[str, Any], max_depth: int) -> Any:
        """Gives the renderer's scene of the set with other things (renderer objects by name) in it."""
        path = {"type": "path", "max_depth": max_depth, "hide_emitters": True}
        aov = {"type": "aov", "aovs": "albedo:albedo,normal:sh_normal", "inner": path}
        return mi.load_dict({"type": "scene", "integrator": aov, **self._all, **things})

    def take(self, scene: Any, window: Window, samples: int) -> Field:
        """Gives the exposed light of a scene of this set, cleaned of noise."""
        light, guides = self._render(scene, window, 1.0, samples)
        return _without_noise(light, guides) * self.exposure

    def meter(self) -> None:
        """Sets the exposure from a small picture of the wide zoom."""
        wide = self.design.windows[0]
        light, _ = self._render(self._whole, wide, METERING_PX / wide.size_px(1.0)[0], 16)
        luminance = light @ np.array([0.2126, 0.7152, 0.0722], np.float32)
        self.exposure = float(self.design.brightness / np.percentile(luminance, BRIGHT_SHARE))

    def photograph(self, window: Window, scale: float, samples: int) -> Pictures:
        """Gives the pictures of one zoom at a share of its full size."""
        light, guides = self._render(self._whole, window, scale, samples)
        clean = _without_noise(light, guides)
        direct, _ = self._render(self._direct, window, scale * KEY_SHARE_SCALE, 2 * samples)
        rows, columns = direct.shape[:2]
        small = cv2.resize(clean, (columns, rows), interpolation=cv2.INTER_AREA)
        share = _without_noise(direct, None).sum(axis=2) / np.maximum(small.sum(axis=2), 1e-4)
        return Pictures(clean * self.exposure, np.clip(share, 0, 1).astype(np.float32))

    def _render(self, scene: Any, window: Window, scale: float, samples: int) -> tuple[Field, Field | None]:
        sensor = mi.load_dict(self.design.camera.described(window, scale))
        passes = max(1, round(samples / SAMPLES_PER_PASS))
        total: Field | None = None
        for index in range(passes):
            taken = np.array(_take(scene, sensor=sensor, spp=SAMPLES_PER_PASS, seed=index), np.float32)
            taken[..., :3] = np.minimum(taken[..., :3], MOST_LIGHT)
            total = taken if total is None else total + taken
        mean = np.asarray(total, np.float32) / passes
        return np.ascontiguousarray(mean[..., :3]), (np.ascontiguousarray(mean[..., 3:]) if mean.shape[2] > 3 else None)


def _without_noise(light: Field, guides: Field | None) -> Field:
    if guides is None:
        return np.asarray(pyoidn.denoise(light, hdr=True), np.float32)
    albedo, normal = (np.ascontiguousarray(guides[..., i : i + 3]) for i in (0, 3))
    return np.asarray(pyoidn.denoise(light, albedo=np.clip(albedo, 0, 1), normal=normal, hdr=True), np.float32)
