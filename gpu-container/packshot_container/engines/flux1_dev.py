"""The engine `flux1-dev`: FLUX.1 dev from the underpaint or from noise; later passes are filled by blending latents."""

from typing import Any

from packshot_container.contract import PaintJob, PaintPass
from packshot_container.engines.diffusion import (
    Part,
    fill_with,
    load_pipeline,
    name_weights,
    open_torch,
    paint_part,
    to_tensor,
)
from packshot_container.engines.engine import Bounds, Deployment, EngineFacts, PaintControl, WeightsFacts
from packshot_container.engines.flux1 import (
    ALL_STEPS,
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
from packshot_container.picture import Mask, Picture, size_of
from packshot_container.weights import check_weights

WEIGHTS = WeightsFacts(id="flux1-dev", sources={"pipeline": "black-forest-labs/FLUX.1-dev"})
STEPS = Bounds(usual=28, least=1, most=50)
GUIDANCE = Bounds(usual=3.5, least=1, most=10)
STRENGTH = Bounds(usual=0.85, least=0.05, most=1)
TOKEN_LIMIT = 512


class Flux1DevEngine:
    """Paints a stage from the underpaint, or from noise alone at strength 1; fills masks and later passes."""

    facts = EngineFacts(
        name="flux1-dev",
        pipelines=("FluxImg2ImgPipeline", "FluxPipeline", "FluxInpaintPipeline"),
        weights=WEIGHTS,
        licence=DEV_LICENCE,
        licence_allows=DEV_LICENCE_ALLOWS,
        layout="init",
        size_rule=SIZES,
        is_prompted=True,
        token_limit=TOKEN_LIMIT,
        steps=STEPS,
        guidance=GUIDANCE,
        guidance_means="a number that the model was distilled to read; costs no time",
        strength=STRENGTH,
        strength_steps="rounded up",
        in_context_strength=STRENGTH,
        fill_strength=ALL_STEPS,
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
        """Checks the weights, then loads them once for the three pipelines.

        Raises:
            ModelNotUsable: The weights are not those that the deployment states, or paint nothing.
        """
        check_weights(self._folder, self.weights)
        device = open_torch()
        import diffusers

        self._text = load_pipeline(diffusers.FluxPipeline, self._folder / "pipeline", "bfloat16", device)
        self._image = diffusers.FluxImg2ImgPipeline(**self._text.components)
        self._fill = diffusers.FluxInpaintPipeline(**self._text.components)
        for pipeline in (self._image, self._fill):
            pipeline.set_progress_bar_config(disable=True)
        self._prompts = PromptReader(self._text, TOKEN_LIMIT)
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
        if mask is not None:
            strength = STRENGTH.given(job.settings.strength)
            return paint_around(picture, mask, WINDOWS, fill_with(self._fill, part, strength=strength, **inputs))
        if paint_pass.keep is None:
            return self._paint_stage(picture, part, inputs)
        fill = fill_with(self._fill, part, strength=ALL_STEPS, **inputs)
        return outpaint(picture, paint_pass.canvas, paint_pass.keep, WINDOWS, [job.seed, part.pass_index], fill)

    def _paint_stage(self, underpaint: Picture, part: Part, inputs: dict[str, Any]) -> Picture:
        strength = STRENGTH.given(part.job.settings.strength)
        if strength == 1:
            return paint_part(self._text, size_of(underpaint), part, **inputs)
        start = {"image": to_tensor(underpaint), "strength": strength}
        return paint_part(self._image, size_of(underpaint), part, **start, **inputs)
