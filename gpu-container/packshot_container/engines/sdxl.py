"""The engine `sdxl`: Stable Diffusion XL from the underpaint or from noise, its nine-channel model for outpainting."""

from dataclasses import dataclass
from typing import Any

from packshot_container.contract import PaintJob, PaintPass
from packshot_container.engines.diffusion import (
    Part,
    Pipeline,
    check_tokens,
    fill_with,
    load_pipeline,
    name_weights,
    open_torch,
    paint_part,
    to_tensor,
)
from packshot_container.engines.engine import Bounds, Deployment, EngineFacts, PaintControl, SizeRule, WeightsFacts
from packshot_container.engines.outpaint import outpaint
from packshot_container.engines.paint_around import paint_around
from packshot_container.engines.plan_windows import WindowRule
from packshot_container.engines.warm_up import warm_up
from packshot_container.picture import Mask, Picture, size_of
from packshot_container.weights import check_weights

SCHEDULERS: dict[str, tuple[str, dict[str, Any]]] = {
    "DPMSolverMultistep": ("DPMSolverMultistepScheduler", {"use_karras_sigmas": True}),
    "DDIM": ("DDIMScheduler", {}),
    "HeunDiscrete": ("HeunDiscreteScheduler", {}),
    "K_EULER": ("EulerDiscreteScheduler", {}),
    "K_EULER_ANCESTRAL": ("EulerAncestralDiscreteScheduler", {}),
    # Without the start of the Runge-Kutta kind, which doubles the steps: the settings of SDXL's own scheduler lack it.
    "PNDM": ("PNDMScheduler", {"skip_prk_steps": True}),
}
"""Class of diffusers, and what differs from the settings that come with the weights; the first is the usual one."""
WEIGHTS = WeightsFacts(
    id="sdxl-1.0",
    sources={
        "base": "stabilityai/stable-diffusion-xl-base-1.0",
        "inpaint": "diffusers/stable-diffusion-xl-1.0-inpainting-0.1",
    },
)
STEPS = Bounds(usual=28, least=2, most=60)
"""Of one step none would be left to fill with: see FILL_STRENGTH."""
GUIDANCE = Bounds(usual=6.5, least=1, most=15)
STRENGTH = Bounds(usual=0.85, least=0.05, most=1)
TOKEN_LIMIT = 77
SIZES = SizeRule(step_px=8, min_side_px=256, max_side_px=4096, max_pixels=4_500_000)
FILL_STRENGTH = 0.99
"""The nine-channel model is used a little below 1, as its card says: at 1 it gives washed-out pictures."""
IN_CONTEXT_STRENGTH = Bounds(usual=0.85, least=0.05, most=FILL_STRENGTH)
WINDOWS = WindowRule(step_px=8, max_pixels=1_572_864, overlap_px=32)
"""Beyond one and a half megapixels the model repeats its subject."""


@dataclass(frozen=True)
class _Scene:
    """What is read once for all canvases of a scene."""

    prompt: str
    negative_prompt: str | None
    is_guided: bool


class SdxlEngine:
    """Paints a stage from the underpaint, or from noise alone at strength 1; fills masks and later passes."""

    facts = EngineFacts(
        name="sdxl",
        pipelines=(
            "StableDiffusionXLImg2ImgPipeline",
            "StableDiffusionXLPipeline",
            "StableDiffusionXLInpaintPipeline",
        ),
        weights=WEIGHTS,
        licence="CreativeML Open RAIL++-M",
        licence_allows="commercial use within its use restrictions, which are passed on",
        layout="init",
        size_rule=SIZES,
        is_prompted=True,
        token_limit=TOKEN_LIMIT,
        steps=STEPS,
        guidance=GUIDANCE,
        guidance_means="classifier-free guidance; at 1 off, with half the time a step",
        takes_negative_prompt=True,
        schedulers=tuple(SCHEDULERS),
        strength=STRENGTH,
        strength_steps="rounded down",
        in_context_strength=IN_CONTEXT_STRENGTH,
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
        self._scene: _Scene | None = None
        self._embeddings: dict[str, Any] = {}

    def load(self) -> None:
        """Checks the weights, then loads the three pipelines, which share all but the network that denoises.

        Raises:
            ModelNotUsable: The weights are not those that the deployment states, or paint nothing.
        """
        check_weights(self._folder, self.weights)
        device = open_torch()
        import diffusers

        more = {"add_watermarker": False}
        text = load_pipeline(diffusers.StableDiffusionXLPipeline, self._folder / "base", "float16", device, **more)
        shared = ("vae", "text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2")
        parts = {name: text.components[name] for name in shared}
        inpaint = diffusers.StableDiffusionXLInpaintPipeline
        self.start_with(text, load_pipeline(inpaint, self._folder / "inpaint", "float16", device, **parts, **more))

    def start_with(self, text: Pipeline, fill: Pipeline) -> None:
        """Paints with pipelines that are in memory already: the one from text, and the nine-channel one.

        Raises:
            ModelNotUsable: They paint nothing.
        """
        import diffusers

        self._text, self._fill = text, fill
        self._image = diffusers.StableDiffusionXLImg2ImgPipeline(**text.components, add_watermarker=False)
        self._image.set_progress_bar_config(disable=True)
        self._schedulers = {
            name: getattr(diffusers, kind).from_config(text.scheduler.config, **changes)
            for name, (kind, changes) in SCHEDULERS.items()
        }
        warm_up(self)

    def paint(
        self, paint_pass: PaintPass, picture: Picture, job: PaintJob, control: PaintControl, mask: Mask | None = None
    ) -> Picture:
        """Paints one pass."""
        control.step(0.0)
        part = Part(job, control, job.passes.index(paint_pass))
        if mask is not None:
            strength = IN_CONTEXT_STRENGTH.given(job.settings.strength)
            fill = fill_with(self._fill, part, strength=strength, **self._set_up(self._fill, job))
            return paint_around(picture, mask, WINDOWS, fill)
        if paint_pass.keep is None:
            return self._paint_stage(picture, part)
        fill = fill_with(self._fill, part, strength=FILL_STRENGTH, **self._set_up(self._fill, job))
        return outpaint(picture, paint_pass.canvas, paint_pass.keep, WINDOWS, [job.seed, part.pass_index], fill)

    def _paint_stage(self, underpaint: Picture, part: Part) -> Picture:
        strength = STRENGTH.given(part.job.settings.strength)
        if strength == 1:
            return paint_part(self._text, size_of(underpaint), part, **self._set_up(self._text, part.job))
        start = {"image": to_tensor(underpaint), "strength": strength}
        return paint_part(self._image, size_of(underpaint), part, **start, **self._set_up(self._image, part.job))

    def _set_up(self, pipeline: Pipeline, job: PaintJob) -> dict[str, Any]:
        """Gives a pipeline the job's scheduler, and what else the job's settings mean to it."""
        settings = job.settings
        guidance = GUIDANCE.given(settings.guidance)
        pipeline.scheduler = self._schedulers[settings.scheduler or self.facts.schedulers[0]]
        scene = self._read_scene(_Scene(job.prompt or "", settings.negative_prompt, guidance > 1))
        return {"num_inference_steps": int(STEPS.given(settings.steps)), "guidance_scale": guidance, **scene}

    def _read_scene(self, scene: _Scene) -> dict[str, Any]:
        """Gives the words of a scene as the model takes them; all canvases of a scene share them."""
        if scene == self._scene:
            return self._embeddings
        import torch

        tokenizers = [self._text.tokenizer, self._text.tokenizer_2]
        check_tokens(tokenizers, scene.prompt, TOKEN_LIMIT, "prompt")
        check_tokens(tokenizers, scene.negative_prompt or "", TOKEN_LIMIT, "settings.negativePrompt")
        with torch.no_grad():
            read = self._text.encode_prompt(
                scene.prompt, do_classifier_free_guidance=scene.is_guided, negative_prompt=scene.negative_prompt
            )
        names = ("prompt_embeds", "negative_prompt_embeds", "pooled_prompt_embeds", "negative_pooled_prompt_embeds")
        self._scene, self._embeddings = scene, dict(zip(names, read, strict=True))
        return self._embeddings
