"""Woven linen: threads of uneven thickness, slubs, and cloth that lies in soft folds."""

from __future__ import annotations

import numpy as np

from studio.meshes import Mesh, grid
from studio.noise import Field, noise, rgb, step
from studio.surface import Surface


def weave(size: int, seed: int, colour: str = "#d9cfbf", tile_cm: float = 60.0, threads_per_cm: float = 7.0) -> Surface:
    """Gives plain-woven linen; a whole number of threads crosses the tile, so that it repeats."""
    threads = 2 * round(threads_per_cm * tile_cm / 2)
    place = np.arange(size, dtype=np.float32) / size * threads
    drift_x = 0.22 * noise(size, seed, 2, 60, 1.0, (1.0, 5.0))
    drift_y = 0.22 * noise(size, seed + 1, 2, 60, 1.0, (5.0, 1.0))
    x, y = place[None] + drift_x, place[:, None] + drift_y
    upright = np.abs(np.sin(np.pi * x)) ** 0.6
    lying = np.abs(np.sin(np.pi * y)) ** 0.6
    over = 0.5 + 0.5 * np.cos(np.pi * (np.floor(x) + np.floor(y)))
    height: Field = np.asarray(upright * (0.35 + 0.65 * over) * 0.5 + lying * (1 - 0.65 * over) * 0.5, np.float32)
    thread_x = noise(size, seed + 2, threads / 5, threads * 0.8, 0.0, (1.0, 24.0))
    thread_y = noise(size, seed + 3, threads / 5, threads * 0.8, 0.0, (24.0, 1.0))
    slub = step(thread_x, 1.6, 3.2) + step(thread_y, 1.6, 3.2)
    clouds = noise(size, seed + 4, 2, 20, 1.2)
    tone = 0.90 + 0.13 * height + 0.030 * (thread_x + thread_y) + 0.05 * slub + 0.014 * clouds
    relief: Field = np.asarray(0.013 * height + 0.006 * slub, np.float32)
    return Surface(np.asarray(rgb(colour) * tone[..., None], np.float32), tile_cm, relief)


def cloth(
    seed: int,
    low: tuple[float, float],
    high: tuple[float, float],
    calm_radius_cm: float,
    fold_cm: float = 0.9,
    cell_cm: float = 0.4,
    folds: float = 6.0,
) -> Mesh:
    """Gives a cloth on a table between two corners (x, y): flat within `calm_radius_cm` of the origin, then folded."""
    x = np.arange(low[0], high[0] + cell_cm, cell_cm, dtype=np.float32)[None]
    y = np.arange(low[1], high[1] + cell_cm, cell_cm, dtype=np.float32)[:, None]
    size = int(2 ** np.ceil(np.log2(max(x.size, y.size))))
    part = (slice(0, y.size), slice(0, x.size))
    long = noise(size, seed, folds / 3, folds, 0.8, (3.0, 1.0), 62)[part]
    crossing = noise(size, seed + 1, folds / 3, folds * 1.4, 0.8, (2.6, 1.0), 112)[part]
    crease = noise(size, seed + 2, folds, folds * 5, 1.0, (3.2, 1.0), 78)[part]
    ridges = np.exp(-((long / 0.28) ** 2)) + 0.7 * np.exp(-((crossing / 0.22) ** 2)) * step(long, -0.6, 1.0)
    away = step(np.hypot(x, y * 1.15), calm_radius_cm * 0.75, calm_radius_cm * 2.4)
    z: Field = np.asarray(fold_cm * away * (ridges + 0.12 * crease) + 0.02 * crease, np.float32)
    points = np.stack([np.broadcast_to(x, z.shape), np.broadcast_to(y, z.shape), z], -1)
    return grid(points, points[..., :2])
