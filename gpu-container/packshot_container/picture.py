"""The picture that engines paint on, and its way to 8 bits."""

import numpy as np
import numpy.typing as npt

from packshot_container.contract import Size

Picture = npt.NDArray[np.float32]
"""Height x width x 3, sRGB-encoded, 0..1."""
Levels = npt.NDArray[np.uint8]
"""Height x width x 3, sRGB-encoded, 0..255."""
Mask = npt.NDArray[np.bool_]
"""Height x width, true = to be painted."""

LARGEST_LEVEL = 255


def size_of(picture: Picture | Mask) -> Size:
    """Gives the size of a picture or mask in pixels."""
    return Size(width_px=picture.shape[1], height_px=picture.shape[0])


def to_levels(picture: Picture) -> Levels:
    """Rounds a picture to 8-bit levels; whoever paints smooth pictures dithers them before."""
    levels = picture * np.float32(LARGEST_LEVEL)
    np.rint(levels, out=levels)
    np.clip(levels, 0, LARGEST_LEVEL, out=levels)
    return levels.astype(np.uint8)
