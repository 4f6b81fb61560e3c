"""One camera a set. What a zoom shows is a window in the plane through the stage point that faces the camera."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mitsuba as mi
import numpy as np


@dataclass(frozen=True)
class Window:
    """A rectangle in the picture plane, centimetres from the stage point, and the picture that it becomes."""

    name: str
    left_cm: float
    bottom_cm: float
    width_cm: float
    height_cm: float
    px_per_cm: float

    def size_px(self, scale: float) -> tuple[int, int]:
        """Gives width and height of the picture at a share of its full size."""
        return round(self.width_cm * self.px_per_cm * scale), round(self.height_cm * self.px_per_cm * scale)


@dataclass(frozen=True)
class Camera:
    """Looks at `stage_cm`, the point on which the middle of a product's base stands, from `distance_cm` away."""

    stage_cm: tuple[float, float, float]
    pitch_degrees: float
    distance_cm: float
    aperture_radius_cm: float

    def position_cm(self) -> list[float]:
        """Gives where the camera is."""
        pitch = np.radians(self.pitch_degrees)
        away = self.distance_cm * np.array([0, -np.cos(pitch), np.sin(pitch)])
        return [round(float(v), 4) for v in np.array(self.stage_cm) + away]

    def described(self, window: Window, scale: float) -> dict[str, Any]:
        """Gives the renderer's camera for one zoom: a film around the line of sight, of which the window is cut out."""
        width_px, height_px = window.size_px(scale)
        px_per_cm = window.px_per_cm * scale
        half_w = max(-window.left_cm, window.left_cm + window.width_cm)
        half_h = max(-window.bottom_cm, window.bottom_cm + window.height_cm)
        film_w, film_h = 2 * round(half_w * px_per_cm) + 2, 2 * round(half_h * px_per_cm) + 2
        pitch = np.radians(self.pitch_degrees)
        return {
            "type": "thinlens",
            "to_world": mi.ScalarTransform4f().look_at(
                origin=self.position_cm(),
                target=list(self.stage_cm),
                up=[0, float(np.sin(pitch)), float(np.cos(pitch))],
            ),
            "fov": float(np.degrees(2 * np.arctan(film_w / 2 / px_per_cm / self.distance_cm))),
            "fov_axis": "x",
            "aperture_radius": max(self.aperture_radius_cm, 1e-3),
            "focus_distance": self.distance_cm,
            "near_clip": 1.0,
            "far_clip": 5000.0,
            "film": {
                "type": "hdrfilm",
                "width": film_w,
                "height": film_h,
                "crop_offset_x": round(film_w / 2 + window.left_cm * px_per_cm),
                "crop_offset_y": round(film_h / 2 - (window.bottom_cm + window.height_cm) * px_per_cm),
                "crop_width": width_px,
                "crop_height": height_px,
                "rfilter": {"type": "box"},
                "pixel_format": "rgb",
                "component_format": "float32",
            },
            "sampler": {"type": "independent"},
        }
