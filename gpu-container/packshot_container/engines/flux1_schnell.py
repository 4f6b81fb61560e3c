"""The engine `flux1-schnell`: FLUX.1 schnell in four steps, from noise; later passes are filled by blending latents."""

from typing import Any

from packshot_container.contract import PaintJob, PaintPass
from packshot_container.engines.diffusion import Part, fill_with, load_pipeline, name_weights, open_torch, paint_part
from packshot_container.engines.engine import Bounds, Deployment, EngineFacts, PaintControl, WeightsFacts
from packshot_container.engines.flux1 import ALL_STEPS, SIZES, WINDOWS, PromptReader
from packshot_container.engines.outpaint import outpaint
from packshot_container.engines.paint_around import paint_around
from packshot_container.engines.warm_up import warm_up
from packshot_container.picture import Mask, Picture
from packshot_container.weights import check_weights

WEIGHTS = WeightsFacts(id="flux1-schnell", sources={"pipeline": "black-forest-labs/FLUX.1-schnell"})
STEPS = Bounds(usual=4, least=1, most=8)
IN_CONTEXT_STRENGTH = Bounds(usual=ALL_STEPS, least=0.25, most=1)
TOKEN_LIMIT = 256


class Flux1SchnellEngine:
    """Paints a stage without seeing the underpaint; fills masks and later passes."""

    facts = EngineFacts(
        name="flux1-schnell",
        pipelines=("FluxPipeline", "FluxInpaintPipeline"),
        weights=WEIGHTS,
        licence="Apache-2.0",
        licence_allows="any use",
        layout="none",
        size_rule=SIZES,
        is_prompted=True,
        token_limit=TOKEN_LIMIT,
        steps=STEPS,
        in_context_strength=IN_CONTEXT_STRENGTH,
        strength_steps="rounded up",
        fill_strength=ALL_STEPS,
        modes=("stage", "in-context", "extend"),
        overlap_px=WINDOWS.overlap_px,
        mask="white is painted",
        gpu_memory_gib=48,
    )
    licence = facts.licence

    def __init__(self, deployment: Deployment) -> None:
        self.weights = name_weights(WEIGHTS, deployment)
        self._folder = deployment.weights_folder / self.facts.name

    def load(self) -> None:
        """Checks the weights, then loads them once for both pipelines.

        Raises:
            ModelNotUsable: The weights are not those that the deployment states, or paint nothing.
        """
        check_weights(self._folder, self.weights)
        device = open_torch()
        import diffusers

        self._text = load_pipeline(diffusers.FluxPipeline, self._folder / "pipeline", "bfloat16", device)
        self._fill = diffusers.FluxInpaintPipeline(**self._text.components)
        self._fill.set_progress_bar_config(disable=True)
        self._prompts = PromptReader(self._text, TOKEN_LIMIT)
        warm_up(self)

    def paint(
        self, paint_pass: PaintPass, picture: Picture, job: PaintJob, control: PaintControl, mask: Mask | None = None
    ) -> Picture:
        """Paints one pass."""
        control.step(0.0)
        part = Part(job, control, job.passes.index(paint_pass))
        words = self._prompts.read(job.prompt or "")
        inputs: dict[str, Any] = {"num_inference_steps": int(STEPS.given(job.settings.steps)), **words}
        if mask is not None:
            strength = IN_CONTEXT_STRENGTH.given(job.settings.strength)
            return paint_around(picture, mask, WINDOWS, fill_with(self._fill, part, strength=strength, **inputs))
        if paint_pass.keep is None:
            return paint_part(self._text, paint_pass.canvas, part, **inputs)
        fill = fill_with(self._fill, part, strength=ALL_STEPS, **inputs)
        return outpaint(picture, paint_pass.canvas, paint_pass.keep, WINDOWS, [job.seed, part.pass_index], fill)
