"""Saves tiny weights of random numbers for each diffusion engine: `python -m tools.save_tiny_weights FOLDER`.

The pipelines are diffusers' own, with the channels, latents and steps of the real ones and few of everything else, so
that the engines load and run the same code in fractions of a second. Their tokenizers know single bytes. Nothing is
fetched. Prints the sha256 of each engine's weights, which PACKSHOT_WEIGHTS_SHA256 states.

The denoisers are random, the autoencoders are not: they carry the picture through (carry_picture.py). What is painted
from noise is noise, and what is painted from an underpaint at a low strength keeps its layout under some grain, as it
would with real weights: `sdxl` and `flux1-dev` up to a strength of 0.3. So plates of theirs can pass the layout gate,
and words, seeds, schedulers and guidance still change their bytes. The others start from noise whatever they are shown.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors

from packshot_container.engines import flux1_dev, flux1_fill_dev, flux1_schnell, flux2_klein_4b, sdxl
from packshot_container.weights import list_weights
from tools.carry_picture import carry_through_autoencoder, carry_through_unet, hear_words

SPECIAL = ("<pad>", "<s>", "</s>", "<unk>")
VOCABULARY = 300
"""Four specials and 256 bytes, with some room."""
CHAT = "{% for message in messages %}{{ message['content'] }}{% endfor %}"
CLIP_WIDTH, T5_WIDTH, QWEN_WIDTH = 32, 32, 16
VAE_BLOCKS = (5, 5, 5, 5)
"""Three colours and what carries them, see carry_picture.py.

Four, as in the real ones: pixels to latents is 8 to 1, and so all rules for sizes are the real ones.
"""
WORDS_GAIN, KLEIN_WORDS_GAIN = 10.0, 40.0
"""With these another prompt changes a picture by a few levels of 255, at the lowest strengths by one."""
SEED = 1


def save_tiny_weights(engine: str, folder: Path, dtype: torch.dtype = torch.float16) -> str:
    """Saves an engine's weights under its name in a folder; gives their sha256.

    The same numbers each time, so that the same seed paints the same picture with them.
    """
    diffusers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    weights, save = SAVE[engine]
    torch.manual_seed(SEED)
    with torch.no_grad():
        save(folder / engine, dtype)
    return list_weights(folder / engine, weights)


def _save_sdxl(folder: Path, dtype: torch.dtype) -> None:
    parts = {
        "vae": _vae(latent_channels=4, scaling_factor=0.13025, has_quant_conv=True),
        "text_encoder": _clip(transformers.CLIPTextModel),
        "text_encoder_2": _clip(transformers.CLIPTextModelWithProjection),
        "tokenizer": _tokenizer(sdxl.TOKEN_LIMIT),
        "tokenizer_2": _tokenizer(sdxl.TOKEN_LIMIT),
        "scheduler": diffusers.EulerDiscreteScheduler(
            beta_start=0.00085,
            beta_end=0.012,
            beta_schedule="scaled_linear",
            steps_offset=1,
            timestep_spacing="leading",
        ),
    }
    text = diffusers.StableDiffusionXLPipeline(unet=_unet(in_channels=4), **parts)
    _save(text, folder / "base", dtype)
    inpaint = diffusers.StableDiffusionXLInpaintPipeline(unet=_unet(in_channels=9), **parts)
    _save(inpaint, folder / "inpaint", dtype)


def _save_flux1_schnell(folder: Path, dtype: torch.dtype) -> None:
    _save(_flux1(diffusers.FluxPipeline, flux1_schnell.TOKEN_LIMIT, is_guided=False), folder / "pipeline", dtype)


def _save_flux1_dev(folder: Path, dtype: torch.dtype) -> None:
    _save(_flux1(diffusers.FluxPipeline, flux1_dev.TOKEN_LIMIT), folder / "pipeline", dtype)


def _save_flux1_fill_dev(folder: Path, dtype: torch.dtype) -> None:
    # Beside the noise it takes the picture without what is masked, and the mask: 64 + 64 + 256 channels.
    pipeline = _flux1(diffusers.FluxFillPipeline, flux1_fill_dev.TOKEN_LIMIT, in_channels=384)
    _save(pipeline, folder / "pipeline", dtype)


def _flux1(kind: Any, token_limit: int, *, in_channels: int = 64, is_guided: bool = True) -> Any:  # noqa: ANN401
    """A pipeline of FLUX.1, of a class of diffusers."""
    transformer = diffusers.FluxTransformer2DModel(
        patch_size=1,
        in_channels=in_channels,
        out_channels=64,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=T5_WIDTH,
        pooled_projection_dim=CLIP_WIDTH,
        axes_dims_rope=[4, 4, 8],
        guidance_embeds=is_guided,
    )
    hear_words(transformer, ("add_v_proj",), WORDS_GAIN)
    t5 = transformers.T5Config(vocab_size=VOCABULARY, d_model=T5_WIDTH, d_kv=8, d_ff=37, num_layers=2, num_heads=4)
    return kind(
        # Schnell's steps are not moved with the size of the picture.
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(
            shift=3.0 if is_guided else 1.0, use_dynamic_shifting=is_guided
        ),
        vae=_vae(latent_channels=16, scaling_factor=0.3611, shift_factor=0.1159, has_quant_conv=False),
        text_encoder=_clip(transformers.CLIPTextModel),
        tokenizer=_tokenizer(77),
        text_encoder_2=transformers.T5EncoderModel(t5),
        tokenizer_2=_tokenizer(token_limit),
        transformer=transformer,
    )


def _save_flux2_klein_4b(folder: Path, dtype: torch.dtype) -> None:
    # As many layers as the real one has at least: three of them, the last the 27th, are what the painter reads.
    qwen = transformers.Qwen3Config(
        vocab_size=VOCABULARY,
        hidden_size=QWEN_WIDTH,
        intermediate_size=16,
        num_hidden_layers=28,
        num_attention_heads=2,
        num_key_value_heads=2,
        head_dim=8,
        max_position_embeddings=flux2_klein_4b.TOKEN_LIMIT,
        pad_token_id=0,
    )
    transformer = diffusers.Flux2Transformer2DModel(
        in_channels=128,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=3 * QWEN_WIDTH,
        timestep_guidance_channels=32,
        axes_dims_rope=(4, 4, 4, 4),
        guidance_embeds=False,
    )
    hear_words(transformer, ("add_v_proj",), KLEIN_WORDS_GAIN)
    vae = diffusers.AutoencoderKLFlux2(
        block_out_channels=VAE_BLOCKS, layers_per_block=1, latent_channels=32, norm_num_groups=1
    )
    carry_through_autoencoder(vae, scale=1.0, shift=0.0)
    pipeline = diffusers.Flux2KleinPipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(shift=3.0, use_dynamic_shifting=True),
        vae=vae,
        text_encoder=transformers.Qwen3ForCausalLM(qwen),
        tokenizer=_tokenizer(flux2_klein_4b.TOKEN_LIMIT),
        transformer=transformer,
        is_distilled=True,
    )
    _save(pipeline, folder / "pipeline", dtype)


Save = Callable[[Path, torch.dtype], None]
SAVE: Mapping[str, tuple[str, Save]] = {
    "sdxl": (sdxl.WEIGHTS.id, _save_sdxl),
    "flux1-schnell": (flux1_schnell.WEIGHTS.id, _save_flux1_schnell),
    "flux1-dev": (flux1_dev.WEIGHTS.id, _save_flux1_dev),
    "flux1-fill-dev": (flux1_fill_dev.WEIGHTS.id, _save_flux1_fill_dev),
    "flux2-klein-4b": (flux2_klein_4b.WEIGHTS.id, _save_flux2_klein_4b),
}
"""Id of the weights and how they are saved, by the engine's name."""


def _save(pipeline: Any, folder: Path, dtype: torch.dtype) -> None:  # noqa: ANN401 - a diffusers pipeline
    pipeline.to(dtype).save_pretrained(folder, safe_serialization=True)


def _tokenizer(longest: int) -> Any:  # noqa: ANN401 - transformers' tokenizer
    """One token a byte."""
    letters = [*SPECIAL, *sorted(pre_tokenizers.ByteLevel.alphabet())]
    vocabulary = {letter: index for index, letter in enumerate(letters)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[], unk_token=SPECIAL[3]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[(SPECIAL[1], 1), (SPECIAL[2], 2)]
    )
    names = dict(zip(("pad_token", "bos_token", "eos_token", "unk_token"), SPECIAL, strict=True))
    wrapped = transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=longest, **names)
    wrapped.chat_template = CHAT
    return wrapped


def _clip(kind: Any) -> Any:  # noqa: ANN401 - a class of transformers
    return kind(
        transformers.CLIPTextConfig(
            vocab_size=VOCABULARY,
            hidden_size=CLIP_WIDTH,
            intermediate_size=37,
            num_attention_heads=4,
            num_hidden_layers=2,
            projection_dim=CLIP_WIDTH,
            max_position_embeddings=77,
            bos_token_id=1,
            eos_token_id=2,
            pad_token_id=0,
            hidden_act="gelu",
        )
    )


def _vae(*, has_quant_conv: bool, **numbers: float) -> Any:  # noqa: ANN401 - diffusers' autoencoder
    vae = diffusers.AutoencoderKL(
        down_block_types=["DownEncoderBlock2D"] * len(VAE_BLOCKS),
        up_block_types=["UpDecoderBlock2D"] * len(VAE_BLOCKS),
        block_out_channels=VAE_BLOCKS,
        layers_per_block=1,
        norm_num_groups=1,
        use_quant_conv=has_quant_conv,
        use_post_quant_conv=has_quant_conv,
        **numbers,
    )
    carry_through_autoencoder(vae, scale=vae.config.scaling_factor, shift=vae.config.shift_factor or 0.0)
    return vae


def _unet(in_channels: int) -> Any:  # noqa: ANN401 - diffusers' network
    unet = diffusers.UNet2DConditionModel(
        sample_size=32,
        block_out_channels=(32, 64),
        layers_per_block=1,
        in_channels=in_channels,
        out_channels=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=(2, 4),
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        transformer_layers_per_block=(1, 1),
        # Six numbers of sizes and crops, and the second encoder's vector.
        projection_class_embeddings_input_dim=6 * 8 + CLIP_WIDTH,
        cross_attention_dim=2 * CLIP_WIDTH,
        norm_num_groups=1,
    )
    carry_through_unet(unet)
    hear_words(unet, ("attn2.to_q", "attn2.to_k", "attn2.to_v", "attn2.to_out.0"), WORDS_GAIN)
    return unet


def main() -> int:
    """Gives the exit status."""
    if len(sys.argv) != 2:
        sys.stderr.write("Expected a folder.\n")
        return 2
    for engine in SAVE:
        sys.stdout.write(f"{engine} {save_tiny_weights(engine, Path(sys.argv[1]))}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
