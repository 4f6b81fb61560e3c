"""A folding carton of tea: printed board with soft folds, white raw edges and a tucked lid, seen from its corner."""

from __future__ import annotations

from typing import Any

import numpy as np

from render.carton_art import tea_carton, tea_lid
from render.lofts import moved, surface, turned
from render.meshes import Floats, Geometry, place, resampled, rounded_profile
from render.patterns import ramp, smooth_noise
from render.studio import Camera, board, both_sides, linear, picture, rgb, room, softbox, sweep

CAMERA = Camera(1600, 2000, 17.6, (0.15, 0.0, 7.9), pitch_degrees=12.0)
MAX_DEPTH = 8
WIDTH, DEPTH, HEIGHT = 9.0, 6.0, 16.0
TURN = -34.0
"""The front looks a little left, into the key; the right side is seen beside it."""
BOARD, FOLD = 0.045, 0.075
"""Thickness of the board and outer radius of a fold."""
SLIT = 0.03
"""Between the front wall's cut edge and the tongue of the lid behind it."""
WALL_TOP = HEIGHT - FOLD
BULGE = 0.045
"""How far the middle of the front stands out: filled cartons are never flat."""


def products(detail: float) -> dict[str, Any]:
    """Gives the carton. `detail` is not used: folded shapes are exact."""
    print_ = _board(tea_carton(WIDTH, DEPTH, HEIGHT))
    raw = both_sides({"type": "diffuse", "reflectance": rgb(linear(233, 226, 212))})
    shapes: dict[str, tuple[Geometry, dict[str, Any]]] = {
        "walls": (_walls(), print_),
        "rim": (_rim(), raw),
        "lid": (_lid(), _board(tea_lid(WIDTH - 2 * FOLD, DEPTH))),
        "flap-left": (_dust_flap(-1), _board(tea_lid(2.0, DEPTH)[:40])),
        "flap-right": (_dust_flap(1), _board(tea_lid(2.0, DEPTH)[:40])),
        "lid-left": (_lid_edge(-1), raw),
        "lid-right": (_lid_edge(1), raw),
    }
    return {name: place(name, moved(shape, turned(TURN, "z")), material) for name, (shape, material) in shapes.items()}


def lights() -> dict[str, Any]:
    """Gives the set: key left on the front, a weak reflector for the side, a top light for lid and paper."""
    aim = (0.0, 0.0, 8.0)
    return {
        "sweep": sweep(linear(234, 233, 231), half_width_cm=32.0),
        "key": softbox((-52, -62, 36), aim, 52, 90, (9.0, 8.8, 8.5)),
        "top": softbox((0, 24, 110), (0, 28, 0), 110, 90, (3.3, 3.32, 3.35)),
        "rim": softbox((60, -14, 28), aim, 16, 90, (4.2, 4.3, 4.4), share=0.4),
        "fill": board((46, -44, 20), aim, 44, 80, 0.85),
        "room": room(0.2),
    }


def _outline() -> tuple[Floats, Floats]:
    # Around the carton from the front's left edge: points n x 2, and how far each lies along the print (0..2: it repeats).
    path = []
    half = np.array([WIDTH / 2, DEPTH / 2])
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        start, end = half * (ax, ay), half * (bx, by)
        along = (end - start) / np.linalg.norm(end - start)
        outward = np.array([along[1], -along[0]])
        path.append(start + FOLD * along + np.linspace(0, 1, 61)[:, None] * (end - start - 2 * FOLD * along))
        turn = np.linspace(0, np.pi / 2, 9)[1:-1, None]
        path.append(end - FOLD * along - FOLD * outward + FOLD * (np.cos(turn) * outward + np.sin(turn) * along))
    points = np.concatenate([*path, path[0][:1]])
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    return points.astype(np.float32), (2 * length / length[-1]).astype(np.float32)


def _walls() -> Geometry:
    outline, along = _outline()
    turn = np.linspace(0, np.pi / 2, 9)
    height = np.concatenate([FOLD * (1 - np.cos(turn)), np.linspace(FOLD, WALL_TOP, 161)[1:]])
    inset = np.concatenate([FOLD * (1 - np.sin(turn)), np.zeros(160)])
    unit = np.minimum(np.abs(outline) / np.array([WIDTH / 2, DEPTH / 2]), 1)
    grid = np.zeros((len(height), len(outline), 3), np.float32)
    grid[..., :2] = outline[None] * (1 - inset[:, None] / np.linalg.norm(outline, axis=1))[..., None]
    grid[..., 2] = height[:, None]
    # The middle of each panel stands out, its edges stay.
    standing = np.sin(np.pi * np.clip(height / HEIGHT, 0, 1)) ** 0.8
    uneven = 0.7 + 0.6 * smooth_noise((grid * np.float32(0.22)).reshape(-1, 3), 4).reshape(grid.shape[:2])
    for axis, other in ((0, 1), (1, 0)):
        is_panel = unit[:, axis] > 1 - 1e-4
        swell = BULGE * (1 - unit[:, other] ** 2) * is_panel
        grid[..., axis] += np.sign(outline[:, axis]) * swell * standing[:, None] * uneven
    shape = surface(grid, is_closed=True)
    u = np.broadcast_to(along, grid.shape[:2])
    v = np.broadcast_to((height / HEIGHT)[:, None], grid.shape[:2])
    shape.places = np.stack([u, v], axis=-1).reshape(-1, 2).astype(np.float32)
    return shape


def _rim() -> Geometry:
    # The cut edge of front and back wall, and their inner side below it.
    outline, _ = _outline()
    inner = outline * (1 - BOARD / np.array([WIDTH / 2, DEPTH / 2], np.float32))
    rows = [np.column_stack([line, np.full(len(line), z)]) for line, z in ((outline, WALL_TOP), (inner, WALL_TOP), (inner, WALL_TOP - 0.02), (inner, 13.0))]
    return surface(np.stack(rows).astype(np.float32), is_closed=True)


def _lid() -> Geometry:
    profile = _lid_profile()
    x = np.linspace(-1, 1, 61, dtype=np.float32) * (WIDTH / 2 - FOLD)
    grid = np.stack([np.broadcast_to(x, (len(profile), 61)), *(np.repeat(profile[:, [axis]], 61, 1) for axis in (0, 1))], axis=-1)
    shape = surface(_bowed(grid))
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(profile, axis=0), axis=1))])
    shape.places[:, 1] = np.repeat(1 - length / DEPTH, 61)
    return shape


def _lid_profile() -> Floats:
    # y and z from the back wall over the top and down behind the front wall.
    back, front = DEPTH / 2, -DEPTH / 2 + BOARD + SLIT
    top = HEIGHT + BOARD
    return resampled(rounded_profile([(back, WALL_TOP, 0), (back, top, FOLD), (front, top, FOLD * 1.2), (front, HEIGHT - 1.4, 0)], 10), 0.15)


def _lid_edge(side: int) -> Geometry:
    # The lid's white cut edge: from its upper side down by the board's thickness.
    profile = _lid_profile()
    x = np.full(len(profile), side * (WIDTH / 2 - FOLD), np.float32)
    upper = np.column_stack([x, profile])
    lower = np.column_stack([x, profile[:, 0] * (1 - BOARD / (DEPTH / 2)), profile[:, 1] - BOARD])
    return surface(_bowed(np.stack([upper, lower]).astype(np.float32)))


def _bowed(grid: Floats) -> Floats:
    # A lid stands up a little in its middle, and its right front corner never goes all the way in.
    across, deep = grid[..., 0] / (WIDTH / 2), grid[..., 1] / (DEPTH / 2)
    lift = 0.035 * (1 - across**2) * (1 - deep**2) + 0.03 * ramp(across, -0.4, 1.0) * ramp(-deep, -0.2, 1.0)
    return np.concatenate([grid[..., :2], grid[..., 2:] + lift[..., None]], axis=-1).astype(np.float32)


def _dust_flap(side: int) -> Geometry:
    profile = resampled(rounded_profile([(WIDTH / 2, WALL_TOP, 0), (WIDTH / 2, HEIGHT, FOLD), (WIDTH / 2 - 2, HEIGHT - 0.03, 0)], 10), 0.1)
    y = np.linspace(-1, 1, 41, dtype=np.float32) * (DEPTH / 2 - 0.1)
    grid = np.stack([np.repeat(side * profile[:, :1], 41, 1), np.broadcast_to(y, (len(profile), 41)), np.repeat(profile[:, 1:], 41, 1)], axis=-1)
    return surface(grid.astype(np.float32))


def _board(art: Floats) -> dict[str, Any]:
    random = np.random.default_rng(6)
    fibre = random.random((512, 512, 1), dtype=np.float32)
    ink = {"type": "roughplastic", "diffuse_reflectance": picture(art, "repeat"), "alpha": 0.28, "int_ior": 1.42, "nonlinear": True}
    return both_sides({"type": "bumpmap", "relief": picture(fibre, "repeat"), "scale": 0.004, "nested": ink})
