"""A table lamp, switched off: a round brass foot, a thin stem and a linen shade with rolled hems."""

from __future__ import annotations

from typing import Any

import numpy as np

from render.lofts import bar, moved, superellipse, surface, turned
from render.meshes import Floats, Geometry, lathe, place, resampled, rounded_profile
from render.patterns import smooth_noise
from render.studio import Camera, board, both_sides, linear, picture, rgb, room, softbox, sweep

CAMERA = Camera(1500, 2000, 34.5, (0.0, 0.0, 18.6), pitch_degrees=4.0, distance_cm=190.0)
MAX_DEPTH = 9
FOOT, STEM, FELT = 6.0, 0.42, 0.09
"""Radii of foot and stem, and how thick the felt is on which it stands."""
SHADE_LOW, SHADE_HIGH = 23.4, 37.6
SHADE_WIDE, SHADE_NARROW = 8.55, 6.1
"""Heights, and radii at the lower and the upper hem."""
THREADS_AROUND, THREADS_UP = 720, 190
"""Threads of the linen; one is 0.7 mm wide, so that the weave is just seen."""


def products(detail: float) -> dict[str, Any]:
    """Gives the lamp. `detail` is not used: turned shapes are exact."""
    brass, linen, tape = _brass(), _linen((152, 158, 134)), _linen((138, 145, 120))
    lining = both_sides({"type": "diffuse", "reflectance": rgb(linear(226, 222, 212))})
    shapes = {
        "foot": (_foot(), brass),
        "felt": (lathe(np.array([[FOOT - 0.22, 0.0], [FOOT - 0.22, FELT + 0.05]], np.float32), 240), both_sides({"type": "diffuse", "reflectance": rgb([0.012] * 3)})),
        "stem": (lathe(resampled(_stem(), 0.05), 96), brass),
        "switch": (_switch(), brass),
        "shade": (_shade(0.0), linen),
        "lining": (_shade(-0.06), lining),
        "hem-low": (_hem(0.0), tape),
        "hem-high": (_hem(1.0), tape),
        "bulb": (_bulb(), both_sides({"type": "roughplastic", "diffuse_reflectance": rgb(linear(244, 243, 240)), "alpha": 0.15})),
    }
    for index in range(3):
        shapes[f"spoke-{index}"] = (_spoke(120.0 * index + 20), brass)
    return {name: place(name, shape, material) for name, (shape, material) in shapes.items()}


def lights() -> dict[str, Any]:
    """Gives the set: a tall key left, a strip right that draws the stem, a top light for the paper."""
    aim = (0.0, 0.0, 18.0)
    return {
        "sweep": sweep(linear(234, 233, 231), half_width_cm=46.0),
        "key": softbox((-72, -50, 44), aim, 60, 120, (9.6, 9.3, 8.9)),
        "top": softbox((0, 26, 125), (0, 28, 0), 140, 100, (3.3, 3.35, 3.4)),
        "rim": softbox((60, 16, 34), aim, 18, 110, (5.2, 5.3, 5.4), share=0.4),
        "fill": board((54, -54, 28), aim, 60, 100, 0.5),
        "flag": board((-26, -40, 16), aim, 8, 60, 0.02),
        "room": room(0.22),
    }


def _foot() -> Geometry:
    profile = rounded_profile(
        [(0, FELT, 0), (FOOT, FELT, 0.06), (FOOT, 1.0, 0.22), (1.2, 1.35, 0.3), (0.8, 1.9, 0.3), (0.62, 2.0, 0.05), (0, 2.0, 0)],
        14,
    )
    return lathe(resampled(profile, 0.04), 480)


def _stem() -> Floats:
    return rounded_profile(
        [(STEM, 1.8, 0), (STEM, 20.6, 0.02), (0.62, 20.7, 0.04), (0.62, 22.1, 0.04), (STEM, 22.2, 0.02), (STEM, 27.0, 0.02), (1.3, 27.2, 0.1), (1.3, 30.5, 0.1), (0, 30.5, 0)],
        8,
    )


def _switch() -> Geometry:
    # A knurled knob that looks out of the stem's collar.
    profile = rounded_profile([(0, 0.4, 0), (0.18, 0.4, 0.02), (0.18, 1.05, 0.02), (0.42, 1.05, 0.05), (0.42, 1.75, 0.08), (0, 1.8, 0)], 8)

    def knurl(angle: Floats, height: Floats) -> Floats:
        return np.asarray(np.where((height > 1.1) & (height < 1.7), 0.012 * np.cos(angle * 36), 0), np.float32)

    return moved(moved(lathe(resampled(profile, 0.03), 432, ripple=knurl), turned(90.0, "x")), turned(38.0, "z"), (0.0, 0.0, 21.4))


def _shade(inset: float) -> Geometry:
    profile = np.array([[SHADE_WIDE + inset, SHADE_LOW], [SHADE_NARROW + inset, SHADE_HIGH]], np.float32)

    def uneven(angle: Floats, height: Floats) -> Floats:
        around = np.stack([np.cos(angle) * 2 + 4, np.sin(angle) * 2 + 4, height * 0.1], -1).reshape(-1, 3).astype(np.float32)
        return np.asarray(0.05 * (smooth_noise(around, 13).reshape(angle.shape) - 0.5), np.float32)

    return lathe(resampled(profile, 0.2), 360, ripple=uneven)


def _hem(share: float) -> Geometry:
    # A rolled edge: the linen is folded over a wire.
    low = np.array([SHADE_WIDE, SHADE_LOW]) * (1 - share) + np.array([SHADE_NARROW, SHADE_HIGH]) * share
    slope = np.array([SHADE_NARROW - SHADE_WIDE, SHADE_HIGH - SHADE_LOW])
    slope = slope / np.linalg.norm(slope) * (1 if share == 0 else -1)
    outward = np.array([abs(slope[1]), slope[0] * np.sign(slope[1])])
    reach = 0.75
    upper, inner = low + slope * reach, low - outward * 0.09
    points = [upper + outward * 0.005, upper + outward * 0.045, low + outward * 0.055, low - slope * 0.06, inner, inner + slope * reach]
    profile = rounded_profile([(float(p[0]), float(p[1]), 0.04) for p in points], 6)
    return lathe(resampled(profile if share == 0 else profile[::-1], 0.03), 360)


def _spoke(degrees: float) -> Geometry:
    path = np.column_stack([np.linspace(0.5, SHADE_NARROW + 0.05, 12), np.zeros(12), np.full(12, SHADE_HIGH - 0.9)]).astype(np.float32)
    return moved(surface(bar(path, superellipse(0.1, 0.1, 2, 24), np.array([0, 1, 0], np.float32)), True), turned(degrees, "z"))


def _bulb() -> Geometry:
    return lathe(resampled(rounded_profile([(1.2, 30.4, 0), (1.4, 31.2, 0.8), (2.6, 33.0, 1.5), (2.6, 35.6, 2.2), (0, 36.2, 0)], 14), 0.1), 96)


def _brass() -> dict[str, Any]:
    random = np.random.default_rng(12)
    tone = 1 + 0.035 * np.repeat(random.standard_normal((1500, 1, 1)), 8, axis=1) + 0.01 * random.standard_normal((1500, 8, 1))
    tint = np.clip(tone * np.array([0.80, 0.57, 0.28]), 0, 1)
    metal = {"type": "roughconductor", "material": "Al", "distribution": "ggx", "alpha_u": 0.15, "alpha_v": 0.27,
             "specular_reflectance": picture(tint.astype(np.float32), "repeat")}
    return both_sides(metal)


def _linen(colour: tuple[int, int, int]) -> dict[str, Any]:
    random = np.random.default_rng(21)
    around, up = 1800, 950
    # Each thread has its own tone and thickens now and then, as flax does.
    warp = np.repeat(random.normal(0, 1, THREADS_AROUND), -(-around // THREADS_AROUND))[:around]
    weft = np.repeat(random.normal(0, 1, THREADS_UP), up // THREADS_UP)[:up]
    tone = 1 + 0.035 * warp[None, :] + 0.05 * weft[:, None] + 0.03 * random.standard_normal((up, around))
    woven = np.clip(tone[..., None], 0.6, 1.4) * np.array(linear(*colour))
    return both_sides({"type": "diffuse", "reflectance": picture(woven.astype(np.float32), "repeat")})
