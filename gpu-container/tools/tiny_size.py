"""Tiny sizes for the pipelines of full_size.py: the same layers and channels, few of everything else."""

from tools.byte_tokenizer import VOCABULARY
from tools.full_size import KleinSize, SdxlSize

WIDTH = 32
VAE_BLOCKS = (8, 8, 8, 8)
CLIP = {
    "vocab_size": VOCABULARY,
    "hidden_size": WIDTH,
    "intermediate_size": 37,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "projection_dim": WIDTH,
    "max_position_embeddings": 77,
}

TINY_KLEIN = KleinSize(
    transformer={
        "in_channels": 128,
        "num_layers": 1,
        "num_single_layers": 1,
        "attention_head_dim": 16,
        "num_attention_heads": 2,
        "joint_attention_dim": 3 * WIDTH,
        "guidance_embeds": False,
        "axes_dims_rope": (4, 4, 4, 4),
    },
    text_encoder={
        "vocab_size": VOCABULARY,
        "hidden_size": WIDTH,
        "intermediate_size": 16,
        "num_hidden_layers": 28,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "head_dim": 16,
        "max_position_embeddings": 512,
        "tie_word_embeddings": True,
    },
    vae={"block_out_channels": VAE_BLOCKS, "layers_per_block": 1, "norm_num_groups": 1},
)
TINY_SDXL = SdxlSize(
    unet={
        "sample_size": 32,
        "block_out_channels": (32, 64),
        "layers_per_block": 1,
        "out_channels": 4,
        "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
        "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
        "transformer_layers_per_block": (1, 1),
        "attention_head_dim": (2, 4),
        "cross_attention_dim": 2 * WIDTH,
        "use_linear_projection": True,
        "addition_embed_type": "text_time",
        "addition_time_embed_dim": 8,
        "projection_class_embeddings_input_dim": 6 * 8 + WIDTH,
    },
    text_encoder=CLIP,
    text_encoder_2=CLIP,
    vae={
        "down_block_types": ("DownEncoderBlock2D",) * 4,
        "up_block_types": ("UpDecoderBlock2D",) * 4,
        "block_out_channels": VAE_BLOCKS,
        "layers_per_block": 1,
        "latent_channels": 4,
        "norm_num_groups": 1,
        "scaling_factor": 0.13025,
    },
)
