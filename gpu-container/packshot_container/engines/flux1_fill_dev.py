"""The engine `flux1-fill-dev`: FLUX.1 Fill, which was trained to fill masks, for both the first pass and later ones."""

from typing import Any

import numpy as np

from packshot_container.contract import PaintJob, PaintPass
from packshot_container.engines.diffusion import Part, fill_with, load_pipeline, name_weights, open_torch
from packshot_container.engines.engine import Bounds, Deployment, EngineFacts, PaintControl, WeightsFacts
from packshot_container.engines.flux1 import (
    DEV_LICENCE,
    DEV_LICENCE_ALLOWS,
    SIZES,
    WINDOWS,
    PromptReader,
    dev_licence,
)
from packshot_container.engines.outpaint import outpaint
from packshot_container.engines.paint_around import paint_around
from packshot_container.engines.warm_up import warm_up
from packshot_container.picture import Mask, Picture
from packshot_container.weights import check_weights

WEIGHTS = WeightsFacts(id="flux1-fill-dev", sources={"pipeline": "black-forest-labs/FLUX.1-Fill-dev"})
STEPS = Bounds(usual=30, least=1, most=50)
GUIDANCE = Bounds(usual=30, least=1, most=60)
TOKEN_LIMIT = 512


class Flux1FillDevEngine:
    """Fills what is masked. A stage is masked whole: this model never sees what lies under its mask."""

    facts = EngineFacts(
        name="flux1-fill-dev",
        pipelines=("FluxFillPipeline",),
        weights=WEIGHTS,
        licence=DEV_LICENCE,
        licence_allows=DEV_LICENCE_ALLOWS,
        layout="none",
        size_rule=SIZES,
        is_prompted=True,
        token_limit=TOKEN_LIMIT,
        steps=STEPS,
        guidance=GUIDANCE,
        guidance_means="a number that the model was distilled to read; costs no time",
        modes=("stage", "in-context", "extend"),
        overlap_px=WINDOWS.overlap_px,
        mask="white is painted",
        gpu_memory_gib=48,
    )

    def __init__(self, deployment: Deployment) -> None:
        self.licence = dev_licence(self.facts.name, deployment)
        self.weights = name_weights(WEIGHTS, deployment)
        self._folder = deployment.weights_folder / self.facts.name

    def load(self) -> None:
        """Checks the weights, then loads the pipeline.

        Raises:
            ModelNotUsable: The weights are not those that the deployment states, or paint nothing.
        """
        check_weights(self._folder, self.weights)
        device = open_torch()
        import diffusers

        self._fill = load_pipeline(diffusers.FluxFillPipeline, self._folder / "pipeline", "bfloat16", device)
        self._prompts = PromptReader(self._fill, TOKEN_LIMIT)
        warm_up(self)

    def paint(
        self, paint_pass: PaintPass, picture: Picture, job: PaintJob, control: PaintControl, mask: Mask | None = None
    ) -> Picture:
        """Paints one pass."""
        control.step(0.0)
        part = Part(job, control, job.passes.index(paint_pass))
        inputs: dict[str, Any] = {
            "num_inference_steps": int(STEPS.given(job.settings.steps)),
            "guidance_scale": GUIDANCE.given(job.settings.guidance),
            **self._prompts.read(job.prompt or ""),
        }
        fill = fill_with(self._fill, part, **inputs)
        if mask is not None:
            return paint_around(picture, mask, WINDOWS, fill)
        if paint_pass.keep is None:
            return fill(picture, np.ones(picture.shape[:2], np.bool_), 0, 1)
        return outpaint(picture, paint_pass.canvas, paint_pass.keep, WINDOWS, [job.seed, part.pass_index], fill)
