from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from packshot_container.contract import Size
from packshot_container.engines.engine import Engine
from packshot_container.errors import JobRefused, OutOfMemory, PaintInterrupted
from packshot_container.picture import size_of
from tests_diffusion.conftest import ENGINES
from tests_diffusion.painting import (
    CANVASES,
    LANDSCAPE,
    PORTRAIT,
    SQUARE,
    control_of,
    hash_of,
    make_job,
    paint,
    underpaint,
)

Load = Callable[[str], Engine]

OUTPAINTED = {LANDSCAPE: (768, 256), SQUARE: (512, 256), PORTRAIT: (256, 768)}
TOO_LARGE_BYTES = 20_000_000
"""Between what decoding a picture of 1024 px at once takes and what its tiles take."""
LESS_THAN_A_PICTURE_BYTES = 900_000
"""Enough for a picture of 256 px, and too little to decode it."""


def few(engine: str) -> dict[str, float]:
    """Two steps, or one of two where the underpaint is what is started from."""
    return {"steps": 2, "strength": 0.5} if engine in ("sdxl", "flux1-dev") else {"steps": 2}


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

    assert hash_of(pictures[0]) != hash_of(pictures[1])


@pytest.mark.parametrize("name", ["flux1-schnell", "flux1-fill-dev"])
def test_does_not_show_the_underpaint_where_the_table_says_so(loaded: Load, name: str) -> None:
    job = make_job(name, [SQUARE], settings=few(name))
    engine = loaded(name)

    pictures = [
        engine.paint(job.passes[0], underpaint(SQUARE) * share, job, control_of())
        for share in (np.float32(1), np.float32(0.5))
    ]

    assert engine.facts.layout == "none"
    assert hash_of(pictures[0]) == hash_of(pictures[1])


@pytest.mark.parametrize(
    ("engine", "settings", "field"),
    [
        ("flux1-schnell", {"guidance": 3.5}, "settings.guidance"),
        ("flux1-schnell", {"negativePrompt": "people"}, "settings.negativePrompt"),
        ("flux1-schnell", {"scheduler": "DDIM"}, "settings.scheduler"),
        ("flux1-schnell", {"strength": 0.5}, "settings.strength"),
        ("flux1-schnell", {"steps": 20}, "settings.steps"),
        ("flux2-klein-4b", {"guidance": 4}, "settings.guidance"),
        ("flux2-klein-4b", {"negativePrompt": "people"}, "settings.negativePrompt"),
        ("flux2-klein-4b", {"scheduler": "DDIM"}, "settings.scheduler"),
        ("flux2-klein-4b", {"strength": 0.5}, "settings.strength"),
        ("flux2-klein-4b", {"steps": 20}, "settings.steps"),
        ("flux1-dev", {"negativePrompt": "people"}, "settings.negativePrompt"),
        ("flux1-dev", {"scheduler": "DDIM"}, "settings.scheduler"),
        ("flux1-dev", {"steps": 4}, "settings.strength"),
        ("flux1-dev", {"strength": 0.98}, "settings.strength"),
        ("flux1-dev", {"guidance": 30}, "settings.guidance"),
        ("flux1-fill-dev", {"negativePrompt": "people"}, "settings.negativePrompt"),
        ("flux1-fill-dev", {"scheduler": "DDIM"}, "settings.scheduler"),
        ("flux1-fill-dev", {"strength": 0.5}, "settings.strength"),
        ("sdxl", {"guidance": 40}, "settings.guidance"),
        ("sdxl", {"scheduler": "LMS"}, "settings.scheduler"),
        ("sdxl", {"steps": 200}, "settings.steps"),
        ("sdxl", {"steps": 1, "strength": 0.5}, "settings.strength"),
        ("sdxl", {"guidance": 1, "negativePrompt": "people"}, "settings.negativePrompt"),
        ("sdxl", {"negativePrompt": "people " * 40}, "settings.negativePrompt"),
    ],
)
def test_refuses_by_name_what_it_cannot_honour(loaded: Load, engine: str, settings: dict[str, Any], field: str) -> None:
    with pytest.raises(JobRefused, match=field):
        paint(loaded(engine), make_job(engine, [SQUARE], settings=settings))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("sizes", "more", "field"),
    [
        ([(250, 256)], {}, "passes.0.canvas"),
        ([(128, 256)], {}, "passes.0.canvas"),
        ([(4096, 4096)], {}, "passes.0.canvas"),
        ([SQUARE, (500, 256)], {}, "passes.1.canvas"),
        ([SQUARE, (1024, 256)], {}, "passes.1.canvas"),
        ([SQUARE], {"prompt": None}, "prompt"),
        ([SQUARE], {"prompt": "  "}, "prompt"),
        ([SQUARE], {"prompt": "oak " * 600}, "prompt"),
    ],
)
def test_refuses_what_it_would_have_to_round_or_cut(
    loaded: Load, engine: str, sizes: list[tuple[int, int]], more: dict[str, Any], field: str
) -> None:
    with pytest.raises(JobRefused, match=field):
        paint(loaded(engine), make_job(engine, sizes, **more))


def test_paints_another_picture_with_each_of_six_schedulers(loaded: Load) -> None:
    engine = loaded("sdxl")
    pictures: dict[str, str] = {}
    runs: dict[str, int] = {}

    for scheduler in engine.facts.schedulers:
        control = control_of()
        job = make_job("sdxl", [SQUARE], settings={"steps": 6, "scheduler": scheduler, "strength": 1})
        pictures[scheduler] = hash_of(paint(engine, job, control))
        runs[scheduler] = control.steps
        assert hash_of(paint(engine, job)) == pictures[scheduler]

    assert len(set(pictures.values())) == 6
    # Heun looks ahead, and so runs the network twice for all steps but the last.
    assert runs == {
        "DPMSolverMultistep": 6,
        "DDIM": 6,
        "HeunDiscrete": 11,
        "K_EULER": 6,
        "K_EULER_ANCESTRAL": 6,
        "PNDM": 7,
    }


@pytest.mark.parametrize("scheduler", ["HeunDiscrete", "PNDM", "DDIM"])
def test_outpaints_with_each_kind_of_scheduler(loaded: Load, scheduler: str) -> None:
    job = make_job("sdxl", [SQUARE, (512, 256)], settings={"steps": 4, "scheduler": scheduler})

    assert size_of(paint(loaded("sdxl"), job)) == job.passes[1].canvas


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


@pytest.mark.parametrize(
    "settings", [{"guidance": 3}, {"guidance": 1}, {"negativePrompt": "people, text"}, {"steps": 3}]
)
def test_honours_each_setting_of_sdxl(loaded: Load, settings: dict[str, Any]) -> None:
    plain = {"steps": 2, "strength": 1}

    usual = hash_of(paint(loaded("sdxl"), make_job("sdxl", [SQUARE], settings=plain)))
    asked = hash_of(paint(loaded("sdxl"), make_job("sdxl", [SQUARE], settings={**plain, **settings})))

    assert usual != asked


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
def test_reads_the_prompt_once_for_all_canvases(loaded: Load, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    running = loaded(engine)
    pipeline = next(getattr(running, name) for name in ("_text", "_edit", "_fill") if hasattr(running, name))
    encode = pipeline.encode_prompt
    read: list[tuple[object, ...]] = []

    def noted(*words: object, **more: object) -> object:
        read.append(words)
        return encode(*words, **more)

    monkeypatch.setattr(pipeline, "encode_prompt", noted)
    prompt = "a prompt of this test alone"

    paint(running, make_job(engine, [SQUARE, (512, 256)], prompt=prompt, settings=few(engine)))

    assert sum(words[:1] == (prompt,) for words in read) == 1


class SmallMemory(TorchDispatchMode):  # type: ignore[misc]
    """An allocator without room for a tensor of so many bytes."""

    def __init__(self, most_bytes: int) -> None:
        super().__init__()
        self.most_bytes = most_bytes
        self.failures = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:  # noqa: ANN401
        result = func(*args, **(kwargs or {}))
        if isinstance(result, torch.Tensor) and result.nbytes > self.most_bytes:
            self.failures += 1
            raise torch.OutOfMemoryError("simulated")
        return result


@contextmanager
def memory_for(most_bytes: int) -> Iterator[SmallMemory]:
    with SmallMemory(most_bytes) as memory:
        yield memory


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


@pytest.mark.parametrize("engine", ["flux1-dev", "flux1-fill-dev"])
def test_follows_the_prompt_as_closely_as_asked(loaded: Load, engine: str) -> None:
    pictures = [
        hash_of(paint(loaded(engine), make_job(engine, [SQUARE], settings=few(engine) | {"guidance": guidance})))
        for guidance in (2, 9)
    ]

    assert pictures[0] != pictures[1]
