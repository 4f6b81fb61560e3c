"""The engine `flux1-schnell`: FLUX.1 schnell in four steps, from noise; later passes are filled by blending latents."""

from pathlib import Path
from typing import Any

from packshot_container.contract import PaintJob, PaintPass, Weights
from packshot_container.engines.diffusion import (
    Mask,
    Part,
    check_tokens,
    load_pipeline,
    name_weights,
    open_torch,
    paint_part,
    to_mask,
    to_tensor,
)
from packshot_container.engines.engine import Bounds, EngineFacts, PaintControl, SizeRule, WeightsFacts
from packshot_container.engines.outpaint import WindowRule, outpaint
from packshot_container.picture import Picture, size_of
from packshot_container.weights import check_weights

WEIGHTS = WeightsFacts(id="flux1-schnell", sources={"pipeline": "black-forest-labs/FLUX.1-schnell"})
STEPS = Bounds(usual=4, least=1, most=8)
TOKEN_LIMIT = 256
SIZES = SizeRule(step_px=16, min_side_px=256, max_side_px=4096, max_pixels=4_500_000)
WINDOWS = WindowRule(step_px=16, max_pixels=1_572_864, overlap_px=32)
"""Latents are blended on a grid of 8 px and packed by twos: the overlap holds two of those cells."""
FILL_STRENGTH = 1.0
"""All four steps: at less the first of them, which lays the picture out, is left out."""


class Flux1SchnellEngine:
    """Paints the first pass without seeing the underpaint; fills the later ones."""

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
        overlap_px=WINDOWS.overlap_px,
        mask="white is painted",
        gpu_memory_gib=48,
    )

    def __init__(self, weights_folder: Path, weights_sha256: str | None) -> None:
        self.weights: Weights = name_weights(WEIGHTS, weights_sha256)
        self._folder = weights_folder / self.facts.name
        self._prompt: str | None = None
        self._embeddings: dict[str, Any] = {}

    def load(self) -> None:
        """Checks the weights, then loads them once for both pipelines.

        Raises:
            ModelNotUsable: The weights are not those that the deployment states.
        """
        check_weights(self._folder, self.weights)
        device = open_torch()
        import diffusers

        self._text = load_pipeline(diffusers.FluxPipeline, self._folder / "pipeline", "bfloat16", device)
        self._fill = diffusers.FluxInpaintPipeline(**self._text.components)
        self._fill.set_progress_bar_config(disable=True)

    def paint(self, paint_pass: PaintPass, picture: Picture, job: PaintJob, control: PaintControl) -> Picture:
        """Paints one pass."""
        control.step(0.0)
        index = job.passes.index(paint_pass)
        inputs = {"num_inference_steps": int(STEPS.given(job.settings.steps)), **self._read_prompt(job.prompt or "")}
        if paint_pass.keep is None:
            return paint_part(self._text, paint_pass.canvas, Part(job, control, index), **inputs)

        def fill(there: Picture, mask: Mask, window: int, windows: int) -> Picture:
            part = Part(job, control, index, window, windows)
            pictures = {"image": to_tensor(there), "mask_image": to_mask(mask), "strength": FILL_STRENGTH}
            return paint_part(self._fill, size_of(there), part, **pictures, **inputs)

        return outpaint(picture, paint_pass.canvas, paint_pass.keep, WINDOWS, [job.seed, index], fill)

    def _read_prompt(self, prompt: str) -> dict[str, Any]:
        """Gives a prompt as the model takes it; all canvases of a scene share it.

        T5 reads the whole prompt. CLIP adds one vector for its first 77 tokens.
        """
        if prompt == self._prompt:
            return self._embeddings
        import torch

        check_tokens([self._text.tokenizer_2], prompt, TOKEN_LIMIT, "prompt")
        with torch.no_grad():
            prompt_embeds, pooled, _ = self._text.encode_prompt(prompt, None, max_sequence_length=TOKEN_LIMIT)
        self._prompt = prompt
        self._embeddings = {"prompt_embeds": prompt_embeds, "pooled_prompt_embeds": pooled}
        return self._embeddings
