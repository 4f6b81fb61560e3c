"""Empty stages: the first pass of a job without a mask."""

from collections.abc import Callable

import numpy as np
import pytest

from packshot_container.contract import Size
from packshot_container.engines.engine import Engine
from packshot_container.engines.used_layout import used_layout
from packshot_container.picture import size_of
from tests_diffusion.conftest import ENGINES
from tests_diffusion.painting import (
    CANVASES,
    SQUARE,
    control_of,
    few,
    hash_of,
    make_job,
    paint,
    underpaint,
)

Load = Callable[[str], Engine]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("canvas", CANVASES)
class TestBackground:
    def test_paints_exactly_the_asked_canvas(self, loaded: Load, engine: str, canvas: tuple[int, int]) -> None:
        picture = paint(loaded(engine), make_job(engine, [canvas], settings=few(engine)))

        assert size_of(picture) == Size(width_px=canvas[0], height_px=canvas[1])
        assert picture.dtype == np.float32
        assert picture.min() >= 0
        assert picture.max() <= 1

    def test_gives_the_same_bytes_for_a_seed_and_others_for_another(
        self, loaded: Load, engine: str, canvas: tuple[int, int]
    ) -> None:
        first, again, other = (
            hash_of(paint(loaded(engine), make_job(engine, [canvas], seed, settings=few(engine)))) for seed in (7, 7, 8)
        )

        assert first == again
        assert first != other


@pytest.mark.parametrize("engine", ENGINES)
def test_paints_what_the_prompt_says(loaded: Load, engine: str) -> None:
    prompts = ("a table of oak in the sun", "wet slate at night")

    first, other = (
        hash_of(paint(loaded(engine), make_job(engine, [SQUARE], prompt=text, settings=few(engine))))
        for text in prompts
    )

    assert first != other


@pytest.mark.parametrize("engine", ["sdxl", "flux1-dev", "flux2-klein-4b"])
def test_starts_from_the_underpaint(loaded: Load, engine: str) -> None:
    job = make_job(engine, [SQUARE], settings=few(engine))

    pictures = [
        loaded(engine).paint(job.passes[0], underpaint(SQUARE) * share, job, control_of())
        for share in (np.float32(1), np.float32(0.5))
    ]

    assert used_layout(job, loaded(engine).facts) == ("reference" if engine == "flux2-klein-4b" else "init")
    assert hash_of(pictures[0]) != hash_of(pictures[1])


@pytest.mark.parametrize(
    ("engine", "settings"),
    [
        ("flux1-schnell", {"steps": 2}),
        ("flux1-fill-dev", {"steps": 2}),
        ("sdxl", {"steps": 2, "strength": 1}),
        ("flux1-dev", {"steps": 2, "strength": 1}),
    ],
)
def test_does_not_start_from_the_underpaint_where_the_facts_say_so(
    loaded: Load, engine: str, settings: dict[str, float]
) -> None:
    job = make_job(engine, [SQUARE], settings=settings)

    pictures = [
        loaded(engine).paint(job.passes[0], underpaint(SQUARE) * share, job, control_of())
        for share in (np.float32(1), np.float32(0.5))
    ]

    assert used_layout(job, loaded(engine).facts) == "none"
    assert hash_of(pictures[0]) == hash_of(pictures[1])


@pytest.mark.parametrize("engine", ["sdxl", "flux1-dev"])
def test_leaves_the_underpaint_further_the_higher_the_strength(loaded: Load, engine: str) -> None:
    strengths = (0.25, 0.5, 0.75, 1.0)
    pictures, runs = [], []

    for strength in strengths:
        control = control_of()
        pictures.append(
            paint(loaded(engine), make_job(engine, [SQUARE], settings={"steps": 8, "strength": strength}), control)
        )
        runs.append(control.steps)

    assert runs == [2, 4, 6, 8]
    assert len({hash_of(picture) for picture in pictures}) == len(strengths)
