from typing import Any

import pytest

from packshot_container.check_settings import check_settings
from packshot_container.contract import PaintSettings
from packshot_container.engines.engine import EngineFacts, Mode
from packshot_container.engines.registry import ENGINES
from packshot_container.errors import JobRefused

FACTS = {facts.name: facts for facts in ENGINES}
FIELDS: dict[str, Any] = {
    "steps": 4,
    "guidance": 3.0,
    "negativePrompt": "people",
    "scheduler": "DDIM",
    "strength": 0.5,
}
HONOURED = {
    "studio": set(),
    "flux2-klein-4b": {"steps"},
    "sdxl": set(FIELDS),
    "flux1-schnell": {"steps"},
    "flux1-dev": {"steps", "guidance", "strength"},
    "flux1-fill-dev": {"steps", "guidance"},
}


def settings(**fields: object) -> PaintSettings:
    return PaintSettings.model_validate(fields, by_alias=True, by_name=False)


def test_is_told_what_every_engine_honours() -> None:
    assert HONOURED.keys() == FACTS.keys()


@pytest.mark.parametrize("facts", ENGINES, ids=lambda facts: facts.name)
class TestEachEngine:
    def test_takes_a_job_without_settings(self, facts: EngineFacts) -> None:
        check_settings(settings(), facts)

    @pytest.mark.parametrize("field", FIELDS)
    def test_honours_a_field_or_refuses_it_by_name(self, facts: EngineFacts, field: str) -> None:
        # Half of four steps run, which is honest of every engine that takes a strength.
        start = {"steps": 4, "strength": 0.5} if facts.strength else {}
        asked = settings(**start | {field: FIELDS[field]})

        if field in HONOURED[facts.name]:
            check_settings(asked, facts)
        else:
            with pytest.raises(JobRefused, match=f"settings.{field}"):
                check_settings(asked, facts)


@pytest.mark.parametrize(
    ("engine", "steps", "strength", "is_honest"),
    [
        ("sdxl", 28, 0.85, True),
        ("sdxl", 2, 0.85, True),
        ("sdxl", 2, 0.45, False),
        ("sdxl", 2, 1.0, True),
        ("flux1-dev", 28, 0.85, True),
        ("flux1-dev", 28, 0.97, False),
        ("flux1-dev", 6, 0.85, False),
        ("flux1-dev", 7, 0.85, True),
        ("flux1-dev", 1, 1.0, True),
    ],
)
def test_refuses_a_strength_that_is_another_one(engine: str, steps: int, strength: float, is_honest: bool) -> None:
    asked = settings(steps=steps, strength=strength)

    if is_honest:
        check_settings(asked, FACTS[engine])
    else:
        with pytest.raises(JobRefused, match=r"settings\.strength"):
            check_settings(asked, FACTS[engine])


@pytest.mark.parametrize("mode", ["stage", "in-context", "extend"])
def test_refuses_one_step_of_sdxl_which_could_not_fill_with_it(mode: Mode) -> None:
    with pytest.raises(JobRefused, match=r"2 to 60 for settings\.steps, got 1"):
        check_settings(settings(steps=1), FACTS["sdxl"], mode)


@pytest.mark.parametrize(
    ("engine", "mode", "strength", "is_taken"),
    [
        ("sdxl", "stage", 1.0, True),
        ("sdxl", "in-context", 1.0, False),
        ("sdxl", "in-context", 0.99, True),
        ("flux1-dev", "in-context", 1.0, True),
        ("flux2-klein-4b", "in-context", 1.0, True),
    ],
)
def test_takes_a_strength_up_to_the_one_that_it_really_runs_at(
    engine: str, mode: Mode, strength: float, is_taken: bool
) -> None:
    asked = settings(strength=strength)

    if is_taken:
        check_settings(asked, FACTS[engine], mode)
    else:
        with pytest.raises(JobRefused, match=r"0\.05 to 0\.99 for settings\.strength, got 1"):
            check_settings(asked, FACTS[engine], mode)


@pytest.mark.parametrize("facts", ENGINES, ids=lambda facts: facts.name)
@pytest.mark.parametrize("strength", [0.5, 0.99, 1.0])
def test_refuses_a_strength_around_a_photo_by_name(facts: EngineFacts, strength: float) -> None:
    with pytest.raises(JobRefused, match=r"no settings\.strength, because what goes on around a photo"):
        check_settings(settings(strength=strength), facts, "extend")


@pytest.mark.parametrize(("engine", "steps"), [("sdxl", 2), ("sdxl", 60), ("flux1-dev", 1), ("flux1-dev", 4)])
def test_takes_steps_around_a_photo_that_the_usual_strength_of_a_stage_would_not_leave_out(
    engine: str, steps: int
) -> None:
    check_settings(settings(steps=steps), FACTS[engine], "extend")
