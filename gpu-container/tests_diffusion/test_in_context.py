"""Jobs with a mask: the engine sees the product and paints what surrounds it."""

from collections.abc import Callable

import numpy as np
import pytest

from packshot_container.contract import Size
from packshot_container.engines.engine import Engine
from packshot_container.engines.used_layout import used_layout
from packshot_container.errors import JobRefused, OutOfMemory, PaintInterrupted
from packshot_container.picture import size_of
from tests_diffusion.conftest import ENGINES
from tests_diffusion.memory import LESS_THAN_A_PICTURE_BYTES, memory_for
from tests_diffusion.painting import (
    CANVASES,
    LANDSCAPE,
    SQUARE,
    around_product,
    control_of,
    few,
    hash_of,
    layout_agreement,
    make_in_context_job,
    paint,
    underpaint,
    with_product,
)

Load = Callable[[str], Engine]

WITH_STRENGTH = ("sdxl", "flux1-schnell", "flux1-dev", "flux2-klein-4b")
LEVEL = 1 / 255


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("canvas", CANVASES)
class TestInContext:
    def test_paints_exactly_the_canvas_and_keeps_every_pixel_of_the_product(
        self, loaded: Load, engine: str, canvas: tuple[int, int]
    ) -> None:
        picture = paint(loaded(engine), make_in_context_job(engine, [canvas], settings=few(engine)))

        kept = ~around_product(canvas)
        assert size_of(picture) == Size(width_px=canvas[0], height_px=canvas[1])
        assert np.array_equal(picture[kept], with_product(canvas)[kept])
        assert (np.abs(picture - with_product(canvas)).max(2)[~kept] > LEVEL).mean() > 0.5

    def test_gives_the_same_bytes_for_a_seed_and_others_for_another_seed_or_prompt(
        self, loaded: Load, engine: str, canvas: tuple[int, int]
    ) -> None:
        first, again, other, worded = (
            hash_of(
                paint(
                    loaded(engine),
                    make_in_context_job(engine, [canvas], seed, settings=few(engine), prompt=prompt),
                )
            )
            for seed, prompt in ((7, "oak"), (7, "oak"), (8, "oak"), (7, "wet slate"))
        )

        assert first == again
        assert len({first, other, worded}) == 3


@pytest.mark.parametrize("engine", ENGINES)
def test_shows_the_engine_the_product(loaded: Load, engine: str) -> None:
    job = make_in_context_job(engine, [SQUARE], settings=few(engine))
    mask = around_product(SQUARE)

    red, grey = (
        loaded(engine).paint(job.passes[0], picture, job, control_of(), mask)[mask]
        for picture in (with_product(SQUARE), underpaint(SQUARE))
    )

    assert hash_of(red[None]) != hash_of(grey[None])


@pytest.mark.parametrize("engine", ENGINES)
def test_outpaints_what_it_painted_around_the_product(loaded: Load, engine: str) -> None:
    job = make_in_context_job(engine, [SQUARE, (512, 256)], settings=few(engine))
    control = control_of()

    hero = loaded(engine).paint(job.passes[0], with_product(SQUARE), job, control, around_product(SQUARE))
    wide = loaded(engine).paint(job.passes[1], hero, job, control)

    assert np.array_equal(wide[:, 128:384], hero)


def test_paints_around_the_product_in_windows_where_the_canvas_is_large(loaded: Load) -> None:
    canvas = (1536, 1024)
    control = control_of()

    picture = paint(
        loaded("flux2-klein-4b"), make_in_context_job("flux2-klein-4b", [canvas], settings={"steps": 1}), control
    )

    kept = ~around_product(canvas)
    assert control.steps == 2
    assert np.array_equal(picture[kept], with_product(canvas)[kept])


@pytest.mark.parametrize("engine", WITH_STRENGTH)
def test_leaves_the_underpaint_further_the_higher_the_strength(loaded: Load, engine: str) -> None:
    mask, distances, runs = around_product(SQUARE), [], []
    bounds = loaded(engine).facts.in_context_strength
    assert bounds is not None

    for strength in (0.25, 0.5, bounds.most):
        control = control_of()
        job = make_in_context_job(engine, [SQUARE], settings={"steps": 4, "strength": strength})
        difference = paint(loaded(engine), job, control) - with_product(SQUARE)
        distances.append(float(np.abs(difference[mask]).mean()))
        runs.append(control.steps)

    assert distances == sorted(distances)
    # The nine-channel model of sdxl runs a little below 1.
    assert runs == [1, 2, 3 if engine == "sdxl" else 4]


@pytest.mark.parametrize("engine", ["sdxl", "flux1-schnell", "flux1-dev"])
def test_keeps_the_layout_of_the_underpaint_at_a_low_strength(loaded: Load, engine: str) -> None:
    strength = {"steps": 4, "strength": 0.25}

    painted = paint(loaded(engine), make_in_context_job(engine, [LANDSCAPE], settings=strength))

    assert layout_agreement(painted, with_product(LANDSCAPE)) >= 0.9
    # And its colours: what the engine makes of the product tints nothing.
    mask = around_product(LANDSCAPE)
    assert np.abs(painted[mask].mean(0) - with_product(LANDSCAPE)[mask].mean(0)).max() < 0.1


@pytest.mark.parametrize(
    ("engine", "settings", "layout"),
    [
        ("flux1-fill-dev", {"steps": 4}, "none"),
        ("flux1-schnell", {"steps": 4}, "none"),
        ("flux1-dev", {"steps": 4, "strength": 1}, "none"),
        ("flux1-schnell", {"steps": 4, "strength": 0.75}, "init"),
        ("flux1-dev", {"steps": 4, "strength": 0.75}, "init"),
        ("sdxl", {"steps": 4, "strength": 0.75}, "init"),
        ("flux2-klein-4b", {"steps": 4, "strength": 0.75}, "init"),
    ],
)
def test_starts_from_the_underpaint_where_the_facts_say_so(
    loaded: Load, engine: str, settings: dict[str, float], layout: str
) -> None:
    job = make_in_context_job(engine, [SQUARE], settings=settings)
    mask, product = around_product(SQUARE), with_product(SQUARE)
    darker = np.where(mask[:, :, None], product * np.float32(0.5), product)

    bright, dark = (
        loaded(engine).paint(job.passes[0], picture, job, control_of(), mask)[mask] for picture in (product, darker)
    )

    difference = float(np.abs(bright - dark).mean())
    assert used_layout(job, loaded(engine).facts) == layout
    # Not none at all: latents of the product's outline hold some of what lies beside it.
    assert difference < LEVEL / 10 if layout == "none" else difference > LEVEL


def test_refuses_a_strength_where_the_engine_never_sees_what_is_masked(loaded: Load) -> None:
    job = make_in_context_job("flux1-fill-dev", [SQUARE], settings={"steps": 4, "strength": 0.5})

    with pytest.raises(JobRefused, match=r"settings\.strength"):
        paint(loaded("flux1-fill-dev"), job)


@pytest.mark.parametrize("engine", ENGINES)
def test_stops_in_the_middle_and_paints_the_same_afterwards(loaded: Load, engine: str) -> None:
    job = make_in_context_job(engine, [LANDSCAPE], settings=few(engine) | {"steps": 4})
    before = hash_of(paint(loaded(engine), job))
    control = control_of(stop_after=1)

    with pytest.raises(PaintInterrupted):
        paint(loaded(engine), job, control)

    assert control.steps == 1
    assert hash_of(paint(loaded(engine), job)) == before


@pytest.mark.parametrize("engine", ENGINES)
def test_leaves_a_job_that_does_not_fit_to_later(loaded: Load, engine: str) -> None:
    job = make_in_context_job(engine, [SQUARE], settings=few(engine))
    before = hash_of(paint(loaded(engine), job))

    with memory_for(LESS_THAN_A_PICTURE_BYTES) as memory, pytest.raises(OutOfMemory) as caught:
        loaded(engine).paint(job.passes[0], with_product(SQUARE), job, control_of(), around_product(SQUARE))

    assert memory.failures == 2
    assert caught.value.is_retryable
    assert hash_of(paint(loaded(engine), job)) == before
