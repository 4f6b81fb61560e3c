"""What makes up one set: its pieces, its lights, its camera, and the facts that its sidecar states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from studio.camera import Camera, Window
from studio.lights import Blocker, Softbox
from studio.meshes import Piece

STANDING = (
    Window("wide", -66.0, -30.0, 132.0, 90.0, 16.0),
    Window("close", -26.0, -21.0, 52.0, 64.0, 37.5),
)
"""For products of about 22 cm: 6 x 4.1 of them in the wide zoom, 2.4 x 2.9 in the close one."""
LYING = (
    Window("wide", -66.0, -45.0, 132.0, 90.0, 16.0),
    Window("close", -26.0, -32.0, 52.0, 64.0, 37.5),
)
"""Seen from above a product lies in the middle."""


@dataclass(frozen=True)
class Plane:
    """A flat part of the set that can receive a shadow: its corners in order around it, centimetres."""

    role: str
    polygon_cm: list[tuple[float, float, float]]


@dataclass(frozen=True)
class StudioSet:
    """One set.

    `pieces` takes the side of its textures in pixels; `products_cm` is the least, usual and most length of u.
    """

    id: str
    title: str
    camera: Camera
    pieces: Callable[[int], list[Piece]]
    key: Softbox
    planes: list[Plane]
    products_cm: tuple[float, float, float]
    depth_cm: tuple[float, float]
    """How far before (-) and behind the stage point a product may stand, along y."""
    poses: tuple[str, ...] = ("standing",)
    fills: list[Softbox] = field(default_factory=list)
    blockers: Callable[[], list[Blocker]] = list
    room: float = 0.3
    room_tint: tuple[float, float, float] = (1.0, 1.0, 1.03)
    brightness: float = 0.60
    """Linear light of the brightest tenth of the wide zoom."""
    gloss: float = 0.0
    tint: str | None = None
    """For neutral sets: the colour that it wears unless told otherwise. It is rendered grey and tinted when used."""
    may_mirror: bool = True
    windows: tuple[Window, ...] = STANDING
