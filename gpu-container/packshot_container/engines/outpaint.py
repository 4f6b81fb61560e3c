"""Outpainting with any engine that fills a mask: the kept picture comes back unchanged, what is new is made to fit it.

A canvas that is larger than the engine paints well is painted in windows, each with what lies beside it as context. The
engine paints a little into what it knows (the overlap), and the difference there says how its colours have drifted: the
low frequencies of that difference, continued outwards, are added to what is new. Nothing that was there is touched.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt
from PIL import Image

from packshot_container.contract import PixelBox, Size
from packshot_container.engines.extend_picture import extend_picture
from packshot_container.picture import Picture

LEAST_CONTEXT_PX, MOST_CONTEXT_PX = 256, 512
"""How much of the known picture a window shows the engine: as much as is new, within these."""
SHARED_SHARE = 0.25
"""How much of a window lies on the window before, where a border is too long for one."""
CELL_PX = 8
"""What is finer than this is no drift of colours, but detail."""

Mask = npt.NDArray[np.bool_]
"""Height x width, true = to be painted."""
Fill = Callable[[Picture, Mask, int, int], Picture]
"""Paints the masked part of a picture and may change the rest; is told which window it is, and of how many."""


@dataclass(frozen=True)
class WindowRule:
    """How large a window may be, and what its sides are multiples of; how far the engine paints into the known."""

    step_px: int
    max_pixels: int
    overlap_px: int


def outpaint(picture: Picture, canvas: Size, keep: PixelBox, rule: WindowRule, seed: list[int], fill: Fill) -> Picture:
    """Returns a picture of the canvas's size with `picture` unchanged at `keep` and the rest painted by `fill`.

    The engine starts from the known picture continued beyond its borders, never from grey or white, which bleed in.
    Canvas sides are multiples of the rule's step.
    """
    extended = extend_picture(picture, canvas, keep, np.random.default_rng(seed))
    is_known = np.zeros(extended.shape[:2], np.bool_)
    is_known[_rows(keep), _columns(keep)] = True
    windows = list(plan_windows(canvas, keep, rule))
    for index, window in enumerate(windows):
        there = extended[_rows(window), _columns(window)]
        known = is_known[_rows(window), _columns(window)]
        mask = _grow(~known, rule.overlap_px)
        painted = fill(there.copy(), mask, index, len(windows))
        fitted = np.clip(painted + _drift(there - painted, mask & known), 0, 1)
        np.copyto(there, fitted, where=~known[:, :, None])
        known[:] = True
    return extended


def plan_windows(canvas: Size, keep: PixelBox, rule: WindowRule) -> Iterator[PixelBox]:
    """The windows that cover what is new, in the order in which they are painted: sides first, then above and below."""
    if canvas.width_px * canvas.height_px <= rule.max_pixels:
        yield _box(0, canvas.width_px, 0, canvas.height_px)
        return
    top, bottom = _outwards(keep.top_px, keep.top_px + keep.height_px, rule.step_px)
    for start, end in _strips(canvas.width_px, keep.left_px, keep.width_px, rule.step_px):
        for first, last in _segments(top, bottom, rule.max_pixels // (end - start), rule.step_px):
            yield _box(start, end, first, last)
    for start, end in _strips(canvas.height_px, keep.top_px, keep.height_px, rule.step_px):
        for first, last in _segments(0, canvas.width_px, rule.max_pixels // (end - start), rule.step_px):
            yield _box(first, last, start, end)


def _strips(side: int, offset: int, length: int, step: int) -> Iterator[tuple[int, int]]:
    """What is new before and behind the kept stretch of a side, each with its context."""
    behind = side - offset - length
    if offset > 0:
        yield 0, min(side, _outwards(0, offset + _context(offset, length), step)[1])
    if behind > 0:
        yield side - min(side, _outwards(0, behind + _context(behind, length), step)[1]), side


def _context(new_px: int, kept_px: int) -> int:
    return min(kept_px, max(LEAST_CONTEXT_PX, min(new_px, MOST_CONTEXT_PX)))


def _segments(start: int, end: int, longest: int, step: int) -> Iterator[tuple[int, int]]:
    """Divides a stretch into as few equal parts of whole steps as are short enough, each lying a little on the last."""
    length = end - start
    part = min(length, longest // step * step)
    count = 1 if part == length else ceil((length - part * SHARED_SHARE) / (part * (1 - SHARED_SHARE)))
    for index in range(count):
        first = start + round((length - part) * index / max(1, count - 1) / step) * step
        yield first, first + part


def _outwards(start: int, end: int, step: int) -> tuple[int, int]:
    return start // step * step, ceil(end / step) * step


def _box(left: int, right: int, top: int, bottom: int) -> PixelBox:
    return PixelBox(left_px=left, top_px=top, width_px=right - left, height_px=bottom - top)


def _rows(box: PixelBox) -> slice:
    return slice(box.top_px, box.top_px + box.height_px)


def _columns(box: PixelBox) -> slice:
    return slice(box.left_px, box.left_px + box.width_px)


def _grow(mask: Mask, radius_px: int) -> Mask:
    """True within `radius_px` of what is true, along both axes."""
    for axis in (0, 1):
        ends = [(0, 0), (0, 0)]
        ends[axis] = (radius_px + 1, radius_px)
        counts = np.cumsum(np.pad(mask, ends), axis=axis, dtype=np.int32)
        reach = 2 * radius_px + 1
        mask = np.take(counts, range(reach, counts.shape[axis]), axis) > np.take(
            counts, range(counts.shape[axis] - reach), axis
        )
    return mask


def _drift(difference: Picture, overlap: Mask) -> Picture:
    """The low frequencies of the difference in the overlap, continued over the whole window."""
    height, width = overlap.shape
    weights = _pool(overlap.astype(np.float32)[:, :, None], CELL_PX)
    sums = _pool(difference * overlap[:, :, None], CELL_PX)
    return _enlarge(_continue(sums, weights), width, height, CELL_PX)


def _continue(sums: Picture, weights: Picture) -> Picture:
    """Means where there is weight; elsewhere what lies around, from further away the further there is none."""
    means = np.divide(sums, weights, out=np.zeros_like(sums), where=weights > 0)
    height, width = weights.shape[:2]
    if max(height, width) == 1 or weights.min() > 0:
        return means
    coarse = _enlarge(_continue(_pool(sums, 2), _pool(weights, 2)), width, height, 2)
    return np.where(weights > 0, means, coarse)


def _pool(values: Picture, cell: int) -> Picture:
    """Means of cells; those at the right and lower edge may be smaller than the others, and are padded with 0."""
    height, width = values.shape[:2]
    padded = np.pad(values, [(0, -height % cell), (0, -width % cell), (0, 0)])
    return np.asarray(
        padded.reshape(padded.shape[0] // cell, cell, padded.shape[1] // cell, cell, -1).mean((1, 3)), np.float32
    )


def _enlarge(values: Picture, width: int, height: int, cell: int) -> Picture:
    """Cells back to their size, bilinear between their centres; what they had as padding is cut off."""
    whole = (values.shape[1] * cell, values.shape[0] * cell)
    channels = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(values[:, :, channel])).resize(whole, Image.Resampling.BILINEAR)
        )
        for channel in range(values.shape[2])
    ]
    return np.stack(channels, axis=2)[:height, :width]
