"""Sets weights of tiny networks by hand so that they carry a picture through: what goes in comes out, smaller and back.

An autoencoder of random numbers turns every picture into noise, and a plate painted through it keeps nothing of its
underpaint. Here the first channels hold red, green and blue all the way: the branches of the residual blocks give
nothing, each halving takes the mean of 2 x 2, each doubling repeats, and the latents are the means of 8 x 8 pixels.

Two things stand in the way of that, and both are made to pass what they get:

- a norm over all channels, which would take the picture's brightness and contrast away. Two channels hold a constant
  so large, and its opposite, that they alone make its spread, and their mean is what it took away: it is added again;
- the activation behind it, which is a straight line to 4 digits far from zero: the norm's bias moves everything there.

Weights are written in place: whoever calls has torch's gradients off.
"""

from math import sqrt
from typing import Any

import torch

RGB = 3
ANCHOR = 16.0
"""The constant in two channels of the autoencoder; 16 times as large as the brightest white."""
NOISE_ANCHOR = 32.0
"""That of the denoiser, which holds up to 15 times the latents' usual spread: the largest sigma of its schedule."""
STRAIGHT_AT = 16.0
"""Where the activation is as good as a straight line."""
LATENT_RANGE = 8.0
"""White as a latent, in what the denoisers see. Wide, so that little noise stays in a picture: it is 1 for a spread."""
NO_SPREAD = -30.0
"""Logarithm of the latents' variance: the encoder is sure of what it says."""
RANDOM_GAIN = 5.0
"""How much louder the random numbers of the denoiser's last layer are: what they read is small beside NOISE_ANCHOR."""

Layer = Any
"""A layer of torch, whose types are not installed where this file is checked."""


def carry_through_autoencoder(vae: Any, *, scale: float, shift: float) -> None:  # noqa: ANN401 - diffusers' autoencoder
    """Makes an autoencoder with channels for three colours and two constants carry a picture through.

    `scale` and `shift` are what pipelines make of its latents: (latent - shift) * scale is in +-LATENT_RANGE.
    """
    to_latent = LATENT_RANGE / scale
    encoder, decoder = vae.encoder, vae.decoder
    _carry_through_blocks(encoder, encoder.down_blocks)
    _carry_through_blocks(decoder, decoder.up_blocks)
    for part, gain_in, gain_out in ((encoder, 1.0, to_latent), (decoder, 1 / to_latent, 1.0)):
        _carry(part.conv_in, RGB, gain_in)
        part.conv_in.bias[RGB : RGB + 2] = torch.tensor([ANCHOR, -ANCHOR])
        _silence(part.conv_out)
        _pass_norm(part.conv_norm_out, part.conv_out, ANCHOR, RGB, gain_out)
    encoder.conv_out.bias[:RGB] = shift
    encoder.conv_out.bias[vae.config.latent_channels :] = NO_SPREAD
    decoder.conv_in.bias[:RGB] = -shift / to_latent
    for between in (vae.quant_conv, vae.post_quant_conv):
        if between is not None:
            _carry(between, between.weight.shape[0])


def carry_through_unet(unet: Any) -> None:  # noqa: ANN401 - diffusers' network
    """Makes a network of one norm group predict the noise that the latents themselves would be, and a little at random.

    That prediction is the best one for latents with a spread of 1. It takes most of the noise away from whatever it
    gets, where one at random would leave all of it; and what is at random in it differs by prompt, time and size.
    """
    latents = unet.config.out_channels
    anchors = slice(latents, latents + 2)
    _silence_rows(unet.conv_in, slice(0, latents))
    centre = 1
    for channel in range(latents):
        unet.conv_in.weight[channel, channel, centre, centre] = 1
    last = unet.up_blocks[-1].resnets[-1]
    _silence_rows(last.conv2, slice(0, anchors.stop))
    _silence_rows(last.conv_shortcut, slice(0, anchors.stop))
    # What the first layer gave lies behind what comes from below.
    behind = last.conv_shortcut.weight.shape[1] - unet.conv_in.weight.shape[0]
    for channel in range(latents):
        last.conv_shortcut.weight[channel, behind + channel] = 1
    last.conv_shortcut.bias[anchors] = torch.tensor([NOISE_ANCHOR, -NOISE_ANCHOR])
    _keep_centre(unet.conv_out, RANDOM_GAIN)
    unet.conv_out.weight[:, : anchors.stop] = 0
    _pass_norm(unet.conv_norm_out, unet.conv_out, NOISE_ANCHOR, latents, 1.0)


def hear_words(network: Any, layers: tuple[str, ...], gain: float) -> None:  # noqa: ANN401 - diffusers' network
    """Makes the layers of those names louder, which read the prompt: at random they hardly tell two prompts apart."""
    for name, layer in network.named_modules():
        if name.endswith(layers):
            layer.weight *= gain


def _pass_norm(norm: Layer, last: Layer, anchor: float, carried: int, gain: float) -> None:
    """Makes the last layer read what stood before a norm of one group and an activation, times `gain`.

    The channels from `carried` on hold the two constants.
    """
    channels, centre = norm.weight.shape[0], 1
    spread = anchor * sqrt(2 / channels)
    norm.weight.fill_(1)
    norm.bias.fill_(STRAIGHT_AT)
    for channel in range(carried):
        last.weight[channel, channel, centre, centre] = spread * gain
        last.weight[channel, carried : carried + 2, centre, centre] = -spread * gain / 2
    last.bias.copy_(-STRAIGHT_AT * last.weight.sum((1, 2, 3)))


def _keep_centre(layer: Layer, gain: float) -> None:
    """Leaves a layer's random numbers at the pixel itself alone: then the norm's bias before it shows no border."""
    centre = layer.weight[:, :, 1, 1].clone() * gain
    _silence(layer)
    layer.weight[:, :, 1, 1] = centre


def _carry_through_blocks(part: Any, blocks: Any) -> None:  # noqa: ANN401 - an encoder or decoder, and its blocks
    """Makes all blocks give what they get, with half the sides or twice of them where they change the size."""
    _silence(part.mid_block.attentions[0].to_out[0])
    for block in [part.mid_block, *blocks]:
        for resnet in block.resnets:
            _silence(resnet.conv2)
        for halving in getattr(block, "downsamplers", None) or ():
            _carry(halving.conv, RGB + 2, is_halving=True)
        for doubling in getattr(block, "upsamplers", None) or ():
            _carry(doubling.conv, RGB + 2)


def _carry(layer: Layer, channels: int, gain: float = 1.0, *, is_halving: bool = False) -> None:
    """Makes a convolution carry its first channels, each to itself: a pixel to a pixel, or the mean of 2 x 2 to one."""
    _silence(layer)
    centre = layer.weight.shape[-1] // 2
    for channel in range(channels):
        if is_halving:
            layer.weight[channel, channel, :2, :2] = gain / 4
        else:
            layer.weight[channel, channel, centre, centre] = gain


def _silence(layer: Layer) -> None:
    layer.weight.zero_()
    layer.bias.zero_()


def _silence_rows(layer: Layer, rows: slice) -> None:
    layer.weight[rows] = 0
    layer.bias[rows] = 0
