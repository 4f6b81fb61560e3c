"""Shapes drawn from grids of points: bent sheets, swept bars and oval bodies. Lengths are centimetres, z points up."""

from __future__ import annotations

import numpy as np

from render.meshes import Floats, Geometry

CAP_STEPS = 6
"""Rows that round off each end of a bar."""
SMALLEST = 1e-3
"""Share of its size to which a closing outline shrinks: a row of equal points would have no normals."""


def surface(points: Floats, is_closed: bool = False) -> Geometry:
    """Meshes a grid of points, rows x columns x 3; `is_closed` says that the last column is the first again.

    Places: u runs along the columns, v along the rows, both 0..1. Normals come from the neighbours, so a fold that is to
    look sharp wants a grid of its own on each side.
    """
    rows, columns = points.shape[:2]
    down = np.gradient(points, axis=0)
    if is_closed:
        around = np.concatenate([points[:, -2:-1], points, points[:, 1:2]], axis=1)
        along = (around[:, 2:] - around[:, :-2]) / 2
    else:
        along = np.gradient(points, axis=1)
    normals = np.cross(along, down)
    normals /= np.maximum(np.linalg.norm(normals, axis=-1, keepdims=True), 1e-9)
    row, column = np.mgrid[0 : rows - 1, 0 : columns - 1]
    corner = (row * columns + column).ravel()
    faces = np.concatenate(
        [
            np.stack([corner, corner + 1, corner + columns + 1], axis=1),
            np.stack([corner, corner + columns + 1, corner + columns], axis=1),
        ]
    )
    v, u = np.meshgrid(np.linspace(0, 1, rows), np.linspace(0, 1, columns), indexing="ij")
    return Geometry(
        points.reshape(-1, 3).astype(np.float32),
        normals.reshape(-1, 3).astype(np.float32),
        faces.astype(np.uint32),
        np.stack([u, v], axis=-1).reshape(-1, 2).astype(np.float32),
    )


def superellipse(half_width: float, half_height: float, power: float = 2.0, count: int = 48) -> Floats:
    """Gives a closed outline, (count + 1) x 2, counter-clockwise: 2 is an ellipse, more comes closer to a rectangle."""
    angle = np.linspace(0, 2 * np.pi, count + 1)
    cosine, sine = np.cos(angle), np.sin(angle)
    outline = np.stack(
        [half_width * np.sign(cosine) * np.abs(cosine) ** (2 / power), half_height * np.sign(sine) * np.abs(sine) ** (2 / power)], axis=1
    )
    return outline.astype(np.float32)


def bar(path: Floats, outline: Floats, across: Floats, scale: Floats | None = None, cap_cm: float = 0.0) -> Floats:
    """Sweeps a closed outline (m x 2: across, up) along a path (n x 3) and gives the grid, rows x m x 3.

    `across` (3, or n x 3) is the direction of the outline's first axis. `scale` (n, or n x 2) multiplies the outline's axes.
    Above 0, `cap_cm` closes the ends and rounds their edges; it is at most half of what the outline measures there.
    """
    tangent = np.gradient(path, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-9)
    side = np.broadcast_to(across, path.shape) - tangent * (np.broadcast_to(across, path.shape) * tangent).sum(1, keepdims=True)
    side = side / np.linalg.norm(side, axis=1, keepdims=True)
    up = np.cross(tangent, side)
    sizes = np.ones((len(path), 2)) if scale is None else np.broadcast_to(scale.reshape(len(path), -1), (len(path), 2))
    grid = _rings(path, side, up, outline[None] * sizes[:, None])
    if cap_cm == 0:
        return grid.astype(np.float32)
    turn = np.linspace(0, np.pi / 2, CAP_STEPS + 1)[1:]
    caps = []
    for index, sign in ((0, -1.0), (-1, 1.0)):
        # The outline shrinks by `cap_cm` as a quarter circle, then closes flat.
        half = np.abs(outline * sizes[index]).max(axis=0)
        shrunk = np.concatenate([1 - cap_cm * (1 - np.cos(turn))[:, None] / half, [[SMALLEST, SMALLEST]]])
        shift = np.concatenate([cap_cm * np.sin(turn), [cap_cm]])
        centre = path[index] + sign * shift[:, None] * tangent[index]
        rings = _rings(centre, side[index][None], up[index][None], outline[None] * (sizes[index] * shrunk)[:, None])
        caps.append(rings[::-1] if index == 0 else rings)
    return np.concatenate([caps[0], grid, caps[1]]).astype(np.float32)


def _rings(centre: Floats, side: Floats, up: Floats, outline: Floats) -> Floats:
    return centre[:, None] + outline[..., :1] * side[:, None] + outline[..., 1:] * up[:, None]


def oval_body(profile: Floats, outline: Floats) -> Floats:
    """Gives the grid, n x m x 3, of a body whose outline (m x 2: y, z) grows and shrinks along x.

    `profile` is n x 2: how far the outline is moved outward (cm, negative inward, radially), and x.
    """
    length = np.linalg.norm(outline, axis=1, keepdims=True)
    factor = np.maximum(1 + profile[:, None, :1] / length[None], SMALLEST)
    ring = outline[None] * factor
    x = np.broadcast_to(profile[:, 1][:, None, None], (*ring.shape[:2], 1))
    return np.concatenate([x, ring], axis=-1).astype(np.float32)


def turned(degrees: float, axis: str) -> Floats:
    """Gives the 3 x 3 matrix that turns points (rows, `points @ matrix.T`) around an axis, counter-clockwise seen against it."""
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    first, second = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
    matrix = np.eye(3, dtype=np.float32)
    matrix[first, first] = matrix[second, second] = cosine
    matrix[first, second], matrix[second, first] = -sine, sine
    return matrix


def moved(shape: Geometry, matrix: Floats, offset: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> Geometry:
    """Gives the shape turned (or mirrored) by a 3 x 3 matrix, then shifted."""
    is_mirrored = np.linalg.det(matrix) < 0
    return Geometry(
        (shape.vertices @ matrix.T + np.array(offset, np.float32)).astype(np.float32),
        (shape.normals @ matrix.T).astype(np.float32),
        shape.faces[:, ::-1] if is_mirrored else shape.faces,
        shape.places,
        shape.values,
    )
