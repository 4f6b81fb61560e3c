"""What the other tests, and the pipeline's, rely on: that tiny weights keep a picture where real ones would."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from PIL import Image, ImageFilter

from packshot_container.engines.engine import Engine
from packshot_container.picture import Picture, to_levels
from tests_diffusion.conftest import ENGINES
from tests_diffusion.painting import LANDSCAPE, SQUARE, hash_of, make_job, paint, underpaint

Load = Callable[[str], Engine]

GRID_SIDE = 32
KEEPS_LAYOUT = 0.9
LEVEL = 1 / 255


def layout_agreement(painted: Picture, laid_out: Picture) -> float:
    """The definition of shared/imaging/layout-agreement.ts: the correlation of two blurred grids of luminance."""
    return float(np.corrcoef(luminance_grid(painted), luminance_grid(laid_out))[0, 1])


def luminance_grid(picture: Picture) -> npt.NDArray[np.float64]:
    small = Image.fromarray(to_levels(picture)).resize((GRID_SIDE, GRID_SIDE), Image.Resampling.BILINEAR)
    return np.asarray(small.convert("L").filter(ImageFilter.GaussianBlur(1)), np.float64).ravel()


def autoencoder_of(engine: Engine) -> Any:  # noqa: ANN401 - diffusers' autoencoder
    pipeline = next(getattr(engine, name) for name in ("_text", "_edit", "_fill") if hasattr(engine, name))
    return pipeline.vae


@pytest.mark.parametrize("name", ENGINES)
def test_carry_a_picture_through_the_autoencoder(loaded: Load, name: str) -> None:
    vae = autoencoder_of(loaded(name))
    picture = underpaint(LANDSCAPE)

    with torch.no_grad():
        seen = torch.from_numpy(picture.transpose(2, 0, 1)[None].copy()) * 2 - 1
        there_and_back = vae.decode(vae.encode(seen).latent_dist.mean).sample
    decoded = (there_and_back[0].numpy().transpose(1, 2, 0) + 1) / 2

    # Exact but for the cells of 8 pixels, and those that the table's edge crosses.
    assert np.median(np.abs(decoded - picture)) < LEVEL
    assert layout_agreement(decoded, picture) > 0.99
    assert np.abs(decoded.mean((0, 1)) - picture.mean((0, 1))).max() < LEVEL


@pytest.mark.parametrize("engine", ["sdxl", "flux1-dev"])
@pytest.mark.parametrize("strength", [0.1, 0.2, 0.3])
@pytest.mark.parametrize("canvas", [SQUARE, LANDSCAPE])
def test_keep_the_layout_at_a_low_strength(loaded: Load, engine: str, strength: float, canvas: tuple[int, int]) -> None:
    settings = {"steps": 10, "strength": strength}

    painted = [
        paint(loaded(engine), make_job(engine, [canvas], seed, settings=settings, prompt=prompt))
        for seed, prompt in ((1, "oak"), (2, "oak"), (1, "wet slate"))
    ]

    assert all(layout_agreement(picture, underpaint(canvas)) >= KEEPS_LAYOUT for picture in painted)
    assert len({hash_of(picture) for picture in painted}) == len(painted)


@pytest.mark.parametrize("engine", ["sdxl", "flux1-dev"])
def test_lose_the_layout_from_noise(loaded: Load, engine: str) -> None:
    painted = paint(loaded(engine), make_job(engine, [SQUARE], settings={"steps": 10, "strength": 1}))

    assert layout_agreement(painted, underpaint(SQUARE)) < KEEPS_LAYOUT / 2
