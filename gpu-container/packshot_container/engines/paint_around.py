"""Painting around a product with any engine that fills a mask: it sees the product, which comes back unchanged."""

from packshot_container.engines.fill_windows import Fill, fill_windows
from packshot_container.engines.plan_windows import WindowRule, plan_mask_windows
from packshot_container.picture import Mask, Picture


def paint_around(picture: Picture, mask: Mask, rule: WindowRule, fill: Fill) -> Picture:
    """Returns a new picture with `picture` unchanged where `mask` is false and the rest painted by `fill`.

    `picture` shows the product in its place on the underpaint, from which the engine may start. Its sides are multiples
    of the rule's step. A canvas that is larger than the engine paints well is painted in windows, the product first.
    """
    painted = picture.copy()
    fill_windows(painted, ~mask, ~mask, plan_mask_windows(mask, rule), rule.overlap_px, fill)
    return painted
