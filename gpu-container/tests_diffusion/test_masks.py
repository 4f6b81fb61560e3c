"""Which part of a mask is painted: the pipelines are asked directly, before what was kept is put back."""

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
import pytest

from packshot_container.contract import Size
from packshot_container.engines.diffusion import Part, paint_part, to_mask, to_tensor
from packshot_container.engines.engine import Engine
from packshot_container.picture import Mask, Picture
from tests_diffusion.painting import SQUARE, control_of, make_job, underpaint

Load = Callable[[str], Engine]

SIDE = SQUARE[0]
MIDDLE = SIDE // 2
CELLS = SIDE // 16
"""Of the grid on which these models blend, along each side."""


class Watched(Part):
    """A part of a job that remembers what the pipeline holds after each step."""

    latents: ClassVar[list[Any]] = []

    def note_step(self, pipeline: Any, index: int, _: object, tensors: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
        self.latents.append(tensors["latents"].clone())
        return super().note_step(pipeline, index, _, tensors)


def left_half() -> Mask:
    mask = np.zeros((SIDE, SIDE), np.bool_)
    mask[:, :MIDDLE] = True
    return mask


def fill(engine: Any, picture: Picture, prompt: str = "oak") -> tuple[Picture, Any]:  # noqa: ANN401
    """What the pipeline for outpainting makes of the left half of a picture, and its last latents as a grid."""
    name = engine.facts.name
    words = engine._prompts.read(prompt) if hasattr(engine, "_prompts") else engine._read_prompt(prompt)
    strength = {} if name == "flux1-fill-dev" else {"strength": 1.0}
    filled = paint_part(
        engine._fill,
        Size(width_px=SIDE, height_px=SIDE),
        Watched(make_job(name, [SQUARE]), control_of(), 0),
        image=to_tensor(picture),
        mask_image=to_mask(left_half()),
        num_inference_steps=2,
        **strength,
        **words,
    )
    return filled, Watched.latents[-1].reshape(CELLS, CELLS, -1)


@pytest.mark.parametrize("name", ["flux1-schnell", "flux1-dev", "flux2-klein-4b"])
def test_paints_what_is_white_in_the_mask_and_nothing_else(loaded: Load, name: str) -> None:
    (_, oak), (_, slate) = (fill(loaded(name), underpaint(SQUARE), prompt) for prompt in ("oak", "wet slate"))

    differs = (oak != slate).any(-1)
    assert differs[:, : CELLS // 2].all()
    # Where a mask is blended softly, the cell at its border is a little of both.
    assert not differs[:, CELLS // 2 + 1 :].any()


@pytest.mark.parametrize(("half", "is_seen"), [(slice(0, MIDDLE), False), (slice(MIDDLE, SIDE), True)])
def test_shows_fill_only_what_is_black_in_the_mask(loaded: Load, half: slice, is_seen: bool) -> None:
    engine = loaded("flux1-fill-dev")
    other = underpaint(SQUARE)
    other[:, half] = 0.1

    first, changed = (fill(engine, picture)[0] for picture in (underpaint(SQUARE), other))

    assert np.array_equal(first, changed) is not is_seen
