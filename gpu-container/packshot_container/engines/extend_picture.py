"""Continues a studio picture beyond its borders: the outpainting of the engine `studio`.

What surrounds a studio sweep is smooth, so a border is continued from a band along it. Each line of the band is fitted
by a value and a slope at the border; beyond it the values are blurred along the border, the more the further out (no
streaks), and the slopes level off (no runaway gradients). What the fit leaves over, the texture, is reflected at the
border and faded out within the band's depth (no seam, and too little to be seen as a mirror image), while grain as
strong as the picture's own is faded in.
"""

import numpy as np
import numpy.typing as npt

from packshot_container.contract import PixelBox, Size
from packshot_container.picture import LARGEST_LEVEL, Picture

BAND_SHARE = 0.08
"""Depth of the fitted band, as a share of the picture's extent across the border."""
SHALLOWEST_BAND_PX = 4
DEEPEST_BAND_PX = 96
LEVELLING_SHARE = 0.5
"""A slope has fallen to 1/e at this share of the added extent, or earlier: see LARGEST_DRIFT."""
LARGEST_DRIFT = 0.16
"""How far a slope may carry a value at most (0..1); keeps a steep edge from running to black or white."""
LEAST_ROOM = 1e-3
"""Stands for the room that a value at black or white still has."""
SLOPE_BLUR_SHARE = 0.04
"""The slopes, noisier than the values, are blurred by this share of the border's length."""
FIRST_BLUR_PX = 2.0
"""Blur of the values at the border itself: takes the noise of single lines away, which would show as streaks."""
CLEAN_BLUR_GROWTH, TEXTURED_BLUR_GROWTH = 0.015, 0.12
"""Further blur along the border, in px of sigma a px of distance from it: little where each line of the band follows
its fit (a crease between wall and floor goes on), much where it does not (texture and slanted edges dissolve)."""
TEXTURED = 1.5 / LARGEST_LEVEL
"""Root mean square of the texture at which the blur is halfway between the two."""
LARGEST_BLUR_SHARE = 0.1
"""The blur stops growing at this share of the border's length."""
BLUR_STEP = 1.5
"""Ratio of neighbouring sigmas in the stack of blurred borders that is interpolated between."""
KERNEL_REACH = 3.0
"""Sigmas to either side that a blur kernel holds."""
LEAST_GRAIN = 0.2 / LARGEST_LEVEL
"""Grain fainter than this vanishes below the texture that the plate gets in the end."""
MEDIAN_OF_NORMAL = 0.6745
"""The median of the absolute of a normal variable, in standard deviations."""

Values = npt.NDArray[np.float32]


def extend_picture(picture: Picture, canvas: Size, keep: PixelBox, random: np.random.Generator) -> Picture:
    """Returns a new picture of the canvas's size with `picture` unchanged at `keep` and its surroundings continued.

    Sides first, then above and below over the whole width, so that corners continue both.
    """
    extended = np.empty((canvas.height_px, canvas.width_px, picture.shape[2]), np.float32)
    left, top = keep.left_px, keep.top_px
    right, bottom = left + keep.width_px, top + keep.height_px
    extended[top:bottom, left:right] = picture
    rows = extended[top:bottom]
    _continue_border(rows[:, left:right][:, ::-1], rows[:, :left][:, ::-1], random)
    _continue_border(rows[:, left:right], rows[:, right:], random)
    columns = extended.transpose(1, 0, 2)
    _continue_border(columns[:, top:bottom][:, ::-1], columns[:, :top][:, ::-1], random)
    _continue_border(columns[:, top:bottom], columns[:, bottom:], random)
    return extended


def _continue_border(known: Picture, beyond: Picture, random: np.random.Generator) -> None:
    """Fills `beyond` (lines x added px x 3) from `known`, whose last column lies at the border, line by line."""
    lines, added_px = beyond.shape[:2]
    if added_px == 0:
        return
    across_px = known.shape[1]
    depth = int(np.clip(across_px * BAND_SHARE, min(SHALLOWEST_BAND_PX, across_px), DEEPEST_BAND_PX))
    band = np.ascontiguousarray(known[:, ::-1][:, :depth])
    values, slopes = _fit_lines(band)
    values = _blur_along(values, FIRST_BLUR_PX)
    texture = band - values[:, None] + slopes[:, None] * _distances(depth)[None, :, None]
    slopes = _blur_along(slopes, SLOPE_BLUR_SHARE * lines)
    roughness = float(np.sqrt(np.mean(texture**2)))
    rough_share = roughness / (roughness + TEXTURED)
    _lay_values(values, beyond, CLEAN_BLUR_GROWTH + (TEXTURED_BLUR_GROWTH - CLEAN_BLUR_GROWTH) * rough_share)
    beyond += slopes[:, None] * _travel(values, slopes, added_px)[:, :, None]
    reach = min(depth, added_px)
    fade = (1 - _distances(reach) / np.float32(depth)) ** 2
    beyond[:, :reach] += texture[:, :reach] * fade[None, :, None]
    _lay_grain(band, beyond, fade, random)
    np.clip(beyond, 0, 1, out=beyond)


def _distances(count: int) -> Values:
    """Distances of `count` pixels' centres from the border."""
    return np.arange(count, dtype=np.float32) + np.float32(0.5)


def _fit_lines(band: Picture) -> tuple[Values, Values]:
    """Least squares a line of the band (its first column lies at the border): value at the border, slope outwards."""
    depth = band.shape[1]
    mean = band.mean(axis=1)
    if depth == 1:
        return mean, np.zeros_like(mean)
    offsets = _distances(depth) - np.float32(depth / 2)
    inward = np.einsum("ldc,d->lc", band, offsets) / np.float32((offsets**2).sum())
    return mean - inward * np.float32(depth / 2), -inward


def _travel(values: Values, slopes: Values, added_px: int) -> Values:
    """How many px of slope are laid at each px beyond the border (lines x added px): levels off exponentially.

    It starts with the slope itself, so that no fold shows at the border, and ends within LARGEST_DRIFT and 0..1.
    """
    room = np.clip(np.where(slopes > 0, 1 - values, values), LEAST_ROOM, LARGEST_DRIFT)
    steepest = (np.abs(slopes) / room).max(axis=1)
    levelling_px = 1 / (1 / np.float32(LEVELLING_SHARE * added_px) + steepest)
    travelled = np.exp(_distances(added_px) / -levelling_px[:, None])
    return np.asarray((1 - travelled) * levelling_px[:, None], np.float32)


def _lay_values(values: Values, beyond: Picture, blur_growth: float) -> None:
    """Lays the border's values outwards, blurred along the border in proportion to the distance."""
    lines, added_px = beyond.shape[:2]
    sigmas = np.minimum(_distances(added_px) * blur_growth, LARGEST_BLUR_SHARE * lines)
    inner, inner_sigma, start = values, 0.0, 0
    while start < added_px:
        outer_sigma = max(1.0, inner_sigma * BLUR_STEP)
        outer = _blur_along(values, outer_sigma)
        end = max(start, int(np.searchsorted(sigmas, outer_sigma)))
        share = (sigmas[start:end] - inner_sigma) / np.float32(outer_sigma - inner_sigma)
        beyond[:, start:end] = inner[:, None] + (outer - inner)[:, None] * share[None, :, None]
        inner, inner_sigma, start = outer, outer_sigma, end


def _lay_grain(band: Picture, beyond: Picture, fade: Values, random: np.random.Generator) -> None:
    """Adds grain in luminance, as strong as the band's, where the reflected texture has faded."""
    luminance = band.mean(axis=2)
    detail = luminance[1:-1] - (luminance[:-2] + luminance[2:]) / 2
    if detail.size == 0:
        return
    deviation = float(np.median(np.abs(detail))) / MEDIAN_OF_NORMAL / np.sqrt(1.5)
    if deviation < LEAST_GRAIN:
        return
    strength = np.full(beyond.shape[1], deviation, np.float32)
    strength[: len(fade)] *= np.sqrt(1 - fade**2)
    beyond += (random.standard_normal(beyond.shape[:2], np.float32) * strength)[:, :, None]


def _blur_along(profile: Values, sigma: float) -> Values:
    """Gaussian blur of a profile (lines x channels); beyond its ends it is continued point-symmetrically."""
    lines = profile.shape[0]
    reach = min(int(KERNEL_REACH * sigma + 1), lines - 1)
    if reach == 0:
        return profile
    offsets = np.arange(-reach, reach + 1)
    kernel = np.exp(-0.5 * (offsets / sigma) ** 2)
    kernel /= kernel.sum()
    before = 2 * profile[:1] - profile[reach:0:-1]
    behind = 2 * profile[-1:] - profile[::-1][1 : reach + 1]
    padded = np.concatenate([before, profile, behind])
    blurred = [np.convolve(padded[:, channel], kernel, "valid") for channel in range(profile.shape[1])]
    return np.stack(blurred, axis=1).astype(np.float32)
