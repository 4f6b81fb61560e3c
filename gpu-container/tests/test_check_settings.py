from typing import Any

import pytest

from packshot_container.check_settings import check_settings
from packshot_container.contract import PaintSettings
from packshot_container.engines.engine import EngineFacts
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
        ("sdxl", 1, 0.85, False),
        ("sdxl", 1, 1.0, True),
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
