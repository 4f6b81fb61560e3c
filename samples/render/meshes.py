"""Turned, profiled and sculpted shapes as triangle meshes. Lengths are centimetres, z points up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import mitsuba as mi
import numpy as np
from numpy.typing import NDArray
from skimage.measure import marching_cubes

Floats = NDArray[np.float32]
COARSE = 4
"""Cells of the fine grid along the edge of one of the coarse grid: the surface is found on the coarse one first."""

Ripple = Callable[[Floats, Floats], Floats]
"""Adds to the radius: takes angle (radians) and height (cm), gives centimetres."""


@dataclass
class Geometry:
    """Vertices n x 3 and normals n x 3, faces m x 3 (indices), texture places n x 2 (0..1), and per-vertex values."""

    vertices: Floats
    normals: Floats
    faces: NDArray[np.uint32]
    places: Floats
    values: dict[str, Floats] = field(default_factory=dict)


def rounded_profile(corners: list[tuple[float, float, float]], steps: int = 10) -> Floats:
    """Gives a polyline (n x 2: radius, height) whose corners are arcs.

    Each corner is (radius, height, rounding), all cm. A rounding of 0 keeps the corner sharp.
    Roundings are cut back where neighbouring arcs would overlap.
    """
    points = np.array([corner[:2] for corner in corners], np.float64)
    path: list[NDArray[np.float64]] = [points[0]]
    for before, here, after, corner in zip(points, points[1:], points[2:], corners[1:], strict=False):
        rounding = corner[2]
        inward, outward = before - here, after - here
        length_in, length_out = np.linalg.norm(inward), np.linalg.norm(outward)
        inward, outward = inward / length_in, outward / length_out
        half = np.arccos(np.clip(inward @ outward, -1, 1)) / 2
        if rounding == 0 or half > np.pi / 2 - 0.01:
            path.append(here)
            continue
        reach = min(rounding / np.tan(half), 0.49 * length_in, 0.49 * length_out)
        rounding = reach * np.tan(half)
        bisector = (inward + outward) / np.linalg.norm(inward + outward)
        centre = here + bisector * rounding / np.sin(half)
        start, end = here + inward * reach - centre, here + outward * reach - centre
        turn = np.arctan2(start[0] * end[1] - start[1] * end[0], start @ end)
        for angle in np.linspace(0, turn, steps):
            cosine, sine = np.cos(angle), np.sin(angle)
            path.append(centre + np.array([cosine * start[0] - sine * start[1], sine * start[0] + cosine * start[1]]))
    path.append(points[-1])
    return np.array(path, np.float32)


def resampled(profile: Floats, step: float) -> Floats:
    """Gives the polyline with extra points so that no two are further apart than `step` cm; keeps every given point."""
    pieces: list[Floats] = []
    for start, end in zip(profile, profile[1:], strict=False):
        count = max(1, int(np.ceil(float(np.linalg.norm(end - start)) / step)))
        pieces.append(start + (end - start) * (np.arange(count, dtype=np.float32) / count)[:, None])
    return np.concatenate([*pieces, profile[-1:]]).astype(np.float32)


def lathe(
    profile: Floats,
    segments: int = 360,
    start: float = 0.0,
    sweep: float = 2 * np.pi,
    ripple: Ripple | None = None,
) -> Geometry:
    """Turns a profile (n x 2: radius, height) around z, from the angle `start` over `sweep` radians.

    Normals point to the right of the profile's direction: away from the axis when it runs upward.
    Places: u runs with the angle, v with the profile's length, both 0..1.
    """
    angles = (start + sweep * np.linspace(0, 1, segments + 1)).astype(np.float32)
    radius = np.repeat(profile[:, :1], segments + 1, axis=1)
    height = np.repeat(profile[:, 1:], segments + 1, axis=1)
    turned = np.repeat(angles[None], len(profile), axis=0)
    if ripple is not None:
        radius = np.maximum(radius + ripple(turned, height), 0)
    grid = np.stack([radius * np.cos(turned), radius * np.sin(turned), height], axis=-1)
    normals = _grid_normals(profile, radius, turned, np.abs(sweep - 2 * np.pi) < 1e-6)
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(profile, axis=0), axis=1))])
    places = np.stack(
        [np.broadcast_to(np.linspace(0, 1, segments + 1), radius.shape), np.broadcast_to((length / length[-1])[:, None], radius.shape)],
        axis=-1,
    )
    row, column = np.mgrid[0 : len(profile) - 1, 0:segments]
    corner = (row * (segments + 1) + column).ravel()
    faces = np.concatenate(
        [
            np.stack([corner, corner + 1, corner + segments + 2], axis=1),
            np.stack([corner, corner + segments + 2, corner + segments + 1], axis=1),
        ]
    )
    return Geometry(
        grid.reshape(-1, 3).astype(np.float32),
        normals.reshape(-1, 3).astype(np.float32),
        faces.astype(np.uint32),
        places.reshape(-1, 2).astype(np.float32),
    )


def _grid_normals(profile: Floats, radius: Floats, angle: Floats, is_closed: bool) -> Floats:
    # Along the profile from the profile itself (exact at the poles, where the grid has no area), around from the ripple.
    along_r, along_z = np.gradient(profile[:, 0]), np.gradient(profile[:, 1])
    step = float(angle[0, 1] - angle[0, 0])
    slope = (np.roll(radius[:, :-1], -1, 1) - np.roll(radius[:, :-1], 1, 1)) / (2 * step)
    slope = np.concatenate([slope, slope[:, :1]], axis=1)
    if not is_closed:
        slope[:, 0], slope[:, -2:] = slope[:, 1], slope[:, -3:-2]
    outward = np.broadcast_to(along_z[:, None], radius.shape)
    around = -outward * slope / np.maximum(radius, 1e-3)
    up = np.broadcast_to(-along_r[:, None], radius.shape)
    normals = np.stack(
        [outward * np.cos(angle) - around * np.sin(angle), outward * np.sin(angle) + around * np.cos(angle), up], axis=-1
    )
    return np.asarray(normals / np.maximum(np.linalg.norm(normals, axis=-1, keepdims=True), 1e-9), np.float32)


def sculpt(distance: Callable[[Floats], Floats], low: list[float], high: list[float], step: float) -> Geometry:
    """Meshes the zero surface of a signed distance (cm, negative inside) inside the box low..high on a grid of `step` cm.

    `distance` takes points n x 3 and gives n values. Normals are its gradient, so detail finer than the grid still shades.
    """
    axes = [np.arange(lo, hi + step, step, dtype=np.float32) for lo, hi in zip(low, high, strict=True)]
    counts = [len(axis) for axis in axes]
    # A coarse look tells which cells lie near the surface; only those are asked exactly.
    coarse_counts = [count // COARSE + 2 for count in counts]
    coarse_axes = [lo + step * COARSE * np.arange(count, dtype=np.float32) for lo, count in zip(low, coarse_counts, strict=True)]
    points = np.stack(np.meshgrid(*coarse_axes, indexing="ij"), axis=-1).reshape(-1, 3)
    coarse = distance(points).reshape(coarse_counts)
    volume = np.repeat(np.repeat(np.repeat(coarse, COARSE, 0), COARSE, 1), COARSE, 2)[: counts[0], : counts[1], : counts[2]]
    near_cells = np.argwhere(np.abs(volume) < 2.5 * COARSE * step)
    for part in np.array_split(near_cells, max(1, len(near_cells) // 2_000_000)):
        exact = distance((part * np.float32(step) + np.array(low, np.float32)).astype(np.float32))
        volume[part[:, 0], part[:, 1], part[:, 2]] = exact
    vertices, faces, _, _ = marching_cubes(volume, 0.0, spacing=(step,) * 3, gradient_direction="ascent")
    vertices = (vertices + np.array(low)).astype(np.float32)
    reach = np.float32(step * 0.3)
    normals = np.stack(
        [distance(vertices + offset) - distance(vertices - offset) for offset in np.eye(3, dtype=np.float32) * reach], axis=1
    )
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    return Geometry(vertices, normals, faces.astype(np.uint32), np.zeros((len(vertices), 2), np.float32))


def place(name: str, shape: Geometry, material: dict[str, Any] | object) -> object:
    """Gives the renderer's mesh for a geometry with its material (a Mitsuba dictionary)."""
    properties = mi.Properties()
    properties["mesh_bsdf"] = mi.load_dict(material) if isinstance(material, dict) else material
    mesh = mi.Mesh(
        name, len(shape.vertices), len(shape.faces), has_vertex_normals=True, has_vertex_texcoords=True, props=properties
    )
    parameters = mi.traverse(mesh)
    parameters["vertex_positions"] = shape.vertices.ravel()
    parameters["vertex_normals"] = shape.normals.ravel()
    parameters["vertex_texcoords"] = shape.places.ravel()
    parameters["faces"] = shape.faces.ravel()
    parameters.update()
    for key, value in shape.values.items():
        mesh.add_attribute(f"vertex_{key}", 1 if value.ndim == 1 else value.shape[1], value.ravel())
    return mesh


def per_vertex(key: str) -> object:
    """Gives a colour texture that reads the mesh's per-vertex values `key` (three a vertex, linear 0..1).

    The renderer's own such texture has no mean, which its glossy coats ask for to share out samples.
    """

    class PerVertex(mi.Texture):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(mi.Properties())

        def eval(self, surface: Any, active: Any = True) -> Any:
            return surface.shape.eval_attribute_3(f"vertex_{key}", surface, active)

        def mean(self) -> float:
            return 0.3

    return PerVertex()
