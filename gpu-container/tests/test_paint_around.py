import numpy as np
import numpy.typing as npt
import pytest

from packshot_container.engines.fill_windows import OUTLINE_PX
from packshot_container.engines.paint_around import paint_around
from packshot_container.engines.plan_windows import WindowRule, plan_mask_windows
from packshot_container.picture import Mask, Picture

RULE = WindowRule(step_px=16, max_pixels=1024 * 1024, overlap_px=32)
CANVASES = [(512, 384), (1024, 1024), (2048, 1024), (1024, 2048), (1552, 1040), (2048, 2048), (4096, 1088)]


def around(canvas: tuple[int, int]) -> Mask:
    """All of a canvas but a product a third as wide and high, a little to the left of its middle."""
    width, height = canvas
    mask = np.ones((height, width), np.bool_)
    mask[height // 3 : height * 2 // 3, width // 4 : width // 4 + width // 3] = False
    return mask


def scene(canvas: tuple[int, int]) -> Picture:
    """A gradient with a dark product where the mask has its hole."""
    width, height = canvas
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = 0.5 + 0.2 * x / width - 0.1 * y / height
    light[~around(canvas)] = 0.2
    return np.stack([light, light * 0.95, light * 0.9], axis=2).astype(np.float32)


@pytest.mark.parametrize("canvas", CANVASES)
class TestWindows:
    def test_cover_all_that_is_painted_within_the_rule(self, canvas: tuple[int, int]) -> None:
        width, height = canvas
        covered: npt.NDArray[np.bool_] = np.zeros((height, width), np.bool_)

        for window in plan_mask_windows(around(canvas), RULE):
            assert window.width_px * window.height_px <= RULE.max_pixels
            assert window.width_px % RULE.step_px == window.height_px % RULE.step_px == 0
            assert 0 <= window.left_px <= width - window.width_px
            assert 0 <= window.top_px <= height - window.height_px
            rows = slice(window.top_px, window.top_px + window.height_px)
            covered[rows, window.left_px : window.left_px + window.width_px] = True

        assert covered[around(canvas)].all()

    def test_show_the_product_or_what_was_painted_before(self, canvas: tuple[int, int]) -> None:
        shares: list[float] = []

        def fill(there: Picture, mask: Mask, _window: int, _windows: int) -> Picture:
            shares.append(float(mask.mean()))
            return there

        paint_around(scene(canvas), around(canvas), RULE, fill)

        assert all(0 < share < 0.95 for share in shares)

    def test_keep_every_pixel_of_the_product_whatever_the_engine_does(self, canvas: tuple[int, int]) -> None:
        picture, mask = scene(canvas), around(canvas)

        painted = paint_around(picture, mask, RULE, lambda there, *_: np.zeros_like(there))

        assert np.array_equal(painted[~mask], picture[~mask])
        assert painted is not picture

    def test_take_the_drift_of_colours_out(self, canvas: tuple[int, int]) -> None:
        """An engine that paints the truth, but gives all of it back warmer and darker, the product too."""
        picture, mask = scene(canvas), around(canvas)

        def fill(there: Picture, _mask: Mask, window: int, _windows: int) -> Picture:
            return there + np.array([0.06, -0.02, -0.08], np.float32) * (1 + window % 2)

        painted = paint_around(picture, mask, RULE, fill)

        assert np.abs(painted - picture).max() < 0.004


def test_paints_into_the_product_only_so_far_that_all_that_is_masked_is_painted() -> None:
    mask = around((512, 384))
    asked: list[Mask] = []

    def fill(there: Picture, painted: Mask, _window: int, _windows: int) -> Picture:
        asked.append(painted.copy())
        return there

    paint_around(scene((512, 384)), mask, RULE, fill)

    rows, columns = np.nonzero(~asked[0])
    inner_rows, inner_columns = np.nonzero(~mask)
    assert (rows.min(), columns.min()) == (inner_rows.min() + OUTLINE_PX, inner_columns.min() + OUTLINE_PX)
    assert (rows.max(), columns.max()) == (inner_rows.max() - OUTLINE_PX, inner_columns.max() - OUTLINE_PX)


def test_does_not_tint_what_is_new_by_a_product_whose_rim_the_engine_paints_over() -> None:
    picture, mask = scene((512, 384)), around((512, 384))
    behind = np.float32(0.6)

    painted = paint_around(picture, mask, RULE, lambda there, asked, *_: np.where(asked[:, :, None], behind, there))

    assert np.abs(painted[mask] - behind).max() < 1e-6


def test_leaves_out_a_window_in_which_all_is_kept() -> None:
    mask = np.zeros((1024, 4096), np.bool_)
    mask[:, :600] = True
    told: list[tuple[int, int]] = []

    def fill(there: Picture, _mask: Mask, window: int, windows: int) -> Picture:
        told.append((window, windows))
        return there

    paint_around(scene((4096, 1024)), mask, RULE, fill)

    assert told == [(0, 1)]
