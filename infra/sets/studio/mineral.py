"""Marble, terrazzo, plaster and stone."""

from __future__ import annotations

import cv2
import numpy as np

from studio.noise import Field, mixed, noise, rgb, step, warped
from studio.surface import Surface

CHIP_TRIES = 24_000
"""Chips that are tried; those that would overlap are left out, which ends at a dense but not crowded floor."""
FRACTION_BITS = 4
"""Chips are drawn to a sixteenth of a pixel."""


def marble(
    size: int, seed: int, base: str = "#f0eeea", cloud: str = "#dcdcdb", vein: str = "#8f9094", tile_cm: float = 150.0
) -> Surface:
    """Gives polished white marble: soft clouds, veins that all run one way and fade, hairlines that branch off them."""
    slant = 28.0
    push, pull = (noise(size, seed + i, 2.0, 80, 1.9) * size * 0.015 for i in (0, 1))
    clouds = warped(noise(size, seed + 2, 1.6, 16, 1.5, (2.4, 1.0), slant), push, pull)
    broad = warped(noise(size, seed + 3, 1.6, 5.7, 0.8, (4.5, 1.0), slant), push * 1.5, pull * 1.5)
    fine = warped(noise(size, seed + 4, 2.7, 12, 0.8, (4.5, 1.0), slant + 17), push * 1.2, pull * 1.2)
    presence = step(noise(size, seed + 5, 1.5, 7, 1.4), -0.4, 1.2)
    smoke = np.exp(-np.abs(broad) / 0.26) * (0.2 + 0.8 * presence)
    width = 0.016 + 0.030 * step(noise(size, seed + 8, 3, 20, 1.0), -1, 2)
    core = np.exp(-((broad / width) ** 2)) * (0.25 + 0.75 * presence)
    hair = np.exp(-((fine / 0.022) ** 2)) * step(noise(size, seed + 6, 2, 9, 1.2), 0.3, 1.5)
    grain = noise(size, seed + 7, size / 24, size / 3, 0.2)
    colour = mixed(rgb(base), rgb(cloud), np.clip(0.32 + 0.26 * clouds, 0, 1))
    colour = mixed(colour, rgb(vein), np.clip(0.34 * smoke + 0.34 * core + 0.26 * hair, 0, 0.9))
    return Surface(np.asarray(colour * (1 + 0.006 * grain[..., None]), np.float32), tile_cm, None, 0.09, 1.5)


def terrazzo(
    size: int,
    seed: int,
    base: str = "#e4dfd6",
    chips: tuple[str, ...] = ("#b98a6b", "#8d8478", "#cfc3b1", "#f3efe7", "#7b8a80", "#5f5a54", "#d8a98a"),
    tile_cm: float = 90.0,
    largest_cm: float = 3.0,
) -> Surface:
    """Gives ground terrazzo: broken chips in cement, large ones first, none over another."""
    random = np.random.default_rng(seed)
    px_per_cm = size / tile_cm
    colour = np.empty((size, size, 3), np.float32)
    colour[:] = rgb(base)
    colour *= (
        1
        + 0.012 * noise(size, seed, 60, size / 3, 0.3)[..., None]
        + 0.014 * noise(size, seed + 1, 2, 20, 1.2)[..., None]
    )
    taken = np.zeros((size, size), np.uint8)
    radii = np.sort(np.clip(largest_cm * random.power(0.42, CHIP_TRIES) ** 1.5, 0.12, None))[::-1] / 2 * px_per_cm
    for radius in radii:
        middle = random.uniform(0, size, 2)
        corners = np.sort(random.uniform(0, 2 * np.pi, random.integers(5, 8)))
        reach = radius * random.uniform(0.62, 1.12, len(corners))
        squash, turn = random.uniform(0.6, 1.0), random.uniform(0, np.pi)
        shape = np.column_stack([np.cos(corners) * reach, np.sin(corners) * reach * squash])
        shape = shape @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        x, y = np.rint(middle).astype(int) % size
        around = max(1, int(radius * 1.1))
        if (
            taken.take(range(y - around, y + around + 1), 0, mode="wrap")
            .take(range(x - around, x + around + 1), 1, mode="wrap")
            .any()
        ):
            continue
        shade = rgb(chips[int(random.integers(len(chips)))]) * random.uniform(0.93, 1.05)
        for right in (-size, 0, size):
            for down in (-size, 0, size):
                points = np.rint((shape + middle + [right, down]) * 2**FRACTION_BITS).astype(np.int32)
                if points.max() < 0 or points.min() > size * 2**FRACTION_BITS:
                    continue
                cv2.fillPoly(colour, [points], shade.tolist(), cv2.LINE_AA, FRACTION_BITS)
                cv2.fillPoly(taken, [points], 255, cv2.LINE_8, FRACTION_BITS)
    speckle = noise(size, seed + 2, size / 30, size / 4, 0.2)
    inside = cv2.GaussianBlur(taken.astype(np.float32) / 255, (0, 0), 0.7)
    colour *= (
        1 + (0.012 + 0.03 * inside * step(noise(size, seed + 3, 30, 200, 0.6), -1, 1))[..., None] * speckle[..., None]
    )
    return Surface(np.clip(colour, 0, 1), tile_cm, None, 0.16, 1.42)


def plaster(
    size: int, seed: int, colour: str, tile_cm: float = 140.0, relief_cm: float = 0.012, mottle: float = 0.03
) -> Surface:
    """Gives trowelled plaster: strokes that cross one another, clouds of moisture, fine sand."""
    size //= 2  # It has no detail that a finer tile would show.
    strokes = np.zeros((size, size), np.float32)
    weight = np.full((size, size), 1e-3, np.float32)
    for index, angle in enumerate((18, 62, 105, 151)):
        here = step(noise(size, seed + 20 + index, 2, 9, 1.3), -0.3, 1.2)
        strokes += here * noise(size, seed + index, 5, 160, 1.45, (4.0, 1.0), angle)
        weight += here
    strokes /= weight
    clouds = noise(size, seed + 8, 1.5, 22, 1.5)
    sand = noise(size, seed + 9, size / 12, size / 3, 0.0)
    tone = 1 + mottle * (0.6 * clouds + 0.5 * strokes) + 0.008 * sand
    tinted = np.asarray(rgb(colour) * tone[..., None], np.float32)
    return Surface(tinted, tile_cm, np.asarray(relief_cm * (strokes + 0.05 * sand), np.float32))


def travertine(
    size: int, seed: int, light: str = "#e0d6c5", dark: str = "#c3b299", pit: str = "#8a7860", tile_cm: float = 70.0
) -> Surface:
    """Gives travertine: bands laid down by water, and the small holes that it left."""
    push = noise(size, seed, 1, 14, 1.7) * size * 0.012
    bands = warped(noise(size, seed + 1, 3, 60, 0.9, (14.0, 1.0)), push * 0, push * 0.5)
    fine = warped(noise(size, seed + 2, 30, size / 4, 0.5, (14.0, 1.0)), push * 0, push * 0.5)
    clouds = noise(size, seed + 3, 2, 16, 1.4)
    holes = warped(noise(size, seed + 4, 14, 130, 0.7, (3.4, 1.0)), push * 0, push) + 0.35 * bands
    pits = step(holes, 2.05, 2.5)
    colour = mixed(rgb(light), rgb(dark), np.clip(0.34 + 0.13 * bands + 0.06 * fine + 0.10 * clouds, 0, 1))
    colour = mixed(colour, rgb(pit), 0.5 * pits)
    grain = noise(size, seed + 5, size / 16, size / 3, 0.1)
    relief: Field = np.asarray(-0.10 * pits + 0.006 * bands + 0.002 * grain, np.float32)
    return Surface(np.asarray(colour * (1 + 0.012 * grain[..., None]), np.float32), tile_cm, relief)
