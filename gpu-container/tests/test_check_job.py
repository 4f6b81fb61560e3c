from typing import Any

import pytest

from packshot_container.check_job import check_job
from packshot_container.contract import PaintJob
from packshot_container.engines.engine import EngineFacts
from packshot_container.engines.registry import ENGINES
from packshot_container.errors import JobRefused, PermanentError, SizeMismatch

FACTS = {facts.name: facts for facts in ENGINES}
DIFFUSION = [facts for facts in ENGINES if facts.is_prompted]
SHA256 = "0" * 64
Sides = tuple[int, int]


def stored(sides: Sides) -> dict[str, Any]:
    return {"key": "p.png", "sha256": SHA256, "widthPx": sides[0], "heightPx": sides[1]}


def box(sides: Sides, left: int = 0, top: int = 0) -> dict[str, int]:
    return {"leftPx": left, "topPx": top, "widthPx": sides[0], "heightPx": sides[1]}


def job(engine: str, *, underpaint: Sides, canvas: Sides, keep: dict[str, int] | None = None, **more: Any) -> PaintJob:  # noqa: ANN401
    first = {
        "name": "hero",
        "canvas": {"widthPx": canvas[0], "heightPx": canvas[1]},
        "rect": {"left": -1, "bottom": -0.5, "width": 2, "height": 2},
        "keep": keep,
    }
    body = {
        "v": 1,
        "plateId": "0" * 32,
        "attempt": 1,
        "engine": engine,
        "prompt": "oak",
        "seed": 1,
        "bucket": "work",
        "underpaint": stored(underpaint),
        "passes": [first],
        "outputPrefix": "plates/acme/0/",
    }
    return PaintJob.model_validate(body | more, by_alias=True, by_name=False)


@pytest.mark.parametrize("facts", DIFFUSION, ids=lambda facts: facts.name)
class TestEachDiffusionEngine:
    def test_takes_a_mask_as_large_as_the_first_canvas(self, facts: EngineFacts) -> None:
        check_job(job(facts.name, underpaint=(512, 384), canvas=(512, 384), mask=stored((512, 384))), facts)

    def test_takes_a_photo_of_any_size_that_the_first_canvas_goes_on_around(self, facts: EngineFacts) -> None:
        check_job(job(facts.name, underpaint=(301, 199), canvas=(512, 384), keep=box((301, 199), 100, 97)), facts)

    @pytest.mark.parametrize(
        ("underpaint", "more", "kind", "says"),
        [
            ((512, 384), {"mask": stored((384, 512))}, SizeMismatch, "mask of 512x384"),
            ((500, 384), {"mask": stored((512, 384))}, SizeMismatch, "underpaint of 512x384"),
            ((301, 199), {}, SizeMismatch, "underpaint of 512x384"),
            ((301, 199), {"keep": box((300, 199))}, SizeMismatch, r"301x199 px for passes\.0\.keep"),
            ((301, 199), {"keep": box((301, 199), 212)}, JobRefused, r"passes\.0\.keep inside"),
            ((301, 199), {"keep": box((301, 199), -1)}, JobRefused, r"passes\.0\.keep inside"),
            ((200, 199), {"keep": box((200, 199))}, JobRefused, r"2 times the sides of 200x199 px for passes\.0"),
            ((301, 199), {"keep": box((301, 199)), "mask": stored((512, 384))}, JobRefused, "got both"),
        ],
    )
    def test_refuses_by_name_what_does_not_fit_together(
        self, facts: EngineFacts, underpaint: Sides, more: dict[str, Any], kind: type[PermanentError], says: str
    ) -> None:
        with pytest.raises(kind, match=says):
            check_job(job(facts.name, underpaint=underpaint, canvas=(512, 384), **more), facts)


@pytest.mark.parametrize(
    ("underpaint", "more", "says"),
    [
        ((512, 384), {"mask": stored((512, 384))}, "no mask, because studio"),
        ((301, 199), {"keep": box((301, 199))}, r"passes\.0\.keep, because studio"),
    ],
)
def test_refuses_by_name_what_studio_cannot_do(underpaint: Sides, more: dict[str, Any], says: str) -> None:
    with pytest.raises(JobRefused, match=says):
        check_job(job("studio", underpaint=underpaint, canvas=(512, 384), **more), FACTS["studio"])


@pytest.mark.parametrize(
    ("engine", "strength", "steps", "is_honoured"),
    [
        ("sdxl", 0.5, 4, True),
        ("flux1-dev", 0.5, 4, True),
        ("flux1-schnell", 0.5, 4, True),
        ("flux2-klein-4b", 0.25, 4, True),
        ("flux2-klein-4b", 0.8, 4, False),
        ("flux1-schnell", 0.1, 4, False),
        ("flux1-fill-dev", 0.5, 4, False),
    ],
)
def test_takes_a_strength_in_context_where_an_engine_honours_it_there(
    engine: str, strength: float, steps: int, is_honoured: bool
) -> None:
    settings = {"strength": strength, "steps": steps}
    asked = job(engine, underpaint=(512, 384), canvas=(512, 384), mask=stored((512, 384)), settings=settings)

    if is_honoured:
        check_job(asked, FACTS[engine])
    else:
        with pytest.raises(JobRefused, match=r"settings\.strength"):
            check_job(asked, FACTS[engine])


@pytest.mark.parametrize(
    ("engine", "settings", "is_honoured"),
    [
        ("sdxl", {"steps": 2}, True),
        ("sdxl", {"strength": 0.3}, False),
        ("flux1-dev", {"steps": 4}, True),
        ("flux1-dev", {"steps": 4, "strength": 1}, False),
    ],
)
def test_takes_steps_but_no_strength_around_a_photo(engine: str, settings: dict[str, float], is_honoured: bool) -> None:
    photo = box((301, 199), 100, 97)
    asked = job(engine, underpaint=(301, 199), canvas=(512, 384), keep=photo, settings=settings)

    if is_honoured:
        check_job(asked, FACTS[engine])
    else:
        with pytest.raises(JobRefused, match=r"no settings\.strength"):
            check_job(asked, FACTS[engine])
