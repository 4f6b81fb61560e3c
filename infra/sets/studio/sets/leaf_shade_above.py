"""Pale plaster seen from above, with the shadow of leaves across it."""

from studio.camera import Camera
from studio.design import LYING, StudioSet
from studio.furniture import ground, level
from studio.lights import Blocker, Softbox, foliage
from studio.meshes import Piece
from studio.mineral import plaster

SUN, LEAVES = (-420.0, 300.0, 520.0), (-62.0, 44.0, 76.0)


def _pieces(size: int) -> list[Piece]:
    return [ground(plaster(size, 171, "#dcdcdc", 145.0, 0.014, 0.014))]


def _blockers() -> list[Blocker]:
    return [
        Blocker(LEAVES, (0, 0, 0), foliage(12, 3, 58, 10, (4, -68), 66) + foliage(9, 2, 42, 10, (-76, -8), 20)),
    ]


SET = StudioSet(
    id="leaf-shade-above",
    title="Plaster seen from above in the shade of leaves",
    camera=Camera((0, 0, 0), 90.0, 280.0, 0.5),
    pieces=_pieces,
    key=Softbox(SUN, (0, 0, 0), 16, 16, (5200.0, 5000.0, 4700.0), 0.2),
    blockers=_blockers,
    room=0.8,
    brightness=0.70,
    planes=[level("stage", -66, -45, 66, 45)],
    poses=("lying",),
    products_cm=(8, 24, 60),
    depth_cm=(-20, 20),
    tint="#e6dccd",
    windows=LYING,
)
