import pytest

from packshot_container.engines.engine import EngineFacts
from packshot_container.engines.ratios import RATIOS, Ratio
from packshot_container.engines.registry import ENGINES

ASKED = ("1:1", "16:9", "21:9", "3:2", "2:3", "4:5", "5:4", "3:4", "4:3", "9:16", "9:21")
TOKENS = {
    4096: {"1:1"},
    4032: {"16:9", "9:16", "4:3", "3:4"},
    3952: {"3:2", "2:3"},
    3840: {"21:9", "9:21"},
    3808: {"4:5", "5:4"},
}
"""As published for FLUX."""
MEGAPIXEL = 1024 * 1024


def test_names_eleven_ratios() -> None:
    assert tuple(ratio.name for ratio in RATIOS) == ASKED


def test_comes_to_five_counts_of_tokens() -> None:
    counts = {tokens: {ratio.name for ratio in RATIOS if ratio.tokens == tokens} for tokens in TOKENS}

    assert counts == TOKENS


@pytest.mark.parametrize("ratio", RATIOS, ids=lambda ratio: ratio.name)
class TestEachRatio:
    def test_has_a_canvas_of_about_a_megapixel_near_the_ratio(self, ratio: Ratio) -> None:
        pixels = ratio.canvas.width_px * ratio.canvas.height_px

        assert 0.92 * MEGAPIXEL <= pixels <= MEGAPIXEL
        assert abs(ratio.off_share) < 0.04
        assert ratio.canvas.width_px / ratio.canvas.height_px == pytest.approx(
            ratio.width / ratio.height * (1 + ratio.off_share)
        )

    @pytest.mark.parametrize("facts", ENGINES, ids=lambda facts: facts.name)
    def test_has_a_canvas_that_every_engine_takes(self, ratio: Ratio, facts: EngineFacts) -> None:
        facts.size_rule.check(ratio.canvas, ratio.name)
