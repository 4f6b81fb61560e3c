"""What happens in the middle of a job: it is told to stop, or memory runs short."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from packshot_container.engines.engine import Engine
from packshot_container.errors import OutOfMemory, PaintInterrupted
from packshot_container.picture import size_of
from tests_diffusion.conftest import ENGINES
from tests_diffusion.memory import LESS_THAN_A_PICTURE_BYTES, memory_for
from tests_diffusion.painting import (
    SQUARE,
    control_of,
    few,
    hash_of,
    make_job,
    paint,
    underpaint,
)

Load = Callable[[str], Engine]

TOO_LARGE_BYTES = 20_000_000
"""Between what decoding a picture of 1024 px at once takes and what its tiles take."""


@pytest.mark.parametrize("engine", ENGINES)
def test_stops_in_the_middle_and_paints_the_same_afterwards(loaded: Load, engine: str) -> None:
    job = make_job(engine, [SQUARE, (512, 256)], settings=few(engine) | {"steps": 4})
    before = hash_of(paint(loaded(engine), job))
    control = control_of(stop_after=2)

    with pytest.raises(PaintInterrupted):
        paint(loaded(engine), job, control)

    assert control.steps == 2
    assert hash_of(paint(loaded(engine), job)) == before


@pytest.mark.parametrize("engine", ENGINES)
def test_says_how_far_it_is_and_never_goes_back(loaded: Load, engine: str) -> None:
    shares: list[float] = []
    control = control_of()
    step = control.step

    def noted(done_share: float) -> None:
        shares.append(done_share)
        step(done_share)

    control.step = noted  # type: ignore[method-assign]
    job = make_job(engine, [SQUARE], settings=few(engine) | {"steps": 4})

    paint(loaded(engine), job, control)

    assert shares[0] == 0
    assert shares[-1] == 1
    assert all(earlier < later for earlier, later in pairwise(shares))


@pytest.mark.parametrize("engine", ENGINES)
def test_decodes_in_tiles_where_memory_is_short(loaded: Load, engine: str) -> None:
    # Guided, the network alone would take more than decoding at once.
    settings = few(engine) | ({"guidance": 1} if engine == "sdxl" else {})
    job = make_job(engine, [(1280, 1024)], settings=settings)

    with memory_for(TOO_LARGE_BYTES) as memory:
        picture = paint(loaded(engine), job)

    assert memory.failures == 1
    assert size_of(picture) == job.passes[0].canvas


@pytest.mark.parametrize("engine", ENGINES)
def test_leaves_a_job_that_does_not_fit_to_later(loaded: Load, engine: str) -> None:
    job = make_job(engine, [SQUARE], settings=few(engine))
    before = hash_of(paint(loaded(engine), job))

    with memory_for(LESS_THAN_A_PICTURE_BYTES) as memory, pytest.raises(OutOfMemory) as caught:
        loaded(engine).paint(job.passes[0], underpaint(SQUARE), job, control_of())

    assert memory.failures == 2
    assert caught.value.is_retryable
    assert hash_of(paint(loaded(engine), job)) == before
