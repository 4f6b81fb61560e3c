"""Over-ear headphones that stand on their cups: matte shells, leather cushions, steel yokes and a thin headband."""

from __future__ import annotations

from typing import Any

import numpy as np

from render.label_art import Sheet
from render.lofts import bar, moved, oval_body, superellipse, surface, turned
from render.meshes import Floats, Geometry, lathe, place, resampled, rounded_profile
from render.patterns import knit_stitch, leather_grain, ramp, smooth_noise
from render.studio import Camera, board, both_sides, linear, picture, rgb, room, softbox, sweep

CAMERA = Camera(1800, 2000, 23.4, (0.0, 0.0, 9.3), pitch_degrees=6.0, distance_cm=150.0)
MAX_DEPTH = 8
TURN = -27.0
"""The left cup shows its cushion, the right one its shell, and the opening between them stays wide."""
CUP_DEPTH, CUP_HEIGHT, CUP_POWER = 3.55, 4.3, 2.35
CUP_X, TILT = 6.0, 5.0
"""Where a cup's mounting plane stands, and by how many degrees its lower end leans in: the spring of the headband."""
PLATE_CM = (5.0, 6.0)
"""Width and height of the print on the disc outside."""
ARCH_WIDTH, ARCH_FOOT, ARCH_TOP = 6.75, 10.2, 18.9


def products(detail: float) -> dict[str, Any]:
    """Gives the headphones. `detail` is not used: swept shapes are exact."""
    materials = _materials()
    shapes: dict[str, Any] = {}
    for side, name in ((-1, "left"), (1, "right")):
        cup = _cup(side)
        matrix = np.diag([side, 1, 1]).astype(np.float32) @ turned(TILT, "y")
        lowest = min(float((shape.vertices @ matrix.T)[:, 2].min()) for shape, _ in cup.values())
        for part, (shape, material) in cup.items():
            shapes[f"{part}-{name}"] = (moved(shape, matrix, (side * CUP_X, 0.0, -lowest)), material)
        top = matrix @ _yoke_path()[len(_yoke_path()) // 2] + np.array([side * CUP_X, 0.0, -lowest], np.float32)
        shapes[f"slider-{name}"] = (_slider(top, side), "steel")
        shapes[f"collar-{name}"] = (_collar(side), "shell")
    shapes["band"] = (_band(), "shell")
    shapes["pad"] = (_pad(), "knit")
    turn = turned(TURN, "z")
    return {name: place(name, moved(shape, turn), materials[material]) for name, (shape, material) in shapes.items()}


def lights() -> dict[str, Any]:
    """Gives the set: key right along the shell, a strip left that draws the cushion, a top light for band and paper."""
    aim = (0.0, 0.0, 9.0)
    return {
        "sweep": sweep(linear(234, 233, 231), half_width_cm=34.0),
        "key": softbox((62, -46, 34), aim, 50, 110, (9.4, 9.1, 8.7)),
        "top": softbox((0, 22, 112), (0, 24, 0), 120, 90, (3.3, 3.35, 3.4)),
        "rim": softbox((-54, 16, 28), aim, 20, 100, (5.0, 5.1, 5.2), share=0.4),
        "fill": board((-46, -46, 20), aim, 50, 90, 0.85),
        "room": room(0.22),
    }


def _cup(side: int) -> dict[str, tuple[Geometry, str]]:
    outline = superellipse(CUP_DEPTH, CUP_HEIGHT, CUP_POWER, 240)
    shell = rounded_profile(
        [(-0.7, -0.3, 0), (-0.04, -0.3, 0.1), (0.0, 1.0, 0.9), (-0.8, 2.2, 0.55), (-1.5, 2.28, 0.07), (-1.54, 2.12, 0.05), (-1.62, 2.12, 0.05),
         (-1.66, 2.2, 0)], 12
    )
    plate = rounded_profile([(-1.6, 2.1, 0), (-1.6, 2.25, 0.03), (-1.72, 2.26, 0.03), (-1.72, 2.1, 0)], 6)
    groove = rounded_profile([(-0.2, -0.5, 0), (-0.2, -0.2, 0)], 2)
    stitched = rounded_profile([(-0.02, -1.02, 0), (0.015, -1.1, 0.03), (-0.02, -1.18, 0)], 6)
    cloth = np.array([[-1.5, -1.0], [-9.0, -0.9]], np.float32)
    parts = {
        "shell": (surface(oval_body(resampled(shell, 0.06), outline), True), "shell"),
        "plate": (_plate(outline, side), "plate"),
        "ring": (surface(oval_body(resampled(plate, 0.06), outline), True), "steel"),
        "groove": (surface(oval_body(groove, outline), True), "dark"),
        "cushion": (_cushion(outline), "leather"),
        "piping": (surface(oval_body(stitched + np.array([0.03, 0.0], np.float32), outline), True), "leather"),
        "cloth": (surface(oval_body(resampled(cloth, 0.1), outline), True), "cloth"),
        "yoke": (surface(bar(_yoke_path(), superellipse(0.42, 0.11, 5, 64), np.array([1, 0, 0], np.float32), cap_cm=0.08), True), "steel"),
    }
    for end, name in ((-1, "front"), (1, "back")):
        parts[f"pivot-{name}"] = (_pivot(end), "steel")
    return parts


def _plate(outline: Floats, side: int) -> Geometry:
    # The disc that is touched to skip a song; its mark reads from outside on either cup.
    profile = rounded_profile([(-1.66, 2.1, 0), (-1.66, 2.24, 0.06), (-3.2, 2.3, 0), (-9.0, 2.3, 0)], 8)
    grid = oval_body(resampled(profile, 0.06), outline)
    shape = surface(grid, True)
    u, v = 0.5 + side * grid[..., 1] / PLATE_CM[0], 0.5 + grid[..., 2] / PLATE_CM[1]
    shape.places = np.stack([u, v], axis=-1).reshape(-1, 2).astype(np.float32)
    return shape


def _cushion(outline: Floats) -> Geometry:
    profile = rounded_profile(
        [(-0.7, -0.36, 0), (-0.1, -0.36, 0.2), (0.02, -1.1, 0.7), (-0.3, -2.1, 0.8), (-1.2, -2.15, 0.7), (-1.75, -1.7, 0.45), (-1.6, -0.7, 0)], 16
    )
    grid = oval_body(resampled(profile, 0.04), outline)
    angle = np.arctan2(grid[..., 2], grid[..., 1])
    # Leather gathers where it turns inward, and its filling is never quite even.
    crease = smooth_noise(np.stack([(angle + np.pi) * 7, grid[..., 0] * 1.4, np.zeros_like(angle)], -1).reshape(-1, 3).astype(np.float32), 3)
    lump = smooth_noise((grid * np.float32(0.5)).reshape(-1, 3), 9)
    inward = ramp(-grid[..., 0], 1.2, 2.1)
    swell = 0.05 * (lump.reshape(angle.shape) - 0.5) - 0.05 * inward * crease.reshape(angle.shape) ** 2
    grid[..., 0] -= swell
    grid[..., 1:] *= (1 + 0.25 * swell)[..., None]
    shape = surface(grid, True)
    shape.places *= np.array([7.0, 2.2], np.float32)
    return shape


def _yoke_path() -> Floats:
    angle = np.radians(np.linspace(-4, 184, 121))
    return np.column_stack([np.full(121, 0.45), (CUP_DEPTH + 0.32) * np.cos(angle), (CUP_HEIGHT + 0.42) * np.sin(angle)]).astype(np.float32)


def _pivot(side: int) -> Geometry:
    profile = rounded_profile([(0.0, 0.42, 0), (0.3, 0.42, 0.04), (0.34, 0.34, 0.02), (0.5, 0.34, 0.05), (0.5, -0.3, 0)][::-1], 6)
    pin = lathe(profile, 96)
    return moved(pin, turned(-90.0 * side, "x"), (0.45, side * (CUP_DEPTH + 0.1), 0.0))


def _arch(share: Floats) -> Floats:
    # From the left foot (-1) over the top (0) to the right (1): x, y, z.
    angle = share * np.pi / 2
    x = ARCH_WIDTH * np.sign(angle) * np.abs(np.sin(angle)) ** (2 / 2.25)
    z = ARCH_FOOT + (ARCH_TOP - ARCH_FOOT) * np.abs(np.cos(angle)) ** (2 / 2.25)
    return np.column_stack([x, np.zeros_like(x), z]).astype(np.float32)


def _band() -> Geometry:
    share = np.linspace(-0.93, 0.93, 241, dtype=np.float32)
    width = 1 - 0.42 * ramp(np.abs(share), 0.3, 1.0)
    scale = np.column_stack([width, np.ones_like(width)])
    return surface(bar(_arch(share), superellipse(1.35, 0.2, 4.5, 96), np.array([0, 1, 0], np.float32), scale, 0.12), True)


def _pad() -> Geometry:
    share = np.linspace(-0.62, 0.62, 241, dtype=np.float32)
    path = _arch(share)
    tangent = np.gradient(path, axis=0)
    inward = np.cross(tangent, np.array([0, 1, 0]))
    inward /= np.linalg.norm(inward, axis=1, keepdims=True)
    inward *= -np.sign((inward * (path - [0, 0, ARCH_FOOT])).sum(1, keepdims=True))
    taper = np.sqrt(np.clip(1 - (np.abs(share) / 0.63) ** 8, 0.02, 1))
    scale = np.column_stack([0.75 + 0.25 * taper, taper])
    shape = surface(bar((path + 0.42 * inward).astype(np.float32), superellipse(1.2, 0.42, 2.6, 96), np.array([0, 1, 0], np.float32), scale, 0.05), True)
    shape.places *= np.array([72.0, 190.0], np.float32)
    return shape


def _collar(side: int) -> Geometry:
    share = side * np.linspace(0.86, 0.955, 21, dtype=np.float32)
    return surface(bar(_arch(share), superellipse(0.88, 0.3, 4.5, 96), np.array([0, 1, 0], np.float32), None, 0.14), True)


def _slider(yoke_top: Floats, side: int) -> Geometry:
    upper = _arch(side * np.linspace(0.8, 0.95, 6, dtype=np.float32))
    turn = np.linspace(0, 1, 24)[1:, None]
    path = np.concatenate([upper, upper[-1] + turn * (yoke_top - upper[-1])]).astype(np.float32)
    return surface(bar(path, superellipse(0.5, 0.1, 5, 64), np.array([0, 1, 0], np.float32), None, 0.06), True)


def _materials() -> dict[str, dict[str, Any]]:
    graphite, cognac = linear(52, 54, 58), linear(150, 90, 50)
    plate = Sheet(*PLATE_CM, (46, 48, 52))
    plate.line("S&S", PLATE_CM[0] / 2, PLATE_CM[1] / 2 + 0.22, 0.72, "serif", (176, 176, 172), 0.04)
    leather = {"type": "roughplastic", "diffuse_reflectance": rgb(cognac), "alpha": 0.27, "int_ior": 1.48, "nonlinear": True}
    knit = {"type": "roughplastic", "diffuse_reflectance": rgb(linear(96, 98, 104)), "alpha": 0.5, "int_ior": 1.3}
    return {
        "shell": both_sides({"type": "roughplastic", "diffuse_reflectance": rgb(graphite), "alpha": 0.32, "int_ior": 1.5, "nonlinear": True}),
        "steel": both_sides({"type": "roughconductor", "material": "Al", "distribution": "ggx", "alpha_u": 0.12, "alpha_v": 0.24,
                        "specular_reflectance": rgb([0.86, 0.85, 0.83])}),
        "plate": both_sides({"type": "roughplastic", "diffuse_reflectance": picture(plate.linear()), "alpha": 0.24, "int_ior": 1.5, "nonlinear": True}),
        "leather": both_sides({"type": "bumpmap", "relief": picture(leather_grain(), "repeat"), "scale": 0.009, "nested": leather}),
        "knit": both_sides({"type": "bumpmap", "relief": picture(knit_stitch(), "repeat"), "scale": 0.02, "nested": knit}),
        "cloth": both_sides({"type": "diffuse", "reflectance": rgb(linear(34, 34, 36))}),
        "dark": both_sides({"type": "diffuse", "reflectance": rgb([0.02] * 3)}),
    }
