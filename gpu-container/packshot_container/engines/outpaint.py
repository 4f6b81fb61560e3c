"""Outpainting with any engine that fills a mask: the kept picture comes back unchanged, what is new is made to fit it.

A canvas that is larger than the engine paints well is painted in windows, each with what lies beside it as context.
"""

import numpy as np

from packshot_container.contract import PixelBox, Size
from packshot_container.engines.extend_picture import extend_picture
from packshot_container.engines.fill_windows import Fill, fill_windows
from packshot_container.engines.plan_windows import WindowRule, columns_of, plan_border_windows, rows_of
from packshot_container.picture import Picture


def outpaint(picture: Picture, canvas: Size, keep: PixelBox, rule: WindowRule, seed: list[int], fill: Fill) -> Picture:
    """Returns a picture of the canvas's size with `picture` unchanged at `keep` and the rest painted by `fill`.

    The engine starts from the known picture continued beyond its borders, never from grey or white, which bleed in.
    Canvas sides are multiples of the rule's step.
    """
    extended = extend_picture(picture, canvas, keep, np.random.default_rng(seed))
    is_known = np.zeros(extended.shape[:2], np.bool_)
    is_known[rows_of(keep), columns_of(keep)] = True
    fill_windows(extended, is_known, None, list(plan_border_windows(canvas, keep, rule)), rule.overlap_px, fill)
    return extended
