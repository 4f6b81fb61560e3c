"""White marble seen from above, soft light from the upper left."""

from studio.camera import Camera
from studio.design import LYING, StudioSet
from studio.furniture import ground, level
from studio.lights import Softbox
from studio.meshes import Piece
from studio.mineral import marble


def _pieces(size: int) -> list[Piece]:
    return [ground(marble(size, 141))]


SET = StudioSet(
    id="marble-above",
    title="White marble seen from above",
    camera=Camera((0, 0, 0), 90.0, 280.0, 0.5),
    pieces=_pieces,
    key=Softbox((-170, 130, 150), (0, 0, 0), 80, 80, (30.0, 29.4, 28.6)),
    fills=[Softbox((220, -140, 160), (0, 0, 0), 160, 160, (1.1, 1.15, 1.2))],
    room=0.35,
    brightness=0.74,
    planes=[level("stage", -66, -45, 66, 45)],
    poses=("lying",),
    products_cm=(6, 24, 60),
    depth_cm=(-20, 20),
    windows=LYING,
)
