"""The canvases of one megapixel that models of FLUX are used at, one for each of eleven ratios.

They are multiples of 64 px, so that latents, packed by twos, come out whole after every halving, and as many tokens as
the ratio allows below 1024 x 1024. FLUX sees tokens, not sides: eleven ratios come to five counts of them, and a GPU is
warm for all once it has painted five.
"""

from dataclasses import dataclass

from packshot_container.contract import Size

PIXELS_PER_TOKEN_SIDE = 16
"""Latents are an eighth of the picture, and are packed by twos."""


@dataclass(frozen=True)
class Ratio:
    """A ratio of width to height, and its canvas of about one megapixel."""

    width: int
    height: int
    canvas: Size

    @property
    def name(self) -> str:
        """As people write it."""
        return f"{self.width}:{self.height}"

    @property
    def tokens(self) -> int:
        """How many tokens a model of FLUX makes of the canvas."""
        return self.canvas.width_px * self.canvas.height_px // PIXELS_PER_TOKEN_SIDE**2

    @property
    def off_share(self) -> float:
        """How much wider the canvas is than the ratio says; negative where it is narrower. 0.01 is one percent."""
        return self.canvas.width_px * self.height / (self.canvas.height_px * self.width) - 1


def _ratio(width: int, height: int, width_px: int, height_px: int) -> Ratio:
    return Ratio(width, height, Size(width_px=width_px, height_px=height_px))


RATIOS: tuple[Ratio, ...] = (
    _ratio(1, 1, 1024, 1024),
    _ratio(16, 9, 1344, 768),
    _ratio(21, 9, 1536, 640),
    _ratio(3, 2, 1216, 832),
    _ratio(2, 3, 832, 1216),
    _ratio(4, 5, 896, 1088),
    _ratio(5, 4, 1088, 896),
    _ratio(3, 4, 896, 1152),
    _ratio(4, 3, 1152, 896),
    _ratio(9, 16, 768, 1344),
    _ratio(9, 21, 640, 1536),
)
"""In the order in which they are usually named."""
