"""The print of the tea carton: a landscape at sunrise that runs around its corners."""

from __future__ import annotations

import numpy as np

from render.label_art import Sheet
from render.meshes import Floats

SKY, SUN, INK, CREAM = (219, 158, 62), (249, 229, 190), (38, 52, 44), (246, 232, 204)
HILLS = [(9.0, 0.62, 0.4, (197, 103, 55)), (10.5, 0.5, 2.3, (146, 66, 44)), (12.0, 0.55, 4.0, (98, 104, 62)), (13.55, 0.4, 1.2, (35, 58, 50))]
"""Each ridge: its height from the top and half its swing (cm), where its wave starts (radians), and its colour."""


def tea_carton(front_cm: float, side_cm: float, height_cm: float) -> Floats:
    """Gives front and right side as one sheet, linear reflectance, rows x columns x 3; it joins itself without a seam."""
    sheet = Sheet(front_cm + side_cm, height_cm, SKY)
    middle = front_cm / 2
    sheet.disc(middle + 0.9, 8.55, 2.05, SUN)
    x = np.linspace(0, front_cm + side_cm, 400)
    share = 2 * np.pi * x / (front_cm + side_cm)
    for top, swing, start, colour in HILLS:
        ridge = top + swing * np.sin(share + start) + 0.45 * swing * np.sin(2 * share + 2.2 * start) + 0.16 * swing * np.sin(5 * share + start)
        sheet.area([*zip(x, ridge, strict=True), (x[-1], height_cm), (0, height_cm)], colour)
    sheet.line("SAMPLE & SONS", middle, 1.55, 0.36, "sans-bold", INK, 0.1)
    sheet.rule(middle - 0.4, middle + 0.4, 2.1, 0.025, INK)
    sheet.line("First Light", middle, 4.0, 1.5, "serif", INK)
    sheet.line("BREAKFAST TEA", middle, 4.95, 0.34, "sans", INK, 0.13)
    sheet.line("LOOSE LEAF", middle, 14.85, 0.28, "sans-bold", CREAM, 0.1)
    sheet.line("125 G  /  4.4 OZ", middle, 15.3, 0.24, "sans", CREAM, 0.06)
    _side(sheet, front_cm + side_cm / 2)
    return sheet.linear()


def _side(sheet: Sheet, middle: float) -> None:
    for side in (0.28, 0.5, 0.72):
        sheet.leaf(middle, 1.75, 0.75 - 0.6 * abs(side - 0.5), np.pi * side, INK)
    for row, text in enumerate(["A bright blend of", "Assam and Ceylon leaf,", "picked before sunrise."]):
        sheet.line(text, middle, 2.75 + 0.5 * row, 0.36, "serif", INK)
    sheet.rule(middle - 0.4, middle + 0.4, 4.3, 0.02, INK)
    sheet.line("HOW TO BREW", middle, 4.95, 0.25, "sans-bold", INK, 0.08)
    for row, text in enumerate(["One heaped teaspoon a cup", "200 ml of water at 95 °C", "Three to four minutes"]):
        sheet.line(text, middle, 5.5 + 0.42 * row, 0.27, "serif", INK)
    sheet.line("PACKED BY SAMPLE & SONS", middle, 14.85, 0.2, "sans-bold", CREAM, 0.05)
    sheet.line("Best before: see base", middle, 15.25, 0.22, "serif", CREAM)


def tea_lid(width_cm: float, depth_cm: float) -> Floats:
    """Gives the lid's print, linear reflectance, rows x columns x 3."""
    sheet = Sheet(width_cm, depth_cm, SKY)
    sheet.line("SAMPLE & SONS", width_cm / 2, depth_cm / 2 + 0.1, 0.34, "sans-bold", INK, 0.1)
    sheet.rule(width_cm / 2 - 0.4, width_cm / 2 + 0.4, depth_cm / 2 + 0.55, 0.025, INK)
    return sheet.linear()
