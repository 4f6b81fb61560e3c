"""Oak boards seen from above."""

from studio.camera import Camera
from studio.design import LYING, StudioSet
from studio.furniture import ground, level
from studio.lights import Softbox
from studio.meshes import Piece
from studio.wood import OAK, boards


def _pieces(size: int) -> list[Piece]:
    return [ground(boards(size, 161, OAK))]


SET = StudioSet(
    id="oak-above",
    title="Oak boards seen from above",
    camera=Camera((0, 0, 0), 90.0, 280.0, 0.5),
    pieces=_pieces,
    key=Softbox((-170, 130, 140), (0, 0, 0), 70, 70, (40.0, 38.4, 36.0)),
    fills=[Softbox((220, -140, 160), (0, 0, 0), 160, 160, (1.1, 1.15, 1.2))],
    room=0.35,
    brightness=0.46,
    planes=[level("stage", -66, -45, 66, 45)],
    poses=("lying",),
    products_cm=(8, 26, 60),
    depth_cm=(-20, 20),
    windows=LYING,
)
