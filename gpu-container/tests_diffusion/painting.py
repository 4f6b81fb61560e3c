"""Jobs for engines, without a server and a bucket around them."""

import hashlib
import threading
from typing import Any

import numpy as np

from packshot_container.check_job import check_job
from packshot_container.contract import PaintJob, PixelBox
from packshot_container.engines.engine import Engine, PaintControl
from packshot_container.picture import Mask, Picture, to_levels

Size = tuple[int, int]
LANDSCAPE, SQUARE, PORTRAIT = (384, 256), (256, 256), (256, 384)
CANVASES = (LANDSCAPE, SQUARE, PORTRAIT)


def underpaint(size: Size) -> Picture:
    """A table before a wall: brighter above, darker below."""
    width, height = size
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :, None]
    light = np.where(y < 0.6, 0.8, 0.45) - 0.1 * x**2
    return np.asarray(light * np.array([1.0, 0.95, 0.9]), np.float32)


def around_product(size: Size) -> Mask:
    """All but a product in the middle that stands on the table."""
    width, height = size
    mask = np.ones((height, width), np.bool_)
    mask[height // 4 : height * 3 // 4, width * 3 // 8 : width * 5 // 8] = False
    return mask


def with_product(size: Size) -> Picture:
    """The table with a red product in its place."""
    return np.where(around_product(size)[:, :, None], underpaint(size), np.array([0.7, 0.1, 0.15], np.float32))


def make_in_context_job(engine: str, sizes: list[Size], seed: int = 1, **more: Any) -> PaintJob:  # noqa: ANN401
    """A job whose first pass shows the product behind a mask."""
    width, height = sizes[0]
    mask = {"key": "m.png", "sha256": "0" * 64, "widthPx": width, "heightPx": height}
    return make_job(engine, sizes, seed, mask=mask, **more)


def make_extend_job(engine: str, photo: Size, sizes: list[Size], seed: int = 1, **more: Any) -> PaintJob:  # noqa: ANN401
    """A job whose first pass goes on around a photo, which lies in its middle."""
    job = make_job(engine, sizes, seed, **more)
    first = job.passes[0]
    left, top = (first.canvas.width_px - photo[0]) // 2, (first.canvas.height_px - photo[1]) // 2
    keep = PixelBox(left_px=left, top_px=top, width_px=photo[0], height_px=photo[1])
    stored = job.underpaint.model_copy(update={"width_px": photo[0], "height_px": photo[1]})
    passes = [first.model_copy(update={"keep": keep}), *job.passes[1:]]
    return job.model_copy(update={"underpaint": stored, "passes": passes})


def few(engine: str) -> dict[str, float]:
    """Two steps, or one of two where the underpaint is what is started from."""
    return {"steps": 2, "strength": 0.5} if engine in ("sdxl", "flux1-dev") else {"steps": 2}


def make_job(engine: str, sizes: list[Size], seed: int = 1, **more: Any) -> PaintJob:  # noqa: ANN401
    """A job whose first pass is `sizes[0]`, and whose later ones extend it to all sides."""
    passes = []
    for index, (width, height) in enumerate(sizes):
        keep = None
        if index > 0:
            old_width, old_height = sizes[index - 1]
            left, top = (width - old_width) // 2, (height - old_height) // 2
            keep = {"leftPx": left, "topPx": top, "widthPx": old_width, "heightPx": old_height}
        passes.append(
            {
                "name": ("hero", "wide", "tall")[index],
                "canvas": {"widthPx": width, "heightPx": height},
                "rect": {"left": -1, "bottom": -0.5, "width": 2, "height": 2},
                "keep": keep,
            }
        )
    return PaintJob.model_validate(
        {
            "v": 1,
            "plateId": "0" * 32,
            "attempt": 1,
            "engine": engine,
            "prompt": "a table of oak in the sun",
            "seed": seed,
            "bucket": "work",
            "underpaint": {"key": "u.png", "sha256": "0" * 64, "widthPx": sizes[0][0], "heightPx": sizes[0][1]},
            "passes": passes,
            "outputPrefix": "plates/acme/0/",
            **more,
        },
        by_alias=True,
        by_name=False,
    )


def paint(engine: Engine, job: PaintJob, control: PaintControl | None = None) -> Picture:
    """Paints all passes of a job, checked as the container does."""
    check_job(job, engine.facts)
    size = (job.underpaint.width_px, job.underpaint.height_px)
    picture, mask = (underpaint(size), None) if job.mask is None else (with_product(size), around_product(size))
    for index, paint_pass in enumerate(job.passes):
        picture = engine.paint(paint_pass, picture, job, control or control_of(), mask if index == 0 else None)
    return picture


def control_of(stop_after: int | None = None) -> PaintControl:
    """A control; with `stop_after`, one that is told to stop once the network has run so often."""
    stopping = threading.Event()

    class Stopping(PaintControl):
        def count_step(self) -> None:
            super().count_step()
            if stop_after is not None and self.steps >= stop_after:
                stopping.set()

    return Stopping(stopping)


def hash_of(picture: Picture) -> str:
    return hashlib.sha256(to_levels(picture).tobytes()).hexdigest()
