import io

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from packshot_container.contract import Size
from packshot_container.errors import JobRefused, SizeMismatch
from packshot_container.png import read_mask

SIZE = Size(width_px=64, height_px=32)


def png(levels: npt.NDArray[np.generic], mode: str | None = None) -> bytes:
    content = io.BytesIO()
    picture = Image.fromarray(levels)
    (picture.convert(mode) if mode else picture).save(content, "PNG")
    return content.getvalue()


def left_half(painted: int = 255) -> npt.NDArray[np.uint8]:
    levels = np.zeros((32, 64), np.uint8)
    levels[:, :32] = painted
    return levels


def test_paints_what_is_255_and_keeps_what_is_0() -> None:
    mask = read_mask(png(left_half()), SIZE)

    assert mask.dtype == np.bool_
    assert mask[:, :32].all()
    assert not mask[:, 32:].any()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (png(left_half(), "RGB"), "8-bit grey"),
        (png(left_half(), "1"), "8-bit grey"),
        (png(left_half(), "LA"), "8-bit grey"),
        (png(left_half(), "P"), "8-bit grey"),
        (png(left_half().astype(np.uint16) * 257), "8-bit grey"),
        (png(left_half(128)), "0 and 255 alone in the mask, got 128"),
        (png(left_half(0)), "something to paint"),
        (png(left_half())[:60], "whole PNG"),
        (b"no picture", "whole PNG"),
    ],
)
def test_refuses_what_is_no_mask_and_says_why(content: bytes, says: str) -> None:
    with pytest.raises(JobRefused, match=says):
        read_mask(content, SIZE)


def test_refuses_a_mask_of_another_size() -> None:
    with pytest.raises(SizeMismatch, match="64x48"):
        read_mask(png(left_half()), Size(width_px=64, height_px=48))
