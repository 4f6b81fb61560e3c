"""Printed labels, drawn in code and set in open type (Source Serif, Hanken Grotesk; both SIL OFL)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from font_hanken_grotesk import HankenGroteskMedium, HankenGroteskSemiBold
from font_source_serif_pro import SourceSerifPro, SourceSerifProSemibold
from PIL import Image, ImageDraw, ImageFont

from render.meshes import Floats

PX_PER_CM = 240
"""A label of this sharpness is never enlarged in a 2000 px photo, which shows about 110 px a centimetre."""

FACES = {
    "serif": SourceSerifPro,
    "serif-bold": SourceSerifProSemibold,
    "sans": HankenGroteskMedium,
    "sans-bold": HankenGroteskSemiBold,
}


class Sheet:
    """A label being set: lengths in cm from its top left, colours sRGB."""

    def __init__(self, width_cm: float, height_cm: float, paper: tuple[int, int, int]) -> None:
        self.size_cm = (width_cm, height_cm)
        self.image = Image.new("RGB", (_px(width_cm), _px(height_cm)), paper)
        self.pen = ImageDraw.Draw(self.image)

    def line(self, text: str, x: float, y: float, size: float, face: str, ink: tuple[int, int, int], tracking: float = 0.0) -> None:
        """Sets one centred line with its baseline at `y`; `size` and `tracking` in cm."""
        font = _font(face, size)
        widths = [font.getlength(letter) + tracking * PX_PER_CM for letter in text]
        left = x * PX_PER_CM - (sum(widths) - tracking * PX_PER_CM) / 2
        for letter, width in zip(text, widths, strict=True):
            self.pen.text((left, y * PX_PER_CM), letter, font=font, fill=ink, anchor="ls")
            left += width

    def rule(self, left: float, right: float, y: float, weight: float, ink: tuple[int, int, int]) -> None:
        """Draws a horizontal rule of `weight` cm."""
        self.pen.rectangle([_px(left), _px(y - weight / 2), _px(right), _px(y + weight / 2)], fill=ink)

    def leaf(self, x: float, y: float, length: float, angle: float, ink: tuple[int, int, int]) -> None:
        """Draws a leaf with its stem end at (x, y), pointing along `angle` (radians, 0 = right, up is positive)."""
        share = np.linspace(0, 1, 40)
        half = 0.17 * length * np.sin(np.pi * share**0.8)
        outline = np.concatenate([np.stack([share * length, half], 1), np.stack([share * length, -half], 1)[::-1]])
        cosine, sine = np.cos(angle), np.sin(angle)
        turned = np.stack([x + outline[:, 0] * cosine - outline[:, 1] * sine, y - outline[:, 0] * sine - outline[:, 1] * cosine], 1)
        self.pen.polygon([(float(a), float(b)) for a, b in turned * PX_PER_CM], fill=ink)

    def disc(self, x: float, y: float, radius: float, ink: tuple[int, int, int]) -> None:
        """Draws a filled circle around (x, y)."""
        self.pen.ellipse([_px(x - radius), _px(y - radius), _px(x + radius), _px(y + radius)], fill=ink)

    def area(self, outline: Sequence[tuple[float, float]], ink: tuple[int, int, int]) -> None:
        """Fills a closed outline."""
        self.pen.polygon([(x * PX_PER_CM, y * PX_PER_CM) for x, y in outline], fill=ink)

    def linear(self) -> Floats:
        """Gives the sheet as linear reflectance, rows x columns x 3, with the slight softness of ink on paper."""
        coded = np.asarray(self.image, np.float32) / 255
        return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4).astype(np.float32)


@cache
def _font(face: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FACES[face], _px(size))


def _px(length_cm: float) -> int:
    return round(length_cm * PX_PER_CM)


def hand_wash_label(width_cm: float, height_cm: float) -> Floats:
    """Gives the bottle's label: linear reflectance, rows x columns x 3."""
    ink, green = (44, 42, 38), (74, 92, 72)
    sheet = Sheet(width_cm, height_cm, (238, 232, 219))
    middle = width_cm / 2
    half = 2.35
    sheet.line("SAMPLE & SONS", middle, 0.95, 0.36, "sans-bold", ink, 0.085)
    sheet.rule(middle - half, middle + half, 1.28, 0.016, ink)
    for index in range(7):
        # A sprig: pairs of leaves that grow shorter towards the tip.
        y, length = 2.92 - 0.19 * index, 0.62 - 0.055 * index
        for side in (0, 1):
            angle = np.radians(38 + 4 * index)
            sheet.leaf(middle, y, length, angle if side == 0 else np.pi - angle, green)
    sheet.leaf(middle, 1.85, 0.42, np.pi / 2, green)
    sheet.pen.line([(_px(middle), _px(3.2)), (_px(middle), _px(1.8))], fill=green, width=_px(0.028))
    sheet.line("Cedar & Bergamot", middle, 4.02, 0.6, "serif", ink)
    sheet.line("HAND WASH", middle, 4.56, 0.27, "sans", ink, 0.1)
    sheet.rule(middle - 0.35, middle + 0.35, 4.86, 0.016, ink)
    sheet.line("with olive oil and oat protein", middle, 5.22, 0.24, "serif", ink)
    sheet.rule(middle - half, middle + half, 5.6, 0.016, ink)
    sheet.line("300 ML  /  10.1 FL OZ", middle, 5.97, 0.21, "sans", ink, 0.05)
    for row, text in enumerate(["Made in small batches.", "Keep out of eyes.", "Shake before use.", "Batch 0417"]):
        for side in (-1, 1):
            sheet.line(text, middle + side * 4.2, 2.6 + 0.36 * row, 0.2, "serif", ink)
    return sheet.linear()


def cream_print(width_cm: float, height_cm: float) -> Floats:
    """Gives the jar's screen print as coverage 0..1, rows x columns x 1."""
    sheet = Sheet(width_cm, height_cm, (0, 0, 0))
    ink, middle = (255, 255, 255), width_cm / 2
    sheet.line("SAMPLE & SONS", middle, 0.32, 0.2, "sans-bold", ink, 0.06)
    sheet.line("Rose Clay", middle, 1.34, 0.78, "serif", ink)
    sheet.line("NIGHT CREAM", middle, 1.8, 0.2, "sans", ink, 0.1)
    sheet.rule(middle - 0.3, middle + 0.3, 2.1, 0.02, ink)
    sheet.line("50 ML  /  1.7 FL OZ", middle, 2.55, 0.17, "sans", ink, 0.04)
    return np.asarray(sheet.image.convert("L"), np.float32)[..., None] / 255
