"""Jobs whose first pass keeps a photo: the engine goes on around it."""

from collections.abc import Callable

import numpy as np
import pytest

from packshot_container.contract import Size
from packshot_container.engines.engine import Engine
from packshot_container.errors import JobRefused
from packshot_container.picture import size_of
from tests_diffusion.conftest import ENGINES
from tests_diffusion.painting import (
    LANDSCAPE,
    PORTRAIT,
    SQUARE,
    control_of,
    hash_of,
    make_extend_job,
    paint,
    underpaint,
)

Load = Callable[[str], Engine]

PHOTOS = {LANDSCAPE: (231, 187), SQUARE: (201, 256), PORTRAIT: (256, 197)}
"""Of any size, as photos are, by the canvas that each is extended to."""
TWO_STEPS = {"steps": 2}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("canvas", PHOTOS)
class TestExtending:
    def test_paints_exactly_the_canvas_and_keeps_every_pixel_of_the_photo(
        self, loaded: Load, engine: str, canvas: tuple[int, int]
    ) -> None:
        photo = PHOTOS[canvas]

        picture = paint(loaded(engine), make_extend_job(engine, photo, [canvas], settings=TWO_STEPS))

        left, top = (canvas[0] - photo[0]) // 2, (canvas[1] - photo[1]) // 2
        assert size_of(picture) == Size(width_px=canvas[0], height_px=canvas[1])
        assert np.array_equal(picture[top : top + photo[1], left : left + photo[0]], underpaint(photo))

    def test_gives_the_same_bytes_for_a_seed_and_others_for_another(
        self, loaded: Load, engine: str, canvas: tuple[int, int]
    ) -> None:
        first, again, other = (
            hash_of(paint(loaded(engine), make_extend_job(engine, PHOTOS[canvas], [canvas], seed, settings=TWO_STEPS)))
            for seed in (7, 7, 8)
        )

        assert first == again
        assert first != other


@pytest.mark.parametrize("engine", ENGINES)
def test_goes_on_in_later_passes_each_around_the_one_before(loaded: Load, engine: str) -> None:
    job = make_extend_job(engine, PHOTOS[LANDSCAPE], [LANDSCAPE, (768, 256), (768, 512)], settings=TWO_STEPS)
    picture = underpaint(PHOTOS[LANDSCAPE])

    for paint_pass in job.passes:
        before, keep = picture, paint_pass.keep
        picture = loaded(engine).paint(paint_pass, before, job, control_of())
        assert keep is not None
        rows = slice(keep.top_px, keep.top_px + keep.height_px)
        assert np.array_equal(picture[rows, keep.left_px : keep.left_px + keep.width_px], before)

    assert size_of(picture) == Size(width_px=768, height_px=512)


@pytest.mark.parametrize("engine", ENGINES)
def test_fills_with_the_fewest_steps_that_it_takes(loaded: Load, engine: str) -> None:
    steps = loaded(engine).facts.steps
    assert steps is not None
    job = make_extend_job(engine, PHOTOS[SQUARE], [SQUARE], settings={"steps": int(steps.least)})
    control = control_of()

    picture = paint(loaded(engine), job, control)

    assert control.steps == 1
    assert size_of(picture) == job.passes[0].canvas


def test_fills_with_two_steps_of_each_scheduler_of_sdxl(loaded: Load) -> None:
    for scheduler in loaded("sdxl").facts.schedulers:
        job = make_extend_job("sdxl", PHOTOS[SQUARE], [SQUARE], settings=TWO_STEPS | {"scheduler": scheduler})
        control = control_of()

        picture = paint(loaded("sdxl"), job, control)

        assert control.steps >= 1
        assert size_of(picture) == job.passes[0].canvas


@pytest.mark.parametrize("engine", ENGINES)
def test_refuses_a_strength_by_name(loaded: Load, engine: str) -> None:
    job = make_extend_job(engine, PHOTOS[SQUARE], [SQUARE], settings={"steps": 4, "strength": 0.5})

    with pytest.raises(JobRefused, match=r"settings\.strength"):
        paint(loaded(engine), job)


def test_extends_a_photo_to_a_canvas_of_several_windows(loaded: Load) -> None:
    photo, canvas = (1001, 803), (1600, 1200)
    job = make_extend_job("flux1-schnell", photo, [canvas], settings={"steps": 1})
    control = control_of()

    picture = paint(loaded("flux1-schnell"), job, control)

    assert control.steps > 1
    assert size_of(picture) == job.passes[0].canvas
    assert np.array_equal(picture[198:1001, 299:1300], underpaint(photo))
