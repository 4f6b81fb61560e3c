"""Filling what is unknown of a picture with any engine that fills a mask: what is known comes back unchanged.

The engine paints a little into what it knows (the overlap), and the difference there says how its colours have drifted:
the low frequencies of that difference, continued outwards, are added to what is new. Nothing that was there is touched.

A product is known in another way: it is no surface that goes on, and an engine that does not see its outline paints one
of its own. So it is painted into as little as can be, and its drift is what differs where it was only given back.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image

from packshot_container.contract import PixelBox
from packshot_container.engines.plan_windows import columns_of, rows_of
from packshot_container.picture import Mask, Picture

CELL_PX = 8
"""What is finer than this is no drift of colours, but detail."""
OUTLINE_PX = 8
"""How far a product is painted into: engines look at a mask once in 8 or 16 px, and must see all that is masked."""

Fill = Callable[[Picture, Mask, int, int], Picture]
"""Paints the masked part of a picture and may change the rest; is told which window it is, and of how many."""


def fill_windows(
    picture: Picture, is_known: Mask, product: Mask | None, windows: list[PixelBox], overlap_px: int, fill: Fill
) -> None:
    """Fills, in place, what is not known of a picture; a window sees those before it, and is left out if all is known.

    `product` is the part of what is known that is a product (true); None where there is none. `is_known` is used up.
    """
    for index, window in enumerate(windows):
        where = rows_of(window), columns_of(window)
        there, known = picture[where], is_known[where]
        if known.all():
            continue
        held = np.zeros_like(known) if product is None else product[where]
        mask = (_grow(~known, overlap_px) & ~held) | _grow(~known, OUTLINE_PX)
        painted = fill(there.copy(), mask, index, len(windows))
        drift = _drift(there - painted, known & (mask ^ held))
        np.copyto(there, np.clip(painted + drift, 0, 1), where=~known[:, :, None])
        known[:] = True


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


def _drift(difference: Picture, seen: Mask) -> Picture:
    """The low frequencies of the difference where it is seen, continued over the whole window."""
    height, width = seen.shape
    weights = _pool(seen.astype(np.float32)[:, :, None], CELL_PX)
    sums = _pool(difference * seen[:, :, None], CELL_PX)
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
