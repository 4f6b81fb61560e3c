"""An amber glass bottle of hand wash with a paper label and a black ribbed cap."""

from __future__ import annotations

from typing import Any

import numpy as np

from render.glass import glass
from render.label_art import hand_wash_label
from render.meshes import Floats, lathe, place, resampled, rounded_profile
from render.patterns import ramp
from render.studio import Camera, board, linear, picture, rgb, room, softbox, sweep

CAMERA = Camera(1600, 2000, 18.0, (0.0, 0.0, 7.25), pitch_degrees=6.0)
MAX_DEPTH = 16
"""Bounces: four walls of glass and liquid, twice over, before the light."""
GLASS_TINT = (0.62, 0.29, 0.05)
"""What one pass through the amber glass leaves of red, green and blue."""
RADIUS, FILL = 3.3, 9.75
LABEL_SWEEP, LABEL_LOW, LABEL_HEIGHT = 3.3, 1.55, 6.5
RIBS = 84


def products(detail: float) -> dict[str, Any]:
    """Gives the bottle. `detail` is not used: turned shapes are exact."""
    outer = rounded_profile(
        [(0, 0.32, 0), (2.2, 0.28, 0.3), (2.6, 0.0, 0.25), (RADIUS, 0.0, 0.42), (RADIUS, 11.1, 2.0), (1.35, 11.45, 0.5), (1.28, 12.7, 0.15), (1.0, 12.7, 0)],
        24,
    )
    cavity = rounded_profile([(1.0, 12.7, 0), (1.0, 11.5, 0.5), (3.02, 11.0, 1.9), (3.02, 5.0, 0)], 24)
    above, below = _cut(resampled(cavity, 0.05), FILL)
    floor = rounded_profile([(3.02, 5.0, 0), (3.02, 0.5, 0.5), (2.3, 0.62, 0.3), (0, 0.72, 0)], 16)
    walls = resampled(np.concatenate([outer, above[1:]]), 0.05)
    liquid = resampled(np.concatenate([below, floor[1:]])[::-1], 0.05)
    surface = np.linspace([float(above[-1, 0]), FILL], [0, FILL], 8).astype(np.float32)
    clear = glass(1.5, 1.0, GLASS_TINT)
    wet = glass(1.36, 1.5, (0.9, 0.8, 0.6))
    open_liquid = glass(1.36, 1.0, (1.0, 1.0, 1.0))
    return {
        "glass": place("glass", lathe(walls, 480), clear),
        "liquid": place("liquid", lathe(liquid, 480), wet),
        "surface": place("surface", lathe(surface, 480), open_liquid),
        "cap": place("cap", _cap(), {"type": "roughplastic", "diffuse_reflectance": rgb(linear(30, 29, 29)), "alpha": 0.16}),
        "label": _label(),
    }


def lights() -> dict[str, Any]:
    """Gives the set: a tall strip left, a narrow one right behind, a white wall that glows through the glass."""
    aim = (0.0, 0.0, 7.0)
    return {
        "sweep": sweep(linear(234, 233, 231)),
        "key": softbox((-58, -36, 26), aim, 40, 110, (9.2, 9.0, 8.7)),
        "top": softbox((0, 24, 110), (0, 26, 0), 110, 90, (3.9, 3.95, 4.0)),
        "rim": softbox((50, 14, 24), aim, 14, 100, (5.0, 5.1, 5.2), share=0.4),
        "fill": board((46, -42, 20), aim, 40, 90, 0.85),
        "room": room(0.2),
    }


def _cut(profile: Floats, height: float) -> tuple[Floats, Floats]:
    # Splits the downward cavity at the liquid's level; both parts share the level's point.
    index = int(np.argmax(profile[:, 1] < height))
    share = (height - profile[index - 1, 1]) / (profile[index, 1] - profile[index - 1, 1])
    at = profile[index - 1] + share * (profile[index] - profile[index - 1])
    return np.vstack([profile[:index], at]), np.vstack([at, profile[index:]])


def _cap() -> Any:
    profile = rounded_profile(
        [(1.3, 12.3, 0), (1.3, 11.92, 0.05), (1.66, 11.92, 0.06), (1.66, 14.1, 0.2), (1.3, 14.16, 0.1), (1.2, 14.1, 0.1), (0, 14.1, 0)], 10
    )

    def ribs(angle: Floats, height: Floats) -> Floats:
        band = ramp(height, 12.05, 12.15) * (1 - ramp(height, 13.75, 13.85))
        return np.asarray(0.022 * band * (np.abs(np.cos(angle * RIBS / 2)) ** 0.7 - 1), np.float32)

    return lathe(resampled(profile, 0.03), RIBS * 16, ripple=ribs)


def _label() -> object:
    art = hand_wash_label(LABEL_SWEEP * RADIUS, LABEL_HEIGHT)
    # The paper stands a fifth of a millimetre off the glass and its edges are thick enough to catch light.
    profile = np.array([[RADIUS + 0.012, LABEL_LOW], [RADIUS + 0.012, LABEL_LOW + LABEL_HEIGHT]], np.float32)
    shape = lathe(resampled(profile, 0.1), 240, start=-np.pi / 2 - LABEL_SWEEP / 2, sweep=LABEL_SWEEP)
    paper = {
        "type": "twosided",
        "inner": {"type": "roughplastic", "diffuse_reflectance": picture(art), "alpha": 0.35, "int_ior": 1.4, "nonlinear": True},
    }
    return place("label", shape, paper)
