from typing import Any

import pytest

from packshot_container.check_job import check_job
from packshot_container.contract import PaintJob
from packshot_container.engines.engine import Mode
from packshot_container.engines.registry import ENGINES
from packshot_container.engines.used_layout import used_layout
from packshot_container.job_mode import mode_of

FACTS = {facts.name: facts for facts in ENGINES}
CANVAS = {"widthPx": 512, "heightPx": 384}
PHOTO = {"widthPx": 300, "heightPx": 200}
NO_SETTINGS: dict[str, float] = {}

PAINTED: list[tuple[str, Mode, dict[str, float], str]] = [
    ("studio", "stage", NO_SETTINGS, "init"),
    ("sdxl", "stage", NO_SETTINGS, "init"),
    ("sdxl", "stage", {"strength": 0.99}, "init"),
    ("sdxl", "stage", {"strength": 1}, "none"),
    ("sdxl", "in-context", NO_SETTINGS, "init"),
    ("sdxl", "in-context", {"strength": 0.98}, "init"),
    ("sdxl", "in-context", {"strength": 0.99}, "none"),
    ("sdxl", "extend", NO_SETTINGS, "none"),
    ("flux1-dev", "stage", NO_SETTINGS, "init"),
    ("flux1-dev", "stage", {"strength": 1}, "none"),
    ("flux1-dev", "in-context", NO_SETTINGS, "init"),
    ("flux1-dev", "in-context", {"strength": 1}, "none"),
    ("flux1-dev", "extend", {"steps": 4}, "none"),
    ("flux1-schnell", "stage", NO_SETTINGS, "none"),
    ("flux1-schnell", "in-context", NO_SETTINGS, "none"),
    ("flux1-schnell", "in-context", {"strength": 0.75}, "init"),
    ("flux1-schnell", "extend", NO_SETTINGS, "none"),
    ("flux1-fill-dev", "stage", NO_SETTINGS, "none"),
    ("flux1-fill-dev", "in-context", NO_SETTINGS, "none"),
    ("flux1-fill-dev", "extend", NO_SETTINGS, "none"),
    ("flux2-klein-4b", "stage", NO_SETTINGS, "reference"),
    ("flux2-klein-4b", "in-context", NO_SETTINGS, "reference"),
    ("flux2-klein-4b", "in-context", {"strength": 0.5}, "init"),
    ("flux2-klein-4b", "extend", NO_SETTINGS, "none"),
]


def make_job(engine: str, mode: Mode, settings: dict[str, float]) -> PaintJob:
    stored: dict[str, Any] = {"key": "p.png", "sha256": "0" * 64} | (PHOTO if mode == "extend" else CANVAS)
    keep = {"leftPx": 100, "topPx": 90} | PHOTO if mode == "extend" else None
    rect = {"left": -1, "bottom": -0.5, "width": 2, "height": 2}
    wide_keep = {"leftPx": 128, "topPx": 0} | CANVAS
    body = {
        "v": 1,
        "plateId": "0" * 32,
        "attempt": 1,
        "engine": engine,
        "prompt": "oak",
        "seed": 1,
        "bucket": "work",
        "underpaint": stored,
        "settings": settings,
        # What later passes keep changes nothing.
        "passes": [
            {"name": "hero", "canvas": CANVAS, "rect": rect, "keep": keep},
            {"name": "wide", "canvas": {"widthPx": 768, "heightPx": 384}, "rect": rect, "keep": wide_keep},
        ],
        "outputPrefix": "plates/acme/0/",
    }
    mask = {"mask": stored} if mode == "in-context" else {}
    return PaintJob.model_validate(body | mask, by_alias=True, by_name=False)


def test_is_told_every_mode_of_every_engine() -> None:
    told = {(engine, mode) for engine, mode, _, _ in PAINTED}

    assert told == {(facts.name, mode) for facts in ENGINES for mode in facts.modes}


@pytest.mark.parametrize(("engine", "mode", "settings", "layout"), PAINTED)
def test_says_what_the_underpaint_was_to_the_engine(
    engine: str, mode: Mode, settings: dict[str, float], layout: str
) -> None:
    job = make_job(engine, mode, settings)

    check_job(job, FACTS[engine])

    assert mode_of(job) == mode
    assert used_layout(job, FACTS[engine]) == layout
