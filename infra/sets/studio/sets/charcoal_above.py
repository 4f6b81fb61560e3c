"""Dark trowelled plaster seen from above, raking light."""

from studio.camera import Camera
from studio.design import LYING, StudioSet
from studio.furniture import ground, level
from studio.lights import Softbox
from studio.meshes import Piece
from studio.mineral import plaster


def _pieces(size: int) -> list[Piece]:
    return [ground(plaster(size, 131, "#56585a", 145.0, 0.030, 0.05))]


SET = StudioSet(
    id="charcoal-above",
    title="Charcoal plaster seen from above",
    camera=Camera((0, 0, 0), 90.0, 280.0, 0.5),
    pieces=_pieces,
    key=Softbox((-180, 130, 110), (0, 0, 0), 70, 70, (40.0, 39.4, 38.6)),
    fills=[Softbox((220, -140, 160), (0, 0, 0), 160, 160, (0.6, 0.65, 0.72))],
    room=0.25,
    brightness=0.16,
    planes=[level("stage", -66, -45, 66, 45)],
    poses=("lying",),
    products_cm=(8, 24, 60),
    depth_cm=(-20, 20),
    windows=LYING,
)
