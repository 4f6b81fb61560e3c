"""Pieces that several sets share, and the planes that they offer to shadows."""

from __future__ import annotations

import numpy as np

from studio.design import Plane
from studio.meshes import Mesh, Piece, block, grid, sweep_profile, swept
from studio.noise import Field
from studio.surface import Surface

NEAR_CM, WIDE_CM, HIGH_CM = 275.0, 420.0, 280.0
"""How far tables and walls run on beyond what the camera sees."""
DISC_CORNERS = 24
"""Corners of the polygon that stands for a circle: 0.9 % of its radius is cut off at most."""


def table(surface: Surface, edge_cm: float, rounding_cm: float = 0.4) -> Piece:
    """Gives a table top at height 0 that ends at y = `edge_cm` behind the product."""
    return Piece(block((-WIDE_CM, -NEAR_CM, -4), (WIDE_CM, edge_cm, 0), rounding_cm), surface)


def far_wall(surface: Surface, at_cm: float, foot_cm: float = -75.0) -> Piece:
    """Gives a wall at y = `at_cm` behind a table, with the floor that leads to it."""
    return Piece(
        swept(sweep_profile(at_cm - 90, at_cm, 20, HIGH_CM - foot_cm) + np.array([[0, foot_cm]], np.float32), WIDE_CM),
        surface,
    )


def paper_sweep(surface: Surface, back_cm: float, curve_cm: float) -> Piece:
    """Gives a floor that curves up into a wall."""
    return Piece(swept(sweep_profile(-NEAR_CM, back_cm, curve_cm, HIGH_CM), WIDE_CM), surface)


def ground(surface: Surface, half_cm: float = 110.0) -> Piece:
    """Gives a flat surface seen from above."""
    return Piece(sheet(-half_cm, -half_cm, half_cm, half_cm), surface)


def sheet(left_cm: float, near_cm: float, right_cm: float, far_cm: float, z_cm: float = 0.0) -> Mesh:
    """Gives a level rectangle."""
    x, y = np.meshgrid(np.array([left_cm, right_cm]), np.array([near_cm, far_cm]))
    points: Field = np.stack([x, y, np.full(x.shape, z_cm)], -1).astype(np.float32)
    return grid(points, points[..., :2])


def level(role: str, left_cm: float, near_cm: float, right_cm: float, far_cm: float, z_cm: float = 0.0) -> Plane:
    """Gives a level plane between two corners."""
    return Plane(
        role, [(left_cm, near_cm, z_cm), (right_cm, near_cm, z_cm), (right_cm, far_cm, z_cm), (left_cm, far_cm, z_cm)]
    )


def disc(role: str, radius_cm: float, z_cm: float) -> Plane:
    """Gives the level top of a round body around the stage point."""
    turn = 2 * np.pi * np.arange(DISC_CORNERS) / DISC_CORNERS
    return Plane(
        role, [(round(float(radius_cm * np.cos(a)), 2), round(float(radius_cm * np.sin(a)), 2), z_cm) for a in turn]
    )


def upright(
    at_cm: float, low_cm: float, sides_cm: tuple[float, float] = (-150.0, 150.0), high_cm: float = 200.0
) -> Plane:
    """Gives the plane of a wall, or of the front of a body, at y = `at_cm`."""
    left, right = sides_cm
    return Plane(
        "wall", [(left, at_cm, low_cm), (right, at_cm, low_cm), (right, at_cm, high_cm), (left, at_cm, high_cm)]
    )
