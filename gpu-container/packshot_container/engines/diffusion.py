"""What the diffusion engines share: how pipelines are loaded, seeded, told to stop, and given less to do.

torch and diffusers are imported only inside these functions, which run once an engine is loaded: the container's other
parts, and its tests, work without them.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np

from packshot_container.contract import PaintJob, Size, Weights
from packshot_container.engines.engine import Deployment, PaintControl, WeightsFacts
from packshot_container.engines.fill_windows import Fill
from packshot_container.errors import JobRefused, OutOfMemory, SettingInvalid, SizeMismatch
from packshot_container.picture import Mask, Picture, size_of

Device = Literal["cuda", "cpu"]
Pipeline = Any
"""A diffusers pipeline; its types are not installed where these files are checked."""

Result = TypeVar("Result")

SEALED = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "DIFFUSERS_DISABLE_REMOTE_CODE": "true",
}
"""Nothing is fetched and no code comes with the weights, whatever a file of settings among them says."""
MEBIBYTE = 2**20
TILE_PX = 512
"""Side of the tiles that a picture is decoded in where it does not fit at once."""
PASS_BITS, WINDOW_BITS = 32, 40
"""Where pass and window stand in a generator's 64 bits, above the job's seed."""


def name_weights(facts: WeightsFacts, deployment: Deployment) -> Weights:
    """Gives the weights that a deployment runs.

    Raises:
        SettingInvalid: The deployment does not state their hash.
    """
    if deployment.weights_sha256 is None:
        raise SettingInvalid(f"Expected the sha256 of weights.json of {facts.id} in PACKSHOT_WEIGHTS_SHA256, got none.")
    return Weights(id=facts.id, sha256=deployment.weights_sha256)


def open_torch() -> Device:
    """Seals the libraries off from the network, and gives the device that is painted on."""
    os.environ.update(SEALED)
    import torch
    from diffusers.utils import logging
    from transformers.utils import logging as transformers_logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    if torch.cuda.is_available():
        return "cuda"
    # Sums are taken in another order by more threads: the same seed would give other bytes.
    torch.set_num_threads(1)
    return "cpu"


def load_pipeline(pipeline: type[Pipeline], folder: Path, gpu_type: str, device: Device, **parts: object) -> Pipeline:
    """Loads a pipeline from a folder, in torch's `gpu_type` on a GPU and in float32 on a CPU.

    `parts` are components that are loaded already and shared.
    """
    import torch

    dtype = getattr(torch, gpu_type) if device == "cuda" else torch.float32
    loaded = pipeline.from_pretrained(
        str(folder), local_files_only=True, use_safetensors=True, trust_remote_code=False, dtype=dtype, **parts
    ).to(device)
    loaded.set_progress_bar_config(disable=True)
    return loaded


def check_tokens(tokenizers: list[Any], text: str, limit: int, field: str) -> None:
    """Passes a text that the engine reads to its end.

    Raises:
        JobRefused: It has more tokens than the engine reads; the sentence names `field`.
    """
    tokens = max(len(tokenizer(text, truncation=False, verbose=False)["input_ids"]) for tokenizer in tokenizers)
    if tokens > limit:
        raise JobRefused(f"Expected at most {limit} tokens for {field}, got {tokens}: shorten it.")


@dataclass(frozen=True)
class Part:
    """One call of a pipeline: a whole pass, or one window of it."""

    job: PaintJob
    control: PaintControl
    pass_index: int
    window_index: int = 0
    windows: int = 1

    @property
    def seed(self) -> int:
        """Another one for each part of a job, so that no two of them begin with the same noise."""
        return self.job.seed | self.pass_index << PASS_BITS | self.window_index << WINDOW_BITS

    @property
    def is_first(self) -> bool:
        """Whether it is the first of its job."""
        return self.pass_index == self.window_index == 0

    def note_step(self, pipeline: Pipeline, index: int, _: object, tensors: dict[str, Any]) -> dict[str, Any]:
        """What a pipeline calls after each step: counts it, and ends the pipeline by raising PaintInterrupted."""
        self.control.count_step()
        self.control.step((self.window_index + (index + 1) / pipeline.num_timesteps) / self.windows)
        return tensors


def paint_part(pipeline: Pipeline, size: Size, part: Part, **inputs: object) -> Picture:
    """Runs a pipeline once, with a seed of its own and told to stop where the job is; gives a picture of that size.

    Raises:
        OutOfMemory: It does not fit into the GPU, nor does it decoded in tiles.
        PaintInterrupted: The job has to stop.
        SizeMismatch: The picture is not as large as was asked; pipelines round sizes without saying so.
        ArithmeticError: It holds what is no number: the model overflowed.
    """
    import torch

    def paint() -> Picture:
        painted = pipeline(
            # On the CPU, so that the noise does not depend on the kind of GPU; a fresh one for each attempt.
            generator=torch.Generator("cpu").manual_seed(part.seed),
            width=size.width_px,
            height=size.height_px,
            callback_on_step_end=part.note_step,
            output_type="np",
            **inputs,
        )
        picture = np.asarray(painted.images[0], np.float32)
        if size_of(picture) != size:
            raise SizeMismatch(f"Expected {size} px from the pipeline, got {size_of(picture)}: report it.")
        if not np.isfinite(picture).all():
            raise ArithmeticError("Expected numbers from the pipeline, got a picture with some that are none")
        return picture

    has_gpu = torch.cuda.is_available()
    if has_gpu and part.is_first:
        torch.cuda.reset_peak_memory_stats()
    picture = with_less_memory(pipeline.vae, paint)
    if has_gpu:
        part.control.gpu_memory_mib = torch.cuda.max_memory_allocated() // MEBIBYTE
    return picture


def fill_with(pipeline: Pipeline, part: Part, **inputs: object) -> Fill:
    """Gives what fills windows: a pipeline that takes a picture and a mask, for a pass of a job."""

    def fill(there: Picture, mask: Mask, window: int, windows: int) -> Picture:
        here = replace(part, window_index=window, windows=windows)
        pictures = {"image": to_tensor(there), "mask_image": to_mask(mask)}
        return paint_part(pipeline, size_of(there), here, **pictures, **inputs)

    return fill


def with_less_memory(vae: Any, paint: Callable[[], Result]) -> Result:  # noqa: ANN401 - diffusers' autoencoder
    """Runs `paint`; where the GPU's memory does not suffice once more, decoding in tiles.

    Raises:
        OutOfMemory: It does not suffice for that either.
    """
    import torch

    try:
        return paint()
    except torch.OutOfMemoryError:
        # What the failed attempt holds is let go of only after this block.
        pass
    _free_memory()
    _tile(vae)
    try:
        return paint()
    except torch.OutOfMemoryError:
        message = (
            "Expected enough GPU memory for a pass, also in tiles, got too little: try later, or deploy a larger GPU."
        )
        raise OutOfMemory(message) from None
    finally:
        vae.disable_tiling()
        _free_memory()


def _tile(vae: Any) -> None:  # noqa: ANN401
    """Their own tiles are as large as the pictures that the models were trained on: nothing would be gained."""
    vae.tile_sample_min_size = TILE_PX
    vae.tile_latent_min_size = TILE_PX // 2 ** (len(vae.config.block_out_channels) - 1)
    vae.enable_tiling()


def _free_memory() -> None:
    import gc

    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def to_tensor(picture: Picture) -> Any:  # noqa: ANN401
    """1 x 3 x height x width, 0..1, as pipelines take pictures without rounding them to 8 bits."""
    import torch

    return torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)[None]).clip(0, 1))


def to_mask(mask: Mask) -> Any:  # noqa: ANN401
    """1 x 1 x height x width, 1 = to be painted."""
    import torch

    return torch.from_numpy(mask.astype(np.float32)[None, None])
