"""From rendered light to a JPEG as a camera would write it: noise reduction, tone curve, sensor noise, encoding."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from render.meshes import Floats

SHOULDER = 0.72
"""Linear value above which the tone curve bends, so that highlights keep their colour and never clip."""
SEARCH_PX, PATCH_PX = 6, 5
"""Noise reduction compares patches this large within this many pixels: large enough for film-like grain to average out."""
STRENGTH = 0.75
"""How many standard deviations of noise two patches may differ and still be averaged."""
SENSOR_NOISE_LEVELS = 0.55
"""Standard deviation in 8-bit levels, before the lens's softness is taken off: a clean studio photo at base ISO."""


def develop(first: Floats, second: Floats, exposure: float, seed: int) -> Image.Image:
    """Gives the finished sRGB photo from two independent renders of the same picture (linear, rows x columns x 3).

    `exposure` multiplies the light. The two renders' difference is the noise that noise reduction takes off.
    """
    one, two = encode(first * exposure), encode(second * exposure)
    clean = reduce_noise(one, two)
    soft = cv2.GaussianBlur(clean, (0, 0), 0.55)
    crisp = soft + 0.35 * (soft - cv2.GaussianBlur(soft, (0, 0), 1.6))
    random = np.random.default_rng(seed)
    grey = random.standard_normal(crisp.shape[:2]).astype(np.float32)[..., None]
    colour = cv2.GaussianBlur(random.standard_normal(crisp.shape).astype(np.float32), (0, 0), 1.2)
    noise = SENSOR_NOISE_LEVELS * (0.85 * grey + 0.6 * colour)
    levels = np.clip(crisp * 255 + noise + random.uniform(-0.5, 0.5, crisp.shape), 0, 255)
    return Image.fromarray(np.rint(levels).astype(np.uint8), "RGB")


def encode(light: Floats) -> Floats:
    """Gives sRGB-coded 0..1 for linear light, with a shoulder in place of clipping."""
    over = np.maximum(light - SHOULDER, 0) / (1 - SHOULDER)
    bent = np.where(light > SHOULDER, SHOULDER + (0.985 - SHOULDER) * over / (over + 0.985), np.maximum(light, 0))
    coded = np.where(bent <= 0.0031308, 12.92 * bent, 1.055 * np.maximum(bent, 1e-6) ** (1 / 2.4) - 0.055)
    return coded.astype(np.float32)


def reduce_noise(first: Floats, second: Floats) -> Floats:
    """Averages each pixel with those around it whose patches differ no more than noise explains (non-local means).

    Takes two independent renders, rows x columns x 3, and gives one. Detail that both renders share stays.
    """
    mean = (first + second) / 2
    variance = cv2.GaussianBlur((first - second) ** 2 / 4, (0, 0), 4.0) + 1e-8
    padded = cv2.copyMakeBorder(mean, SEARCH_PX, SEARCH_PX, SEARCH_PX, SEARCH_PX, cv2.BORDER_REFLECT_101)
    padded_variance = cv2.copyMakeBorder(variance, SEARCH_PX, SEARCH_PX, SEARCH_PX, SEARCH_PX, cv2.BORDER_REFLECT_101)
    rows, columns = mean.shape[:2]
    total, weights = np.zeros_like(mean), np.zeros((rows, columns, 1), np.float32)
    for down in range(2 * SEARCH_PX + 1):
        for right in range(2 * SEARCH_PX + 1):
            other = padded[down : down + rows, right : right + columns]
            spread = variance + padded_variance[down : down + rows, right : right + columns]
            difference = ((mean - other) ** 2 - spread) / (STRENGTH**2 * spread)
            apart = cv2.boxFilter(difference.mean(axis=2), -1, (PATCH_PX, PATCH_PX))
            weight = np.exp(-np.maximum(apart, 0))[..., None]
            total += weight * other
            weights += weight
    return np.asarray(total / weights, np.float32)


def write(photo: Image.Image, path: Path, quality: int) -> int:
    """Writes the photo as an sRGB JPEG without metadata and gives its size in bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    photo.save(path, "JPEG", quality=quality, subsampling="4:4:4", optimize=True, progressive=True)
    return path.stat().st_size
