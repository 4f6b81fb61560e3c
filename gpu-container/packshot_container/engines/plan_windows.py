"""Where the windows lie in which a canvas is filled that is larger than the engine paints well."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, hypot, isqrt

import numpy as np

from packshot_container.contract import PixelBox, Size
from packshot_container.picture import Mask, size_of

LEAST_CONTEXT_PX, MOST_CONTEXT_PX = 256, 512
"""How much of the known picture a window shows the engine: as much as is new, within these."""
SHARED_SHARE = 0.25
"""How much of a window lies on the window before, where a border is too long for one."""


@dataclass(frozen=True)
class WindowRule:
    """How large a window may be, and what its sides are multiples of; how far the engine paints into the known."""

    step_px: int
    max_pixels: int
    overlap_px: int


def plan_border_windows(canvas: Size, keep: PixelBox, rule: WindowRule) -> Iterator[PixelBox]:
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


def plan_mask_windows(mask: Mask, rule: WindowRule) -> list[PixelBox]:
    """The windows that cover what is masked (true) on a canvas of whole steps: those nearest to what is kept first."""
    canvas = size_of(mask)
    longest = isqrt(rule.max_pixels) // rule.step_px * rule.step_px
    short = min(canvas.width_px, canvas.height_px, longest)
    # The shorter side is kept whole where that is possible.
    widest = rule.max_pixels // short if canvas.width_px > canvas.height_px else short
    tallest = rule.max_pixels // short if canvas.height_px > canvas.width_px else short
    windows = [
        _box(left, right, top, bottom)
        for top, bottom in _segments(0, canvas.height_px, tallest, rule.step_px)
        for left, right in _segments(0, canvas.width_px, widest, rule.step_px)
    ]
    rows, columns = np.nonzero(~mask)
    # Where nothing is kept, all windows are as near, and stay in their order.
    middle = (columns.mean(), rows.mean()) if rows.size else None
    return sorted(
        (window for window in windows if mask[rows_of(window), columns_of(window)].any()),
        key=lambda window: 0.0 if middle is None else _distance(window, *middle),
    )


def rows_of(box: PixelBox) -> slice:
    """The rows of a picture that a box takes."""
    return slice(box.top_px, box.top_px + box.height_px)


def columns_of(box: PixelBox) -> slice:
    """The columns of a picture that a box takes."""
    return slice(box.left_px, box.left_px + box.width_px)


def _distance(window: PixelBox, x: float, y: float) -> float:
    """From the middle of a window to a point, in px."""
    return hypot(x - window.left_px - window.width_px / 2, y - window.top_px - window.height_px / 2)


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
