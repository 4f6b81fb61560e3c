"""What the engines of FLUX.1 share: their sizes, how they read a prompt, and the licence of the dev weights."""

from typing import Any

from packshot_container.engines.diffusion import Pipeline, check_tokens
from packshot_container.engines.engine import Deployment, SizeRule
from packshot_container.engines.plan_windows import WindowRule
from packshot_container.errors import SettingInvalid

SIZES = SizeRule(step_px=16, min_side_px=256, max_side_px=4096, max_pixels=4_500_000)
WINDOWS = WindowRule(step_px=16, max_pixels=1_572_864, overlap_px=32)
"""Latents are blended on a grid of 8 px and packed by twos: the overlap holds two of those cells."""
ALL_STEPS = 1.0
"""The strength that outpainting runs at: at less the first steps, which lay the picture out, are left out."""

DEV_LICENCE = "FLUX.1 [dev] Non-Commercial License; commercial use by an agreement with Black Forest Labs"
DEV_LICENCE_ALLOWS = "nothing commercial without an agreement; its id stands in `ACCEPT_FLUX_DEV_COMMERCIAL_LICENSE`"


def dev_licence(engine: str, deployment: Deployment) -> str:
    """Gives the licence that the pictures of an engine with dev weights are painted under, for their receipts.

    Raises:
        SettingInvalid: The deployment names no agreement.
    """
    agreement = deployment.flux_dev_agreement
    if agreement is None:
        raise SettingInvalid(
            "Expected the id of your agreement with Black Forest Labs in ACCEPT_FLUX_DEV_COMMERCIAL_LICENSE, because "
            f"{engine} may not be used commercially without one, got none: set it, or choose another engine."
        )
    return f"FLUX.1 [dev] commercial agreement {agreement}"


class PromptReader:
    """Reads a prompt once for all canvases of a scene."""

    def __init__(self, pipeline: Pipeline, token_limit: int) -> None:
        self._pipeline, self._token_limit = pipeline, token_limit
        self._prompt: str | None = None
        self._embeddings: dict[str, Any] = {}

    def read(self, prompt: str) -> dict[str, Any]:
        """Gives a prompt as the model takes it. T5 reads all of it; CLIP adds one vector for its first 77 tokens.

        Raises:
            JobRefused: It has more tokens than T5 reads.
        """
        if prompt == self._prompt:
            return self._embeddings
        import torch

        check_tokens([self._pipeline.tokenizer_2], prompt, self._token_limit, "prompt")
        with torch.no_grad():
            prompt_embeds, pooled, _ = self._pipeline.encode_prompt(prompt, None, max_sequence_length=self._token_limit)
        self._prompt = prompt
        self._embeddings = {"prompt_embeds": prompt_embeds, "pooled_prompt_embeds": pooled}
        return self._embeddings
