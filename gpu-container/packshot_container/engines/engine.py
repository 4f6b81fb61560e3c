"""What every engine is: its facts, how it is loaded, and how it paints one pass. Knows no model library."""

import threading
from dataclasses import dataclass
from typing import Literal, Protocol

from packshot_container.contract import PaintJob, PaintPass, Size, Weights
from packshot_container.errors import JobRefused, PaintInterrupted
from packshot_container.picture import Picture

Layout = Literal["init", "reference", "control", "none"]
"""How the underpaint reaches the engine: as the picture it starts from, as a reference, as a control, or not at all."""


@dataclass(frozen=True)
class SizeRule:
    """The canvases that an engine paints; a canvas beside the rule is refused, never resized."""

    step_px: int
    """Both sides are multiples of this."""
    min_side_px: int
    max_side_px: int
    max_pixels: int

    def check(self, canvas: Size, field: str) -> None:
        """Passes a canvas that the engine can paint.

        Raises:
            JobRefused: The canvas is beside the rule; the sentence names `field`.
        """
        sides = (canvas.width_px, canvas.height_px)
        if any(side % self.step_px for side in sides):
            raise JobRefused(f"Expected multiples of {self.step_px} px for {field}, got {canvas}.")
        if min(sides) < self.min_side_px or max(sides) > self.max_side_px:
            raise JobRefused(
                f"Expected sides of {self.min_side_px} to {self.max_side_px} px for {field}, got {canvas}."
            )
        if canvas.width_px * canvas.height_px > self.max_pixels:
            raise JobRefused(f"Expected at most {self.max_pixels} pixels for {field}, got {canvas}.")


@dataclass(frozen=True)
class EngineFacts:
    """What the registry, the receipts and the planner need to know of an engine."""

    name: str
    weights: Weights | None
    """None for an engine that computes its pictures."""
    licence: str
    layout: Layout
    steps: int
    """Denoising steps a pass; 0 without diffusion."""
    prompt_used: bool
    size_rule: SizeRule


class PaintControl:
    """What an engine tells while it paints, and how it is told to stop. One for each job."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        self.done_share = 0.0

    def step(self, done_share: float) -> None:
        """Notes how much of the pass is done (0..1). Engines call it at least every half second.

        Raises:
            PaintInterrupted: The container has to stop now; the engine lets it pass.
        """
        self.done_share = done_share
        if self._stopping.is_set():
            raise PaintInterrupted(
                f"The container had to stop when {done_share:.0%} of a pass was painted: send the job again."
            )


class Engine(Protocol):
    """One engine. `load` and `paint` are only called by the render thread, one call at a time."""

    @property
    def facts(self) -> EngineFacts:
        """What it is; known before it is loaded."""
        ...

    def load(self) -> None:
        """Makes the engine ready: weights into memory, a first small picture. May take minutes, may raise."""
        ...

    def paint(self, paint_pass: PaintPass, picture: Picture, job: PaintJob, control: PaintControl) -> Picture:
        """Paints one pass of a job and returns a new picture exactly as large as the pass's canvas.

        `picture` is the underpaint for the first pass, else the picture of the pass before, which lies unscaled at
        `paint_pass.keep`. The same job gives the same pixels. After the last pass the picture is rounded to 8 bits, so
        an engine whose pictures are smoother than that dithers there.

        Raises:
            JobRefused: A field of the job can't be honoured; the sentence names it.
            PaintInterrupted: Passed on from `control.step`.
        """
        ...
