"""Pipelines of the published sizes with random numbers for weights, made on the device: nothing is fetched.

How long a network takes and what it needs does not depend on what its weights say. The numbers are those of the
published configurations (read in November 2026); a test counts the parameters they come to.

- FLUX.2 klein 4B: `Klein4BParams` of github.com/black-forest-labs/flux2 (5 double and 20 single blocks of 24 heads,
  text of 3 x 2560); the autoencoder's are the defaults of diffusers' AutoencoderKLFlux2.
- Qwen3-4B: config.json of huggingface.co/Qwen/Qwen3-4B.
- SDXL: configurations of unet, vae and text encoders of huggingface.co/stabilityai/stable-diffusion-xl-base-1.0; the
  network for filling has nine channels and is the same otherwise (diffusers/stable-diffusion-xl-1.0-inpainting-0.1).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import diffusers
import torch
import transformers

from packshot_container.engines import flux2_klein_4b, sdxl
from tools.byte_tokenizer import byte_tokenizer

Config = Mapping[str, Any]
Pipeline = Any


@dataclass(frozen=True)
class KleinSize:
    """What FLUX.2 klein is made of."""

    transformer: Config
    text_encoder: Config
    vae: Config


@dataclass(frozen=True)
class SdxlSize:
    """What SDXL is made of."""

    unet: Config
    text_encoder: Config
    text_encoder_2: Config
    vae: Config


KLEIN_4B = KleinSize(
    transformer={
        "in_channels": 128,
        "num_layers": 5,
        "num_single_layers": 20,
        "attention_head_dim": 128,
        "num_attention_heads": 24,
        "joint_attention_dim": 7680,
        "guidance_embeds": False,
    },
    text_encoder={
        "vocab_size": 151_936,
        "hidden_size": 2560,
        "intermediate_size": 9728,
        "num_hidden_layers": 36,
        "num_attention_heads": 32,
        "num_key_value_heads": 8,
        "head_dim": 128,
        "max_position_embeddings": 40_960,
        "tie_word_embeddings": True,
        "rms_norm_eps": 1e-6,
    },
    vae={},
)
SDXL = SdxlSize(
    unet={
        "sample_size": 128,
        "block_out_channels": (320, 640, 1280),
        "layers_per_block": 2,
        "out_channels": 4,
        "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        "transformer_layers_per_block": (1, 2, 10),
        "attention_head_dim": (5, 10, 20),
        "cross_attention_dim": 2048,
        "use_linear_projection": True,
        "addition_embed_type": "text_time",
        "addition_time_embed_dim": 256,
        "projection_class_embeddings_input_dim": 2816,
    },
    text_encoder={
        "vocab_size": 49_408,
        "hidden_size": 768,
        "intermediate_size": 3072,
        "num_hidden_layers": 12,
        "num_attention_heads": 12,
        "projection_dim": 768,
        "hidden_act": "quick_gelu",
    },
    text_encoder_2={
        "vocab_size": 49_408,
        "hidden_size": 1280,
        "intermediate_size": 5120,
        "num_hidden_layers": 32,
        "num_attention_heads": 20,
        "projection_dim": 1280,
        "hidden_act": "gelu",
    },
    vae={
        "down_block_types": ("DownEncoderBlock2D",) * 4,
        "up_block_types": ("UpDecoderBlock2D",) * 4,
        "block_out_channels": (128, 256, 512, 512),
        "layers_per_block": 2,
        "latent_channels": 4,
        "scaling_factor": 0.13025,
        "force_upcast": True,
    },
)


def build_klein(size: KleinSize, device: str, dtype: torch.dtype) -> Pipeline:
    """Gives a pipeline of FLUX.2 klein on a device, as the engine `flux2-klein-4b` loads it."""
    with made_on(device, dtype):
        parts = {
            "transformer": diffusers.Flux2Transformer2DModel(**size.transformer),
            "text_encoder": transformers.Qwen3ForCausalLM(transformers.Qwen3Config(**size.text_encoder)),
            "vae": diffusers.AutoencoderKLFlux2(**size.vae),
        }
    return diffusers.Flux2KleinPipeline(
        **{name: part.eval() for name, part in parts.items()},
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(shift=3.0, use_dynamic_shifting=True),
        tokenizer=byte_tokenizer(flux2_klein_4b.TOKEN_LIMIT),
        is_distilled=True,
    )


def build_sdxl(size: SdxlSize, device: str, dtype: torch.dtype) -> tuple[Pipeline, Pipeline]:
    """Gives the pipelines of SDXL that the engine `sdxl` loads, from text and nine-channel, on a device."""
    clip, projected = transformers.CLIPTextModel, transformers.CLIPTextModelWithProjection
    with made_on(device, dtype):
        parts = {
            "vae": diffusers.AutoencoderKL(**size.vae),
            "text_encoder": clip(transformers.CLIPTextConfig(**size.text_encoder)),
            "text_encoder_2": projected(transformers.CLIPTextConfig(**size.text_encoder_2)),
        }
        base, inpaint = (diffusers.UNet2DConditionModel(**size.unet, in_channels=channels) for channels in (4, 9))
    shared = {name: part.eval() for name, part in parts.items()} | {
        "tokenizer": byte_tokenizer(sdxl.TOKEN_LIMIT),
        "tokenizer_2": byte_tokenizer(sdxl.TOKEN_LIMIT),
        "scheduler": diffusers.EulerDiscreteScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1
        ),
        "add_watermarker": False,
    }
    return (
        diffusers.StableDiffusionXLPipeline(unet=base.eval(), **shared),
        diffusers.StableDiffusionXLInpaintPipeline(unet=inpaint.eval(), **shared),
    )


@contextmanager
def made_on(device: str, dtype: torch.dtype) -> Iterator[None]:
    """Makes what is built inside on a device and of a type, never elsewhere and larger first."""
    usual = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with torch.device(device):
            yield
    finally:
        torch.set_default_dtype(usual)
