"""The first small picture of an engine: weights that do not fit show here, and a GPU gets its kernels ready."""

import threading

import numpy as np

from packshot_container.contract import PaintJob, PaintPass, PixelBox, Size, StoredPicture, UnitRect
from packshot_container.engines.engine import Engine, PaintControl
from packshot_container.errors import ContainerError, ModelNotUsable

SIDE_PX = 256
NO_ID, NO_SHA256 = "0" * 32, "0" * 64
MIDDLE_GREY = 0.5


def warm_up(engine: Engine) -> None:
    """Paints a first pass and extends it, so that everything that the engine loaded has run once.

    Raises:
        ModelNotUsable: It can't.
    """
    hero, wide = Size(width_px=SIDE_PX, height_px=SIDE_PX), Size(width_px=2 * SIDE_PX, height_px=SIDE_PX)
    keep = PixelBox(left_px=SIDE_PX // 2, top_px=0, width_px=SIDE_PX, height_px=SIDE_PX)
    rect = UnitRect(left=-1, bottom=0, width=2, height=2)
    job = PaintJob(
        v=1,
        plate_id=NO_ID,
        attempt=1,
        engine=engine.facts.name,
        prompt="a table",
        seed=0,
        bucket="",
        underpaint=StoredPicture(key="none", sha256=NO_SHA256, width_px=SIDE_PX, height_px=SIDE_PX),
        passes=[
            PaintPass(name="hero", canvas=hero, rect=rect, keep=None),
            PaintPass(name="wide", canvas=wide, rect=rect, keep=keep),
        ],
        output_prefix="/",
    )
    control = PaintControl(threading.Event())
    picture = np.full((SIDE_PX, SIDE_PX, 3), MIDDLE_GREY, np.float32)
    try:
        for paint_pass in job.passes:
            picture = engine.paint(paint_pass, picture, job, control)
    except Exception as error:
        got = error.sentence if isinstance(error, ContainerError) else f"{type(error).__name__}: {error}"
        raise ModelNotUsable(f"Expected a first picture from {engine.facts.name}, got {got}") from error
