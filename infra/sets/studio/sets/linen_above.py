"""Linen in soft folds seen from above, raking light."""

from studio.camera import Camera
from studio.design import LYING, StudioSet
from studio.furniture import level
from studio.lights import Softbox
from studio.linen import cloth, weave
from studio.meshes import Piece


def _pieces(size: int) -> list[Piece]:
    return [Piece(cloth(151, (-90, -90), (90, 90), 20.0, 1.3), weave(size, 152, "#e0d9cd"))]


SET = StudioSet(
    id="linen-above",
    title="Linen in soft folds seen from above",
    camera=Camera((0, 0, 0), 90.0, 280.0, 0.5),
    pieces=_pieces,
    key=Softbox((-190, 120, 95), (0, 0, 0), 70, 70, (44.0, 42.4, 40.0)),
    fills=[Softbox((220, -140, 160), (0, 0, 0), 160, 160, (1.1, 1.15, 1.2))],
    room=0.35,
    brightness=0.72,
    planes=[level("stage", -66, -45, 66, 45)],
    poses=("lying",),
    products_cm=(6, 22, 34),
    depth_cm=(-10, 10),
    windows=LYING,
)
