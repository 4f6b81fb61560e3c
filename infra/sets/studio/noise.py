"""Noise that repeats without a seam: size x size float32, of mean 0 and standard deviation 1 unless said otherwise."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]


def noise(
    size: int,
    seed: int,
    low: float,
    high: float,
    falloff: float = 1.0,
    stretch: tuple[float, float] = (1.0, 1.0),
    angle_degrees: float = 0.0,
) -> Field:
    """Gives noise whose features number `low` to `high` across the tile.

    `falloff` 0 keeps all sizes as strong, 2 favours the large ones. `stretch` makes features longer along x and y,
    before they are turned by `angle_degrees`. It is made of whole waves across the tile, so it repeats exactly.
    """
    random = np.random.default_rng(seed)
    white = np.fft.rfft2(random.standard_normal((size, size), dtype=np.float32))
    down = np.fft.fftfreq(size, 1 / size).astype(np.float32)[:, None]
    right = np.fft.rfftfreq(size, 1 / size).astype(np.float32)[None, :]
    turn = np.radians(angle_degrees)
    along = (right * np.cos(turn) + down * np.sin(turn)) * stretch[0]
    across = (down * np.cos(turn) - right * np.sin(turn)) * stretch[1]
    waves = np.sqrt(along**2 + across**2)
    waves[0, 0] = 1
    strength = waves**-falloff / (1 + (low / waves) ** 6) / (1 + (waves / high) ** 6)
    strength[0, 0] = 0
    field = np.fft.irfft2(white * strength, s=(size, size)).astype(np.float32)
    return np.asarray(field / field.std(), np.float32)


def warped(field: Field, right_px: Field, down_px: Field) -> Field:
    """Gives the field looked up at places moved by that many pixels, around the tile's edges."""
    size = field.shape[0]
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    return np.asarray(
        cv2.remap(field, (x + right_px) % size, (y + down_px) % size, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    )


def step(field: Field, low: float, high: float) -> Field:
    """Gives 0 below `low`, 1 above `high` and a smooth rise between; falls instead where `high` is below `low`."""
    share = np.clip((field - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)


def mixed(first: Field, second: Field, share: Field) -> Field:
    """Gives colours (size x size x 3, or three values) mixed by a field of 0..1: `second` where it is 1."""
    weight = share[..., None]
    return np.asarray(first * (1 - weight) + second * weight, np.float32)


def rgb(code: str) -> Field:
    """Gives the sRGB-coded 0..1 values of a colour written as #rrggbb."""
    return np.array([int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)], np.float32)


def to_linear(coded: Field) -> Field:
    """Gives linear light for sRGB-coded 0..1 values."""
    return np.where(coded <= 0.04045, coded / 12.92, ((np.maximum(coded, 0) + 0.055) / 1.055) ** 2.4).astype(np.float32)


def to_coded(light: Field) -> Field:
    """Gives sRGB-coded values for linear light of 0..1."""
    bent = 1.055 * np.maximum(light, 1e-7) ** (1 / 2.4) - 0.055
    return np.where(light <= 0.0031308, 12.92 * light, bent).astype(np.float32)
