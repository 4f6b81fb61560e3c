"""The surface of studio paper: fine grain over very soft mottling, in luminance, from a seed."""

from math import ceil

import numpy as np
import numpy.typing as npt
from PIL import Image

from packshot_container.picture import LARGEST_LEVEL, Picture

GRAIN_LEVELS = 1.0
"""Standard deviation in 8-bit levels. At half a level or more it also is the dither: no banding, no bias."""
MOTTLING_LEVELS = 0.45
MOTTLING_CELL_SHARES = (0.16, 0.06)
"""Size of the mottles of each octave, as a share of the shorter side: too large and too faint to be seen as spots."""
FINE_TAPS = (1, 2, 1)
"""Takes the grain's finest pitch away, as paper does."""
COARSE_PX = 7
"""What is coarser than this is taken out of the grain: it would show as blotches."""
STRIP_ROWS = 64
"""Rows at a time, so that the working copies stay in the processor's cache."""

Field = npt.NDArray[np.float32]


def lay_texture(picture: Picture, seed: int) -> None:
    """Adds the texture to a picture in place. The same seed and size give the same texture."""
    height, width = picture.shape[:2]
    random = np.random.Generator(np.random.PCG64(seed))
    mottling = _mottling(random, height, width)
    margin = COARSE_PX - 1
    noise = random.integers(0, 256, (height + margin, width + margin), np.uint8)
    for top in range(0, height, STRIP_ROWS):
        bottom = min(top + STRIP_ROWS, height)
        texture = _grain(noise[top : bottom + margin])
        texture += mottling[top:bottom]
        texture *= np.float32(1 / LARGEST_LEVEL)
        picture[top:bottom] += texture[:, :, None]


def _grain(noise: npt.NDArray[np.uint8]) -> Field:
    """Turns white noise into grain: the fine blur of it minus the coarse one. Smaller than the noise by the margin."""
    wide = noise.astype(np.int16)
    inset = (COARSE_PX - len(FINE_TAPS)) // 2
    fine = _sum_taps(_sum_taps(wide[inset:-inset, inset:-inset], FINE_TAPS, 0), FINE_TAPS, 1)
    coarse = _sum_taps(_sum_taps(wide, (1,) * COARSE_PX, 0), (1,) * COARSE_PX, 1)
    grain = fine * _FINE_SCALE
    grain -= coarse * _COARSE_SCALE
    return grain


def _sum_taps(samples: npt.NDArray[np.int16], taps: tuple[int, ...], axis: int) -> npt.NDArray[np.int16]:
    """Correlates along an axis, without borders. The largest sum of 49 bytes stays far below the type's limit."""
    length = samples.shape[axis] - len(taps) + 1
    total = np.zeros([length if side == axis else size for side, size in enumerate(samples.shape)], np.int16)
    for start, tap in enumerate(taps):
        part = samples[start : start + length] if axis == 0 else samples[:, start : start + length]
        total += part if tap == 1 else part * np.int16(tap)
    return total


def _scales() -> tuple[np.float32, np.float32]:
    """The factors of the fine and the coarse sum that give the grain its standard deviation."""
    fine = np.outer(FINE_TAPS, FINE_TAPS) / sum(FINE_TAPS) ** 2
    kernel = np.pad(fine, (COARSE_PX - len(FINE_TAPS)) // 2) - 1 / COARSE_PX**2
    uniform_deviation = np.sqrt((256**2 - 1) / 12)
    scale = GRAIN_LEVELS / (uniform_deviation * np.sqrt((kernel**2).sum()))
    return np.float32(scale / sum(FINE_TAPS) ** 2), np.float32(scale / COARSE_PX**2)


_FINE_SCALE, _COARSE_SCALE = _scales()


def _mottling(random: np.random.Generator, height: int, width: int) -> Field:
    """Smooth noise in two octaves: small random grids, enlarged."""
    total = np.zeros((height, width), np.float32)
    for share in MOTTLING_CELL_SHARES:
        cell_px = share * min(height, width)
        grid = random.standard_normal((ceil(height / cell_px) + 1, ceil(width / cell_px) + 1), np.float32)
        enlarged = Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC)
        total += np.asarray(enlarged)
    total *= np.float32(MOTTLING_LEVELS / total.std())
    return total
