import json

import pytest

from packshot_container.engines.engine import EngineFacts
from packshot_container.engines.registry import ENGINES
from packshot_container.engines.table import TABLE, engine_table

PLANNER_STEP_PX = 16
PLANNER_MOST_PIXELS = 4_500_000
PLANNER_MOST_SIDE_PX = 4096


def test_stands_in_engines_json() -> None:
    assert TABLE.read_text() == engine_table(), "run python -m packshot_container.engines.table, then npm run docs"


def test_names_every_engine_once() -> None:
    names = [engine["name"] for engine in json.loads(engine_table())]

    assert names == [facts.name for facts in ENGINES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("facts", ENGINES, ids=lambda facts: facts.name)
class TestEachEngine:
    def test_paints_every_canvas_that_the_planner_makes(self, facts: EngineFacts) -> None:
        rule = facts.size_rule

        assert PLANNER_STEP_PX % rule.step_px == 0
        assert rule.max_side_px >= PLANNER_MOST_SIDE_PX
        assert rule.max_pixels >= PLANNER_MOST_PIXELS

    def test_says_all_that_its_kind_needs(self, facts: EngineFacts) -> None:
        is_diffusion = facts.weights is not None

        assert facts.is_prompted is is_diffusion
        assert (facts.steps is not None) is is_diffusion
        assert bool(facts.pipelines) is is_diffusion
        assert (facts.gpu_memory_gib > 0) is is_diffusion
        assert (facts.mask != "none") is is_diffusion
        assert set(facts.modes) == ({"stage", "in-context", "extend"} if facts.mask != "none" else {"stage"})
        assert (facts.guidance is None) is (facts.guidance_means == "refused")
        has_strength = facts.strength is not None or facts.in_context_strength is not None
        assert has_strength is (facts.strength_steps != "refused")
        assert has_strength is (facts.fill_strength is not None)
        assert facts.strength is None or facts.layout == "init"

    def test_has_its_usual_numbers_within_its_bounds(self, facts: EngineFacts) -> None:
        for bounds in (facts.steps, facts.guidance, facts.strength, facts.in_context_strength):
            assert bounds is None or bounds.least <= bounds.usual <= bounds.most
