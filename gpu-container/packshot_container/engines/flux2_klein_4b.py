"""The engine `flux2-klein-4b`: FLUX.2 klein in four steps, with the underpaint as a reference beside the prompt."""

from typing import Any

from PIL import Image

from packshot_container.contract import PaintJob, PaintPass
from packshot_container.engines.diffusion import (
    Part,
    check_tokens,
    fill_with,
    load_pipeline,
    name_weights,
    open_torch,
    paint_part,
)
from packshot_container.engines.engine import Bounds, Deployment, EngineFacts, PaintControl, SizeRule, WeightsFacts
from packshot_container.engines.outpaint import outpaint
from packshot_container.engines.paint_around import paint_around
from packshot_container.engines.plan_windows import WindowRule
from packshot_container.engines.warm_up import warm_up
from packshot_container.errors import ModelNotUsable
from packshot_container.picture import Mask, Picture, to_levels
from packshot_container.weights import check_weights

WEIGHTS = WeightsFacts(id="flux2-klein-4b", sources={"pipeline": "black-forest-labs/FLUX.2-klein-4B"})
STEPS = Bounds(usual=4, least=1, most=8)
TOKEN_LIMIT = 512
STEP_PX = 16
SIZES = SizeRule(step_px=STEP_PX, min_side_px=256, max_side_px=4096, max_pixels=4_500_000)
MOST_PIXELS_SEEN = 1024 * 1024
"""The pipelines make larger pictures smaller without saying so, and one that is filled comes back smaller too."""
WINDOWS = WindowRule(step_px=STEP_PX, max_pixels=MOST_PIXELS_SEEN, overlap_px=32)
"""Latents are blended on a grid of 16 px: the overlap holds two of its cells."""
FILL_STRENGTH = 1.0
"""All four steps, from noise; the picture as it is continued is a reference beside them."""
IN_CONTEXT_STRENGTH = Bounds(usual=FILL_STRENGTH, least=0.25, most=1)
"""Of four steps: at 0.25 the last one alone, from a share of noise of 0.77."""


class Flux2Klein4bEngine:
    """Paints a stage with the underpaint as its reference; fills masks and later passes."""

    facts = EngineFacts(
        name="flux2-klein-4b",
        pipelines=("Flux2KleinPipeline", "Flux2KleinInpaintPipeline"),
        weights=WEIGHTS,
        licence="Apache-2.0",
        licence_allows="any use",
        layout="reference",
        size_rule=SIZES,
        is_prompted=True,
        token_limit=TOKEN_LIMIT,
        steps=STEPS,
        in_context_strength=IN_CONTEXT_STRENGTH,
        strength_steps="rounded up",
        fill_strength=FILL_STRENGTH,
        modes=("stage", "in-context", "extend"),
        overlap_px=WINDOWS.overlap_px,
        mask="white is painted",
        gpu_memory_gib=24,
    )

    licence = facts.licence

    def __init__(self, deployment: Deployment) -> None:
        self.weights = name_weights(WEIGHTS, deployment)
        self._folder = deployment.weights_folder / self.facts.name
        self._prompt: str | None = None
        self._embeddings: dict[str, Any] = {}

    def load(self) -> None:
        """Checks the weights, then loads them once for both pipelines.

        Raises:
            ModelNotUsable: The weights are not those that are stated, not distilled to few steps, or paint nothing.
        """
        check_weights(self._folder, self.weights)
        device = open_torch()
        import diffusers

        self._edit = load_pipeline(diffusers.Flux2KleinPipeline, self._folder / "pipeline", "bfloat16", device)
        if not self._edit.config.is_distilled:
            raise ModelNotUsable(
                f"Expected weights that are distilled to {STEPS.usual:g} steps in {self._folder}, got others."
            )
        self._fill = diffusers.Flux2KleinInpaintPipeline(**self._edit.components, is_distilled=True)
        self._fill.set_progress_bar_config(disable=True)
        warm_up(self)

    def paint(
        self, paint_pass: PaintPass, picture: Picture, job: PaintJob, control: PaintControl, mask: Mask | None = None
    ) -> Picture:
        """Paints one pass."""
        control.step(0.0)
        part = Part(job, control, job.passes.index(paint_pass))
        inputs = {"num_inference_steps": int(STEPS.given(job.settings.steps)), **self._read_prompt(job.prompt or "")}
        if mask is not None:
            strength = IN_CONTEXT_STRENGTH.given(job.settings.strength)
            return paint_around(picture, mask, WINDOWS, fill_with(self._fill, part, strength=strength, **inputs))
        if paint_pass.keep is None:
            return paint_part(self._edit, paint_pass.canvas, part, image=[_reference(picture)], **inputs)
        fill = fill_with(self._fill, part, strength=FILL_STRENGTH, **inputs)
        return outpaint(picture, paint_pass.canvas, paint_pass.keep, WINDOWS, [job.seed, part.pass_index], fill)

    def _read_prompt(self, prompt: str) -> dict[str, Any]:
        """Gives a prompt as the model takes it; all canvases of a scene share it."""
        if prompt == self._prompt:
            return self._embeddings
        import torch

        talk = self._edit.tokenizer.apply_chat_template(
            [{"role": "user", "content": prompt}], tokenize=False, add_generation_prompt=True, enable_thinking=False
        )
        check_tokens([self._edit.tokenizer], talk, TOKEN_LIMIT, "prompt")
        with torch.no_grad():
            prompt_embeds, _ = self._edit.encode_prompt(prompt, max_sequence_length=TOKEN_LIMIT)
        self._prompt, self._embeddings = prompt, {"prompt_embeds": prompt_embeds}
        return self._embeddings


def _reference(underpaint: Picture) -> Image.Image:
    """The underpaint as the model sees it: at most one megapixel, in whole steps."""
    reference = Image.fromarray(to_levels(underpaint))
    share = min(1.0, (MOST_PIXELS_SEEN / (reference.width * reference.height)) ** 0.5)
    if share == 1:
        return reference
    width, height = (int(side * share) // STEP_PX * STEP_PX for side in reference.size)
    return reference.resize((width, height), Image.Resampling.BOX)
