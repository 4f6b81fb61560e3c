"""What every engine is: its facts, how it is loaded, and how it paints one pass. Knows no model library."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from packshot_container.contract import Layout, PaintJob, PaintPass, Size, Weights
from packshot_container.deadline import NO_DEADLINE, Deadline
from packshot_container.errors import JobRefused, PaintInterrupted
from packshot_container.picture import Mask, Picture

Mode = Literal["stage", "in-context", "extend"]
"""What a job's first pass paints: an empty stage, the surroundings of a product that the engine sees behind a mask, or
what lies beyond the borders of a photo."""


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
class Bounds:
    """A number that a job may ask for: what it is where the job says nothing, and its least and most."""

    usual: float
    least: float
    most: float

    def given(self, value: float | None) -> float:
        """What a job asks for, or the usual number."""
        return self.usual if value is None else value

    def check(self, value: float, field: str) -> None:
        """Passes a number within the bounds.

        Raises:
            JobRefused: It lies beside them; the sentence names `field`.
        """
        if not self.least <= value <= self.most:
            raise JobRefused(f"Expected {self.least:g} to {self.most:g} for {field}, got {value:g}.")


@dataclass(frozen=True)
class WeightsFacts:
    """Which weights an engine runs, and where they come from. Their hash is the deployment's: see weights.py."""

    id: str
    sources: Mapping[str, str]
    """Where each folder of the weights is published, by the folder's name."""


@dataclass(frozen=True)
class EngineFacts:
    """What the registry, the receipts and the planner need to know of an engine."""

    name: str
    pipelines: tuple[str, ...]
    """The classes of diffusers that paint the first pass and the later ones; none for an engine that computes."""
    weights: WeightsFacts | None
    """None for an engine that computes its pictures."""
    licence: str
    licence_allows: str
    """What the licence lets a shop do, in a few words."""
    layout: Layout
    """How the underpaint reaches an empty stage."""
    size_rule: SizeRule
    is_prompted: bool
    """Whether it paints what the prompt says: then a job needs one."""
    token_limit: int | None = None
    """The longest prompt in tokens; a longer one is refused, never cut."""
    steps: Bounds | None = None
    """Denoising steps a pass; None where there are none. The bounds are whole numbers."""
    guidance: Bounds | None = None
    guidance_means: str = "refused"
    takes_negative_prompt: bool = False
    schedulers: tuple[str, ...] = ()
    """The first is the usual one; none where the model has one of its own."""
    strength: Bounds | None = None
    """How far a stage leaves its underpaint; None where the layout does not start from it."""
    in_context_strength: Bounds | None = None
    """The same where the engine sees the product; None where it can't start from what is masked."""
    strength_steps: Literal["refused", "rounded down", "rounded up"] = "refused"
    """Steps times strength of the steps run, in whole steps: which strengths really give distinct starts."""
    fill_strength: float | None = None
    """The strength at which outpainting runs; None where the engine has none."""
    modes: tuple[Mode, ...] = ("stage",)
    overlap_px: int = 0
    """How far into the kept picture an outpainting pass paints as well, to find its way from there."""
    mask: Literal["none", "white is painted"] = "none"
    gpu_memory_gib: int = 0
    """What a GPU needs to have for canvases of 1.4 megapixels; 0 for an engine that needs none."""

    def strength_in(self, mode: Mode) -> Bounds | None:
        """How far a first pass of this mode may leave its underpaint; None where a job can't choose it."""
        if mode == "extend":
            return None
        return self.strength if mode == "stage" else self.in_context_strength


@dataclass(frozen=True)
class Deployment:
    """What a deployment says of the engine that it runs."""

    weights_folder: Path
    """Holds a folder of the engine's name."""
    weights_sha256: str | None
    flux_dev_agreement: str | None
    """Id of the agreement under which weights of FLUX.1 dev may be used commercially."""


class PaintControl:
    """What an engine tells while it paints, and how it is told to stop. One for each job."""

    def __init__(self, stopping: threading.Event, deadline: Deadline = NO_DEADLINE) -> None:
        self._stopping = stopping
        self._deadline = deadline
        self.done_share = 0.0
        self.steps = 0
        """How often the engine's network ran so far, over all passes."""
        self.gpu_memory_mib: int | None = None
        """The most of the GPU's memory that was in use at once so far; None without a GPU."""

    def count_step(self) -> None:
        """Notes one more run of the network."""
        self.steps += 1

    def step(self, done_share: float) -> None:
        """Notes how much of the pass is done (0..1). Engines call it at least every half second.

        Raises:
            PaintInterrupted: The container has to stop now; the engine lets it pass.
            PaintTimedOut: Nobody waits for the picture any more; the engine lets it pass, too.
        """
        self.done_share = done_share
        if self._stopping.is_set():
            raise PaintInterrupted(
                f"The container had to stop when {done_share:.0%} of a pass was painted: send the job again."
            )
        self._deadline.check(f"when {done_share:.0%} of a pass was painted")


class Engine(Protocol):
    """One engine. `load` and `paint` are only called by the render thread, one call at a time."""

    @property
    def facts(self) -> EngineFacts:
        """What it is; known before it is loaded."""
        ...

    @property
    def licence(self) -> str:
        """What its pictures are painted under, for their receipts: the licence, or the agreement in its place."""
        ...

    @property
    def weights(self) -> Weights | None:
        """The weights that are deployed, with their hash; known before they are loaded."""
        ...

    def load(self) -> None:
        """Makes the engine ready: weights into memory, a first small picture. May take minutes, may raise."""
        ...

    def paint(
        self, paint_pass: PaintPass, picture: Picture, job: PaintJob, control: PaintControl, mask: Mask | None = None
    ) -> Picture:
        """Paints one pass of a job and returns a new picture exactly as large as the pass's canvas.

        `picture` is the underpaint for the first pass, else the picture of the pass before. It lies unscaled at
        `paint_pass.keep` where there is one, and comes back there unchanged. With a `mask`, which only a first pass
        has, it shows the product in its place, and all that is false in the mask comes back unchanged. The same job
        gives the same pixels. After the last pass the picture is rounded to 8 bits, so an engine whose pictures are
        smoother than that dithers there.

        Raises:
            JobRefused: A field of the job can't be honoured; the sentence names it.
            OutOfMemory: The pass does not fit, and not as smaller work either.
            PaintInterrupted, PaintTimedOut: Passed on from `control.step`.
        """
        ...
