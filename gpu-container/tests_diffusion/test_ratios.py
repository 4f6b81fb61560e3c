"""One megapixel in each of eleven ratios: engines give exactly the canvas, and never resize without saying so."""

from collections.abc import Callable

import pytest

from packshot_container.engines.engine import Engine
from packshot_container.engines.ratios import RATIOS, Ratio
from packshot_container.picture import size_of
from tests_diffusion.painting import make_job, paint

Load = Callable[[str], Engine]

ALL = {"flux2-klein-4b": {"steps": 1}, "sdxl": {"steps": 2, "strength": 0.5, "guidance": 1}}
"""One step each: what resizes lies before and behind the steps."""
FLUX1 = {"flux1-schnell": {"steps": 1}, "flux1-dev": {"steps": 2, "strength": 0.5}, "flux1-fill-dev": {"steps": 1}}
EXTREMES = [ratio for ratio in RATIOS if ratio.name in ("21:9", "9:21")]
CASES = [
    *((engine, settings, ratio) for engine, settings in ALL.items() for ratio in RATIOS),
    # They make sizes by the same lines of code as each other.
    *((engine, settings, ratio) for engine, settings in FLUX1.items() for ratio in EXTREMES),
]


@pytest.mark.parametrize(
    ("engine", "settings", "ratio"), CASES, ids=[f"{name}-{ratio.name}" for name, _, ratio in CASES]
)
def test_paints_exactly_the_canvas_of_a_ratio(
    loaded: Load, engine: str, settings: dict[str, float], ratio: Ratio
) -> None:
    canvas = (ratio.canvas.width_px, ratio.canvas.height_px)

    picture = paint(loaded(engine), make_job(engine, [canvas], settings=settings))

    assert size_of(picture) == ratio.canvas
