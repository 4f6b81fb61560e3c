"""A cosmetic jar: satin lacquered glass with a printed mark, under a brushed metal screw lid."""

from __future__ import annotations

from typing import Any

import numpy as np

from render.label_art import cream_print
from render.meshes import Floats, lathe, place, resampled, rounded_profile
from render.studio import Camera, board, linear, picture, rgb, room, softbox, sweep

CAMERA = Camera(2000, 2000, 11.6, (0.0, 0.0, 3.15), pitch_degrees=9.0)
MAX_DEPTH = 8
RADIUS, PRINT_LOW, PRINT_HIGH, PRINT_SWEEP = 3.7, 0.75, 3.65, 2.4


def products(detail: float) -> dict[str, Any]:
    """Gives the jar. `detail` is not used: turned shapes are exact."""
    body = rounded_profile(
        [(0, 0.12, 0), (2.9, 0.1, 0.1), (3.1, 0.0, 0.1), (RADIUS, 0.0, 0.55), (RADIUS, 4.2, 0.28), (3.3, 4.25, 0.1), (3.3, 4.8, 0)], 24
    )
    lacquer = linear(176, 112, 98)
    satin = {"type": "roughplastic", "diffuse_reflectance": rgb(lacquer), "alpha": 0.13, "int_ior": 1.5, "nonlinear": True}
    return {
        "body": place("body", lathe(resampled(body, 0.04), 512), satin),
        "print": _print(lacquer),
        "lid": place("lid", _lid(), _brushed()),
        "seal": place("seal", lathe(resampled(rounded_profile([(3.2, 4.2, 0), (3.45, 4.2, 0.02), (3.45, 4.5, 0)]), 0.05), 256),
                      {"type": "twosided", "inner": {"type": "diffuse", "reflectance": rgb([0.02] * 3)}}),
    }


def lights() -> dict[str, Any]:
    """Gives the set: a broad key left, a strip right that draws the metal's edge."""
    aim = (0.0, 0.0, 3.0)
    return {
        "sweep": sweep(linear(236, 232, 227)),
        "key": softbox((-56, -40, 22), aim, 46, 90, (8.6, 8.3, 7.9)),
        "rim": softbox((50, 10, 20), aim, 20, 80, (4.2, 4.3, 4.4), share=0.4),
        "fill": board((46, -42, 16), aim, 44, 70, 0.85),
        "room": room(0.2),
    }


def _lid() -> Any:
    profile = rounded_profile(
        [(3.3, 4.6, 0), (3.3, 4.34, 0.03), (3.74, 4.34, 0.07), (3.74, 4.62, 0.03), (3.71, 4.64, 0.02), (3.71, 4.7, 0.02), (3.74, 4.72, 0.03),
         (3.74, 6.2, 0.16), (0, 6.24, 0)],
        14,
    )
    return lathe(resampled(profile, 0.02), 720)


def _brushed() -> dict[str, Any]:
    # Turned on a lathe: the scratches run around, so the highlight is drawn out across them. Champagne anodised aluminium.
    random = np.random.default_rng(8)
    tone = 1 + 0.05 * np.repeat(random.standard_normal((1500, 1, 1)), 8, axis=1) + 0.012 * random.standard_normal((1500, 8, 1))
    tint = np.clip(tone * np.array([0.93, 0.80, 0.62]), 0, 1)
    return {
        "type": "twosided",
        "inner": {
            "type": "roughconductor",
            "material": "Al",
            "distribution": "ggx",
            "alpha_u": 0.09,
            "alpha_v": 0.24,
            "specular_reflectance": picture(tint.astype(np.float32), "repeat"),
        },
    }


def _print(lacquer: list[float]) -> object:
    height = PRINT_HIGH - PRINT_LOW
    art = cream_print(PRINT_SWEEP * RADIUS, height)
    profile = np.array([[RADIUS + 0.002, PRINT_LOW], [RADIUS + 0.002, PRINT_HIGH]], np.float32)
    shape = lathe(resampled(profile, 0.1), 240, start=-np.pi / 2 - PRINT_SWEEP / 2, sweep=PRINT_SWEEP)
    ink = {"type": "roughplastic", "diffuse_reflectance": rgb(linear(244, 238, 230)), "alpha": 0.2, "int_ior": 1.5}
    return place("print", shape, {"type": "mask", "opacity": picture(art), "ink": {"type": "twosided", "inner": ink}})


__all__ = ["CAMERA", "Floats", "lights", "products"]
