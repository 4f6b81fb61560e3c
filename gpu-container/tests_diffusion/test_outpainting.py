"""Later passes: each goes on around the picture of the one before."""

from collections.abc import Callable

import numpy as np
import pytest

from packshot_container.contract import Size
from packshot_container.engines.engine import Engine
from packshot_container.picture import size_of
from tests_diffusion.conftest import ENGINES
from tests_diffusion.painting import (
    CANVASES,
    LANDSCAPE,
    PORTRAIT,
    SQUARE,
    control_of,
    few,
    hash_of,
    make_job,
    paint,
    underpaint,
)

Load = Callable[[str], Engine]

OUTPAINTED = {LANDSCAPE: (768, 256), SQUARE: (512, 256), PORTRAIT: (256, 768)}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("canvas", CANVASES)
class TestOutpainting:
    def test_keeps_every_pixel_of_the_pass_before(self, loaded: Load, engine: str, canvas: tuple[int, int]) -> None:
        larger = OUTPAINTED[canvas]
        job = make_job(engine, [canvas, larger], settings=few(engine))

        hero = loaded(engine).paint(job.passes[0], underpaint(canvas), job, control_of())
        wide = loaded(engine).paint(job.passes[1], hero, job, control_of())

        left, top = (larger[0] - canvas[0]) // 2, (larger[1] - canvas[1]) // 2
        assert size_of(wide) == job.passes[1].canvas
        assert np.array_equal(wide[top : top + canvas[1], left : left + canvas[0]], hero)

    def test_gives_the_same_bytes_for_a_seed_and_others_for_another(
        self, loaded: Load, engine: str, canvas: tuple[int, int]
    ) -> None:
        sizes = [canvas, OUTPAINTED[canvas]]

        first, again, other = (
            hash_of(paint(loaded(engine), make_job(engine, sizes, seed, settings=few(engine)))) for seed in (7, 7, 8)
        )

        assert first == again
        assert first != other


@pytest.mark.parametrize("engine", ENGINES)
def test_paints_hero_wide_and_tall_each_around_the_one_before(loaded: Load, engine: str) -> None:
    job = make_job(engine, [SQUARE, (512, 256), (512, 512)], settings=few(engine))
    picture = underpaint(SQUARE)

    for paint_pass in job.passes:
        before, keep = picture, paint_pass.keep
        picture = loaded(engine).paint(paint_pass, before, job, control_of())
        if keep is not None:
            rows = slice(keep.top_px, keep.top_px + keep.height_px)
            assert np.array_equal(picture[rows, keep.left_px : keep.left_px + keep.width_px], before)

    assert size_of(picture) == Size(width_px=512, height_px=512)


@pytest.mark.parametrize("engine", ENGINES)
def test_paints_a_canvas_of_several_windows(loaded: Load, engine: str) -> None:
    job = make_job(engine, [(1024, 1024), (2048, 1024)], settings=few(engine))

    picture = paint(loaded(engine), job)

    assert size_of(picture) == job.passes[1].canvas


@pytest.mark.parametrize("scheduler", ["HeunDiscrete", "PNDM", "DDIM"])
def test_outpaints_with_each_kind_of_scheduler(loaded: Load, scheduler: str) -> None:
    job = make_job("sdxl", [SQUARE, (512, 256)], settings={"steps": 4, "scheduler": scheduler})

    assert size_of(paint(loaded("sdxl"), job)) == job.passes[1].canvas
