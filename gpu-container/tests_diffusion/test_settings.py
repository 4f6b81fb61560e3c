"""What a job asks for beside its canvases: honoured, or refused by name."""

from collections.abc import Callable
from typing import Any

import pytest

from packshot_container.engines.engine import Engine
from packshot_container.errors import JobRefused
from tests_diffusion.conftest import ENGINES
from tests_diffusion.painting import (
    SQUARE,
    control_of,
    few,
    hash_of,
    make_job,
    paint,
)

Load = Callable[[str], Engine]


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
        ("sdxl", {"steps": 1}, "settings.steps"),
        ("sdxl", {"steps": 2, "strength": 0.4}, "settings.strength"),
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


@pytest.mark.parametrize(
    "settings", [{"guidance": 3}, {"guidance": 1}, {"negativePrompt": "people, text"}, {"steps": 3}]
)
def test_honours_each_setting_of_sdxl(loaded: Load, settings: dict[str, Any]) -> None:
    plain = {"steps": 2, "strength": 1}

    usual = hash_of(paint(loaded("sdxl"), make_job("sdxl", [SQUARE], settings=plain)))
    asked = hash_of(paint(loaded("sdxl"), make_job("sdxl", [SQUARE], settings={**plain, **settings})))

    assert usual != asked


@pytest.mark.parametrize("engine", ["flux1-dev", "flux1-fill-dev"])
def test_follows_the_prompt_as_closely_as_asked(loaded: Load, engine: str) -> None:
    pictures = [
        hash_of(paint(loaded(engine), make_job(engine, [SQUARE], settings=few(engine) | {"guidance": guidance})))
        for guidance in (2, 9)
    ]

    assert pictures[0] != pictures[1]


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
