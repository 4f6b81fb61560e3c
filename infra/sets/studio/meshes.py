"""Shapes as triangle meshes with soft edges: nothing in a studio is perfectly sharp."""

from __future__ import annotations

from dataclasses import dataclass

import mitsuba as mi
import numpy as np
from numpy.typing import NDArray

from studio.noise import Field
from studio.surface import Surface, material

RIM_SLOPE = 0.7
"""Where a turned body's profile runs more inward than up, its top begins."""


@dataclass(frozen=True)
class Mesh:
    """Vertices and normals n x 3, faces m x 3, and n x 2 places on the surface in centimetres."""

    vertices: Field
    normals: Field
    faces: NDArray[np.uint32]
    places_cm: Field


@dataclass(frozen=True)
class Piece:
    """A mesh and what it is made of."""

    mesh: Mesh
    surface: Surface


def grid(points: Field, places_cm: Field, normals: Field | None = None) -> Mesh:
    """Gives a mesh over rows x columns x 3 points; normals point to the left of columns-then-rows (up for a floor)."""
    rows, columns = points.shape[:2]
    if normals is None:
        across = np.cross(np.gradient(points, axis=1), np.gradient(points, axis=0))
        normals = (across / np.maximum(np.linalg.norm(across, axis=-1, keepdims=True), 1e-9)).astype(np.float32)
    corner = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)[None]).ravel()
    faces = np.concatenate(
        [
            np.stack([corner, corner + 1, corner + columns + 1], 1),
            np.stack([corner, corner + columns + 1, corner + columns], 1),
        ]
    )
    return Mesh(
        points.reshape(-1, 3).astype(np.float32),
        normals.reshape(-1, 3).astype(np.float32),
        faces.astype(np.uint32),
        places_cm.reshape(-1, 2).astype(np.float32),
    )


def swept(profile: Field, half_width_cm: float) -> Mesh:
    """Gives a sheet of paper or plaster that follows a profile (n x 2: y, z) and is the same all across."""
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(profile, axis=0), axis=1))])
    x = np.array([-half_width_cm, half_width_cm], np.float32)
    points = np.stack([np.broadcast_to(x, (len(profile), 2)), *(np.repeat(profile[:, [i]], 2, 1) for i in (0, 1))], -1)
    direction = np.gradient(profile, along, axis=0)
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    normals = np.repeat(np.column_stack([np.zeros(len(profile)), -direction[:, 1], direction[:, 0]])[:, None], 2, 1)
    places = np.stack([np.broadcast_to(x, (len(profile), 2)), np.repeat(along[:, None], 2, 1)], -1)
    return grid(points, places, normals.astype(np.float32))


def sweep_profile(front_cm: float, back_cm: float, radius_cm: float, top_cm: float) -> Field:
    """Gives the profile of a floor that curves up into a wall: y from `front_cm` to `back_cm`, z to `top_cm`."""
    turn = np.linspace(0, np.pi / 2, 65)
    curve = np.column_stack([back_cm - radius_cm + radius_cm * np.sin(turn), radius_cm * (1 - np.cos(turn))])
    floor = np.column_stack([np.linspace(front_cm, curve[0, 0], 33)[:-1], np.zeros(32)])
    wall = np.column_stack([np.full(16, back_cm), np.linspace(radius_cm, top_cm, 17)[1:]])
    return np.concatenate([floor, curve, wall]).astype(np.float32)


def block(low: tuple[float, float, float], high: tuple[float, float, float], edge_cm: float = 0.3) -> Mesh:
    """Gives a box between two corners with rounded edges; the picture is projected on each side."""
    middle, half = (np.array(high) + low) / 2, (np.array(high) - low) / 2
    inner = half - edge_cm
    bend = np.linspace(0, 1, 7)
    parts: list[Mesh] = []
    for axis in range(3):
        u, v = [i for i in range(3) if i != axis]
        steps = [
            np.concatenate(
                [-inner[i] - edge_cm * bend[::-1], np.linspace(-inner[i], inner[i], 9)[1:-1], inner[i] + edge_cm * bend]
            )
            for i in (u, v)
        ]
        for side in (-1, 1):
            cube = np.zeros((len(steps[1]), len(steps[0]), 3))
            cube[..., u], cube[..., v], cube[..., axis] = steps[0][None], steps[1][:, None], side * half[axis]
            core = np.clip(cube, -inner, inner)
            outward = cube - core
            outward /= np.linalg.norm(outward, axis=-1, keepdims=True)
            points = middle + core + edge_cm * outward
            places = points[..., [u, v]] + 7.3 * side * (axis + 1)
            parts.append(grid(points.astype(np.float32), places.astype(np.float32), outward.astype(np.float32)))
    return joined(parts)


def turned(profile: Field, centre: tuple[float, float], segments: int = 256) -> Mesh:
    """Gives a round body from a profile (n x 2: radius, z; from the outer foot up and in to the axis)."""
    angle = np.linspace(0, 2 * np.pi, segments + 1)
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(profile, axis=0), axis=1))])
    radius, z = profile[:, :1], np.repeat(profile[:, 1:], segments + 1, 1)
    points = np.stack([centre[0] + radius * np.cos(angle), centre[1] + radius * np.sin(angle), z], -1).astype(
        np.float32
    )
    slope = np.gradient(profile, along, axis=0)
    slope /= np.linalg.norm(slope, axis=1, keepdims=True)
    out, up = slope[:, 1:], np.repeat(-slope[:, :1], segments + 1, 1)
    normals = np.stack([out * np.cos(angle), out * np.sin(angle), up], -1).astype(np.float32)
    side = np.stack(
        [np.broadcast_to(angle * profile[:, 0].max(), z.shape), np.repeat(along[:, None], segments + 1, 1)], -1
    )
    # Side and top are mapped each for itself: a face that bridged the two would stretch the picture to a dark line.
    rim = int(np.argmax(np.abs(slope[:, 0]) > RIM_SLOPE))
    parts = [(slice(0, rim + 1), side), (slice(rim, None), points[..., :2])]
    return joined([grid(points[rows], places[rows], normals[rows]) for rows, places in parts])


def drum_profile(radius_cm: float, low_cm: float, high_cm: float, edge_cm: float) -> Field:
    """Gives the profile of an upright drum with a rounded upper edge, for `turned`."""
    bend = np.linspace(0, np.pi / 2, 9)
    arc = np.column_stack([radius_cm - edge_cm * (1 - np.cos(bend)), high_cm - edge_cm * (1 - np.sin(bend))])
    side = np.column_stack([np.full(8, radius_cm), np.linspace(low_cm, high_cm - edge_cm, 9)[:-1]])
    top = np.column_stack([np.linspace(radius_cm - edge_cm, 0.001, 12)[1:], np.full(11, high_cm)])
    return np.concatenate([side, arc, top]).astype(np.float32)


def joined(parts: list[Mesh]) -> Mesh:
    """Gives several meshes as one."""
    starts = np.cumsum([0, *(len(part.vertices) for part in parts[:-1])])
    return Mesh(
        np.concatenate([part.vertices for part in parts]),
        np.concatenate([part.normals for part in parts]),
        np.concatenate([part.faces + np.uint32(start) for part, start in zip(parts, starts, strict=True)]),
        np.concatenate([part.places_cm for part in parts]),
    )


def placed(name: str, piece: Piece) -> object:
    """Gives the renderer's mesh."""
    properties = mi.Properties()
    properties["mesh_bsdf"] = mi.load_dict(material(piece.surface))
    shape = piece.mesh
    mesh = mi.Mesh(
        name,
        len(shape.vertices),
        len(shape.faces),
        has_vertex_normals=True,
        has_vertex_texcoords=True,
        props=properties,
    )
    parameters = mi.traverse(mesh)
    parameters["vertex_positions"] = shape.vertices.ravel()
    parameters["vertex_normals"] = shape.normals.ravel()
    parameters["vertex_texcoords"] = (shape.places_cm / np.float32(piece.surface.tile_cm)).ravel()
    parameters["faces"] = _facing_out(shape).ravel()
    parameters.update()
    return mesh


def _facing_out(shape: Mesh) -> NDArray[np.uint32]:
    # The renderer turns relief by the side a face is wound to, so faces must agree with their normals.
    first, second, third = (shape.vertices[shape.faces[:, i]] for i in range(3))
    wound = np.cross(second - first, third - first)
    is_inward = (wound * shape.normals[shape.faces].sum(axis=1)).sum(axis=1) < 0
    return np.where(is_inward[:, None], shape.faces[:, ::-1], shape.faces).astype(np.uint32)
