import numpy as np
import numpy.typing as npt
import pytest

from packshot_container.contract import PixelBox, Size
from packshot_container.engines.outpaint import outpaint
from packshot_container.engines.plan_windows import WindowRule, plan_border_windows
from packshot_container.picture import Mask, Picture

RULE = WindowRule(step_px=16, max_pixels=1024 * 1024, overlap_px=32)


def centred(canvas: tuple[int, int], kept: tuple[int, int]) -> PixelBox:
    (width, height), (kept_width, kept_height) = canvas, kept
    return PixelBox(
        left_px=(width - kept_width) // 2,
        top_px=(height - kept_height) // 2,
        width_px=kept_width,
        height_px=kept_height,
    )


def size(sides: tuple[int, int]) -> Size:
    return Size(width_px=sides[0], height_px=sides[1])


def gradient(sides: tuple[int, int]) -> Picture:
    width, height = sides
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = 0.4 + 0.2 * x / width + 0.1 * y / height
    return np.stack([light, light * 0.95, light * 0.9], axis=2).astype(np.float32)


CASES = [
    ((512, 256), (256, 256)),
    ((256, 512), (256, 256)),
    ((512, 512), (256, 256)),
    ((2048, 1024), (1024, 1024)),
    ((1024, 2048), (1024, 1024)),
    ((2912, 1552), (2912, 784)),
    ((3104, 1040), (1552, 1040)),
    ((2048, 2048), (1024, 1024)),
]


@pytest.mark.parametrize(("canvas", "kept"), CASES)
class TestWindows:
    def test_cover_all_that_is_new(self, canvas: tuple[int, int], kept: tuple[int, int]) -> None:
        keep = centred(canvas, kept)
        covered: npt.NDArray[np.bool_] = np.zeros((canvas[1], canvas[0]), np.bool_)

        for window in plan_border_windows(size(canvas), keep, RULE):
            rows = slice(window.top_px, window.top_px + window.height_px)
            covered[rows, window.left_px : window.left_px + window.width_px] = True
        covered[keep.top_px : keep.top_px + keep.height_px, keep.left_px : keep.left_px + keep.width_px] = True

        assert covered.all()

    def test_obey_the_rule_and_lie_on_the_canvas(self, canvas: tuple[int, int], kept: tuple[int, int]) -> None:
        for window in plan_border_windows(size(canvas), centred(canvas, kept), RULE):
            assert window.width_px * window.height_px <= RULE.max_pixels
            assert window.width_px % RULE.step_px == window.height_px % RULE.step_px == 0
            assert min(window.width_px, window.height_px) >= 256
            assert window.left_px >= 0
            assert window.top_px >= 0
            assert window.left_px + window.width_px <= canvas[0]
            assert window.top_px + window.height_px <= canvas[1]

    def test_show_what_is_known_beside_what_is_new(self, canvas: tuple[int, int], kept: tuple[int, int]) -> None:
        shares: list[float] = []

        def fill(there: Picture, mask: Mask, _window: int, _windows: int) -> Picture:
            shares.append(float(mask.mean()))
            return there

        outpaint(gradient(kept), size(canvas), centred(canvas, kept), RULE, [1], fill)

        assert all(0 < share < 0.95 for share in shares)


@pytest.mark.parametrize(("canvas", "kept"), CASES[:5])
class TestOutpaint:
    def test_keeps_every_pixel_whatever_the_engine_does(self, canvas: tuple[int, int], kept: tuple[int, int]) -> None:
        picture, keep = gradient(kept), centred(canvas, kept)

        painted = outpaint(picture, size(canvas), keep, RULE, [1], lambda there, *_: np.zeros_like(there))

        rows = slice(keep.top_px, keep.top_px + keep.height_px)
        columns = slice(keep.left_px, keep.left_px + keep.width_px)
        assert painted.shape == (canvas[1], canvas[0], 3)
        assert np.array_equal(painted[rows, columns], picture)

    def test_takes_the_drift_of_colours_out(self, canvas: tuple[int, int], kept: tuple[int, int]) -> None:
        """An engine that would paint the truth, but warmer to one side and darker: what is new ends as the truth."""
        truth = gradient(canvas)
        keep = centred(canvas, kept)
        rows = slice(keep.top_px, keep.top_px + keep.height_px)
        columns = slice(keep.left_px, keep.left_px + keep.width_px)

        def fill(there: Picture, mask: Mask, _window: int, _windows: int) -> Picture:
            tint = np.array([0.06, -0.02, -0.08], np.float32)
            return np.where(mask[:, :, None], truth + tint, there)

        rule = WindowRule(step_px=16, max_pixels=4_000_000, overlap_px=32)
        painted = outpaint(truth[rows, columns], size(canvas), keep, rule, [1], fill)

        assert np.abs(painted - truth).max() < 0.004


def test_tells_each_window_which_one_it_is() -> None:
    told: list[tuple[int, int]] = []

    def fill(there: Picture, _mask: Mask, window: int, windows: int) -> Picture:
        told.append((window, windows))
        return there

    outpaint(gradient((1024, 1024)), size((2048, 1024)), centred((2048, 1024), (1024, 1024)), RULE, [1], fill)

    assert told == [(index, len(told)) for index in range(len(told))]
    assert len(told) > 1
