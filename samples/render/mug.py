"""A stoneware mug: reactive blue-green glaze over buff clay, cream inside, with a strap handle."""

from __future__ import annotations

from typing import Any

import numpy as np

from render.meshes import Floats, per_vertex, place, sculpt
from render.patterns import ramp, smooth_noise, smooth_union, specks, to_polyline
from render.studio import Camera, board, linear, room, softbox, sweep

CAMERA = Camera(2000, 2000, 18.6, (1.55, 0.0, 4.55), pitch_degrees=8.0)
MAX_DEPTH = 8
HANDLE_TURN = np.radians(-24)
"""The handle points right and a little towards the camera, so that its hole is seen through."""
WALL = np.array([[0, 0.5], [2.9, 0.48], [3.62, 0.62], [4.02, 1.15], [4.16, 2.2], [4.2, 5.0], [4.16, 7.6], [4.1, 9.3]], np.float32)
"""Middle of the wall: radius and height, cm."""


def products(detail: float) -> dict[str, Any]:
    """Gives the mug on its sweep. `detail` (cm) is the edge of a sculpting cell: 0.03 for the photo, more for a quick look."""
    wall = _curve(WALL, 12)
    handle = _bezier([[4.0, 7.9], [6.1, 8.75], [8.35, 7.1], [7.1, 4.6], [6.5, 3.3], [5.2, 2.7], [4.0, 2.75]])

    def distance(points: Floats) -> Floats:
        return _mug(points, wall, handle)

    shape = sculpt(distance, [-4.7, -4.7, -0.1], [8.0, 4.7, 9.75], detail)
    shape.values["color"], shape.values["clay"] = _glaze(shape.vertices)
    cosine, sine = np.float32(np.cos(HANDLE_TURN)), np.float32(np.sin(HANDLE_TURN))
    turn = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]], np.float32)
    shape.vertices, shape.normals = shape.vertices @ turn.T, shape.normals @ turn.T
    colour = {"type": "mesh_attribute", "name": "vertex_color"}
    colour = per_vertex("color")
    material = {
        "type": "blendbsdf",
        "weight": {"type": "mesh_attribute", "name": "vertex_clay"},
        "glaze": {"type": "roughplastic", "diffuse_reflectance": colour, "alpha": 0.055, "int_ior": 1.5, "nonlinear": True},
        "bare": {"type": "diffuse", "reflectance": colour},
    }
    return {"mug": place("mug", shape, material)}


def lights() -> dict[str, Any]:
    """Gives the set: key left, reflector right, strip behind, top light for the paper."""
    aim = (0.0, 0.0, 5.0)
    return {
        "sweep": sweep(linear(233, 232, 229)),
        "key": softbox((-58, -42, 28), aim, 44, 100, (9.0, 8.7, 8.3)),
        "top": softbox((0, 20, 105), (0, 22, 0), 110, 90, (3.2, 3.25, 3.3)),
        "rim": softbox((48, 22, 22), aim, 16, 90, (4.6, 4.8, 5.0), share=0.4),
        "fill": board((45, -40, 18), aim, 44, 80, 0.5),
        "room": room(0.2),
    }


def _mug(points: Floats, wall: Floats, handle: Floats) -> Floats:
    radius = np.hypot(points[:, 0], points[:, 1])
    height = points[:, 2]
    # Throwing rings: the wall's middle moves a quarter of a millimetre, as under a potter's fingers.
    angle = np.arctan2(points[:, 1], points[:, 0])
    rings = 0.006 * np.sin(height * 5.6 + 0.25 * np.sin(angle + 0.6)) * ramp(height, 0.8, 1.8) * (1 - ramp(height, 8.6, 9.2))
    uneven = 0.016 * (smooth_noise(points * 0.42, 11) - 0.5)
    # Fired glaze is never flat: shallow dimples a millimetre wide break the edge of a mirrored softbox.
    uneven += 0.0011 * smooth_noise(points * np.float32(7.5), 23) + 0.0022 * smooth_noise(points * np.float32(2.9), 29)
    away, share = to_polyline(np.stack([radius - rings, height], axis=1), wall)
    body = away - (0.235 - 0.075 * ramp(share, 0.55, 1.0)) + uneven
    foot, _ = to_polyline(np.stack([radius, height], axis=1), np.array([[2.75, 0.16], [3.15, 0.16]], np.float32))
    body = smooth_union(body, foot - 0.155, 0.22)
    inside = np.interp(height, wall[:, 1], wall[:, 0]).astype(np.float32)
    is_near_handle = (points[:, 0] > 2.4) & (np.abs(points[:, 1]) < 2.2) & (radius > inside)
    outer = points[is_near_handle]
    strap = _strap(outer, handle) + uneven[is_near_handle]
    strap = np.maximum(strap, (inside - radius)[is_near_handle])
    body[is_near_handle] = smooth_union(body[is_near_handle], strap, 0.55)
    return body.astype(np.float32)


def _strap(points: Floats, handle: Floats) -> Floats:
    # A pulled strap: 1.4 cm wide, 0.75 cm thick, domed, wider where it meets the wall.
    near, along = to_polyline(points[:, [0, 2]], handle)
    width = 0.7 + 0.3 * (1 - ramp(along, 0.0, 0.22)) + 0.22 * ramp(along, 0.8, 1.0)
    across = points[:, 1] / width
    # The signed distance of an ellipse, to first order, softened by a fourth power to a strap's flatter back.
    form = ((near / 0.375) ** 2.4 + np.abs(across) ** 2.8) ** (1 / 2.6)
    return np.asarray((form - 1) * 0.375, np.float32)


def _glaze(points: Floats) -> tuple[Floats, Floats]:
    radius = np.hypot(points[:, 0], points[:, 1])
    height = points[:, 2]
    drift = smooth_noise(points * np.float32(0.9), 3)
    fine = smooth_noise(points * np.float32(7.0), 5)
    pool = np.clip(0.55 * drift + 0.45 * smooth_noise(points * np.float32([2.2, 2.2, 0.8]), 7), 0, 1)[:, None]
    glaze = (1 - pool) * np.array(linear(38, 84, 92)) + pool * np.array(linear(70, 124, 126))
    # The glaze runs thin over rims and edges and shows the clay's rust there.
    thin = np.clip(ramp(height + 0.25 * (drift - 0.5), 9.12, 9.5) * 1.1, 0, 1)[:, None] * (0.75 + 0.25 * fine[:, None])
    glaze = glaze * (1 - thin) + thin * np.array(linear(128, 92, 62))
    glaze *= (0.86 + 0.28 * fine * smooth_noise(points * np.float32(16), 31) + 0.14 * smooth_noise(points * np.float32(3.1), 37))[:, None]
    glaze *= 1 - 0.8 * specks(points, 0.2, 0.3, 0.05)[:, None]
    glaze *= 1 - 0.7 * specks(points, 0.55, 0.22, 0.075, 41)[:, None]
    wall_radius = np.interp(height, WALL[:, 1], WALL[:, 0])
    is_inside = ((radius < wall_radius - 0.02) & (height > 0.55))[:, None]
    cream = np.array(linear(236, 229, 212)) * (0.97 + 0.05 * drift[:, None])
    cream *= 1 - 0.6 * specks(points, 0.2, 0.14, 0.045)[:, None]
    cream = cream * (1 - thin) + thin * np.array(linear(128, 92, 62))
    bare = 1 - ramp(height + 0.12 * (drift - 0.5) + 0.03 * (fine - 0.5), 0.72, 0.78)
    clay = np.array(linear(186, 156, 124)) * (0.82 + 0.3 * fine[:, None]) * (1 - 0.5 * specks(points, 0.1, 0.25, 0.025)[:, None])
    colour = np.where(is_inside, cream, glaze)
    bare = np.where(is_inside[:, 0], 0, bare)
    colour = colour * (1 - bare[:, None]) + clay * bare[:, None]
    return colour.astype(np.float32), bare.astype(np.float32)


def _curve(points: Floats, steps: int) -> Floats:
    # Catmull-Rom through the given points: a thrown wall has no corners.
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    share = np.linspace(0, 1, steps, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces.append(0.5 * (2 * b + (c - a) * share + (2 * a - 5 * b + 4 * c - d) * share**2 + (3 * b - a - 3 * c + d) * share**3))
    return np.concatenate([*pieces, points[-1:]]).astype(np.float32)


def _bezier(points: list[list[float]]) -> Floats:
    # Two cubic pieces that share their middle point.
    share = np.linspace(0, 1, 60)[:, None]
    weights = [(1 - share) ** 3, 3 * share * (1 - share) ** 2, 3 * share**2 * (1 - share), share**3]
    halves = [sum(w * np.array(p) for w, p in zip(weights, points[i : i + 4], strict=True)) for i in (0, 3)]
    return np.concatenate([halves[0], halves[1][1:]]).astype(np.float32)
