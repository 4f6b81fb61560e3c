"""The engine `studio`: finishes an underpaint on the CPU, without weights and without the prompt."""

import numpy as np

from packshot_container.contract import PaintJob, PaintPass
from packshot_container.engines.engine import EngineFacts, PaintControl, SizeRule
from packshot_container.engines.extend_picture import extend_picture
from packshot_container.engines.paper_texture import lay_texture
from packshot_container.picture import Mask, Picture

LONGEST_SIDE_PX = 8192
MOST_PIXELS = 16_777_216
"""Four times the planner's largest canvas; needs about 700 MB."""


class StudioEngine:
    """Continues the underpaint to each pass's canvas, and gives the last one the surface of paper."""

    facts = EngineFacts(
        name="studio",
        pipelines=(),
        weights=None,
        licence="none needed",
        licence_allows="any use",
        layout="init",
        size_rule=SizeRule(step_px=1, min_side_px=1, max_side_px=LONGEST_SIDE_PX, max_pixels=MOST_PIXELS),
        is_prompted=False,
    )
    licence = facts.licence
    weights = None

    def load(self) -> None:
        """Has nothing to load."""

    def paint(
        self, paint_pass: PaintPass, picture: Picture, job: PaintJob, control: PaintControl, mask: Mask | None = None
    ) -> Picture:
        """Paints one pass; the texture is laid once, over the whole plate, so that no pass's border shows in it."""
        control.step(0.0)
        keep = paint_pass.keep
        if keep is None:
            painted = picture.copy()
        else:
            random = np.random.default_rng([job.seed, job.passes.index(paint_pass)])
            painted = extend_picture(picture, paint_pass.canvas, keep, random)
        control.step(0.5)
        if paint_pass == job.passes[-1]:
            lay_texture(painted, job.seed)
        return painted
