"""Noise, specks, reliefs and distances for sculpted shapes, glazes and cloth. Points are n x 2 or n x 3, centimetres."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from render.meshes import Floats

LATTICE = 32
"""Noise repeats after this many cells: more than any sample object spans."""


def ramp(value: Floats, low: float, high: float) -> Floats:
    """Gives 0 below `low`, 1 above `high` and a smooth step between."""
    share = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)


def smooth_noise(points: Floats, seed: int) -> Floats:
    """Gives smooth noise of 0..1 for n points x 3, one feature a unit; the same seed gives the same noise."""
    lattice = np.random.default_rng(seed).random((LATTICE,) * 3, dtype=np.float32)
    cell = np.floor(points).astype(np.int32)
    share = points - cell
    share = share * share * (3 - 2 * share)
    total = np.zeros(len(points), np.float32)
    for corner in range(8):
        step = np.array([corner & 1, corner >> 1 & 1, corner >> 2])
        at = (cell + step) % LATTICE
        weight = np.prod(np.where(step == 1, share, 1 - share), axis=1)
        total += weight * lattice[at[:, 0], at[:, 1], at[:, 2]]
    return total


def specks(points: Floats, spacing: float, share: float, radius: float, seed: int = 17) -> Floats:
    """Gives 1 inside iron specks and 0 outside, with soft edges.

    One speck at most in a cell of `spacing` cm, in `share` (0..1) of the cells, of up to `radius` cm.
    """
    random = np.random.default_rng(seed).random((LATTICE,) * 3 + (5,), dtype=np.float32)
    scaled = points / np.float32(spacing)
    cell = np.floor(scaled).astype(np.int32)
    at = random[cell[:, 0] % LATTICE, cell[:, 1] % LATTICE, cell[:, 2] % LATTICE]
    reach = radius / spacing
    centre = reach + (1 - 2 * reach) * at[:, :3]
    away = np.linalg.norm(scaled - cell - centre, axis=1)
    size = reach * (0.35 + 0.65 * at[:, 3] ** 2)
    return np.where(at[:, 4] < share, 1 - ramp(away / size, 0.6, 1.0), 0).astype(np.float32)


def smooth_union(first: Floats, second: Floats, fillet: float) -> Floats:
    """Joins two signed distances with a fillet of about `fillet` cm."""
    overlap = np.maximum(fillet - np.abs(first - second), 0) / fillet
    return np.asarray(np.minimum(first, second) - overlap**2 * fillet / 4, np.float32)


def to_polyline(points: Floats, line: Floats) -> tuple[Floats, Floats]:
    """Gives for each of n points x 2 the distance to a polyline and where along it (0..1 of its length) the nearest place is."""
    lengths = np.linalg.norm(np.diff(line, axis=0), axis=1)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    best = np.full(len(points), np.inf, np.float32)
    along = np.zeros(len(points), np.float32)
    for start, end, offset, length in zip(line, line[1:], starts, lengths, strict=False):
        direction = (end - start) / length
        reach = np.clip((points - start) @ direction, 0, length)
        away = ((points - start - reach[:, None] * direction) ** 2).sum(axis=1)
        closer = away < best
        best = np.where(closer, away, best)
        along = np.where(closer, offset + reach, along)
    return np.sqrt(best), np.asarray(along / starts[-1], np.float32)


def leather_grain(cells: int = 900, side_px: int = 512) -> Floats:
    """Gives the relief of grained leather, rounded cells with furrows between them: 0..1, rows x columns x 1; it repeats."""
    tree = cKDTree(np.random.default_rng(5).random((cells, 2)), boxsize=1.0)
    y, x = np.mgrid[0:side_px, 0:side_px] / side_px
    near, _ = tree.query(np.stack([x, y], -1), k=2)
    # A furrow is about a twelfth of a cell wide and its sides are steep.
    return (np.clip((near[..., 1] - near[..., 0]) * 2 * np.sqrt(cells), 0, 1) ** 0.6).astype(np.float32)[..., None]


def knit_stitch(side_px: int = 32) -> Floats:
    """Gives the relief of one knitted stitch, two strands that lean together: 0..1, rows x columns x 1; it repeats."""
    y, x = np.mgrid[0:side_px, 0:side_px] / side_px
    strand = np.abs(((x * 2) % 1) - 0.5) * 2
    lean = np.abs(((y + 0.5 * np.where(x < 0.5, x, 1 - x)) % 1) - 0.5) * 2
    return ((1 - strand**2) * (1 - lean**2)).astype(np.float32)[..., None]
