"""Boards of wood: growth rings cut lengthwise, pores and flecks, planks of slightly different trees."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from studio.noise import Field, mixed, noise, rgb, step
from studio.surface import Surface


@dataclass(frozen=True)
class Timber:
    """How a kind of wood looks: sRGB colours, rings across a plank, and how much of its structure shows (0..1)."""

    early: str
    late: str
    pore: str
    rings_per_plank: float
    ring_strength: float
    pore_strength: float
    roughness: float


OAK = Timber("#d3b48c", "#b18a5c", "#7d5a36", 22.0, 0.50, 0.55, 0.36)
WALNUT = Timber("#6a4b36", "#432b1d", "#1f140d", 20.0, 0.62, 0.5, 0.42)


def boards(
    size: int, seed: int, timber: Timber, tile_cm: float = 140.0, planks: int = 10, gap_cm: float = 0.04
) -> Surface:
    """Gives `planks` boards that run along x and fill the tile; the joints are fine lines."""
    random = np.random.default_rng(seed)
    colour = np.zeros((size, size, 3), np.float32)
    relief = np.zeros((size, size), np.float32)
    fields = [
        noise(size, seed + 1, 1, 6, 1.6, (2.2, 1.0)),
        noise(size, seed + 2, 7, 100, 1.3, (9.0, 1.0)),
        noise(size, seed + 3, 44, size / 3, 0.6, (60.0, 1.0)),
        noise(size, seed + 4, size / 13, size / 2.4, 0.0, (22.0, 1.0)),
        noise(size, seed + 5, 3, 20, 1.2, (3.0, 1.0)),
    ]
    edges = np.rint(np.linspace(0, size, planks + 1)).astype(int)
    for top, bottom in pairwise(edges):
        rows = slice(top, bottom)
        shift = int(random.integers(size))
        part = [np.roll(field, shift, 1)[rows] for field in fields]
        board, hollow = _board(part, timber, random)
        from_joint_cm = (
            np.minimum(np.arange(bottom - top) + 0.5, bottom - top - 0.5 - np.arange(bottom - top)) * tile_cm / size
        )
        joint = np.exp(-((from_joint_cm[:, None] / gap_cm) ** 2)).astype(np.float32) * np.ones((1, size), np.float32)
        colour[rows] = mixed(board, rgb(timber.pore) * 0.6, 0.7 * joint)
        relief[rows] = hollow - 0.03 * joint
    return Surface(colour, tile_cm, relief, timber.roughness, 1.38)


def _board(part: list[Field], timber: Timber, random: np.random.Generator) -> tuple[Field, Field]:
    wave, ripple, streak, fibre, blotch = part
    height = len(wave)
    # A board is cut along a tree at a slant: near the heart the rings open into flames, at the sides they run straight.
    heart = random.uniform(-0.35, 1.35)
    across = (np.arange(height, dtype=np.float32)[:, None] / height - heart) * timber.rings_per_plank
    depth = timber.rings_per_plank * (0.44 + 0.14 * wave)
    rings = np.sqrt(across**2 + depth**2) + 0.22 * ripple + 2.0
    years = np.cumsum(random.uniform(0.35, 1.65, 200))
    age = np.interp(rings, np.arange(200), years).astype(np.float32)
    phase = age - np.floor(age)
    late = step(phase, 0.15, 0.9) * step(phase, 1.0, 0.9)
    strong = np.interp(np.floor(age), np.arange(400), random.uniform(0.35, 1.0, 400)).astype(np.float32)
    pores = step(fibre + 0.25 * streak, 1.6, 2.7) * (1.1 - late)
    tone = np.clip(0.22 + timber.ring_strength * late * strong + 0.09 * streak + 0.08 * blotch, 0, 1)
    board = mixed(
        mixed(rgb(timber.early), rgb(timber.late), tone), rgb(timber.pore), np.clip(timber.pore_strength * pores, 0, 1)
    )
    cast = np.array([1, 1 - 0.004 * random.standard_normal(), 1 - 0.010 * random.standard_normal()], np.float32)
    board = board * np.float32(1 + 0.035 * random.standard_normal()) * cast
    return np.asarray(board, np.float32), np.asarray(-0.005 * pores - 0.002 * late, np.float32)
