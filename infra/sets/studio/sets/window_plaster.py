"""A plaster corner into which the sun falls through a window with leaves before it."""

from studio.camera import Camera
from studio.design import StudioSet
from studio.furniture import level, paper_sweep, upright
from studio.lights import Blocker, Softbox, foliage, window_frame
from studio.meshes import Piece
from studio.mineral import plaster

BACK_CM, CURVE_CM = 58.0, 3.0
SUN, AIM = (-330.0, -502.0, 352.0), (15.0, 58.0, 0.0)
WINDOW = (-88.5, -110.0, 105.6)


def _pieces(size: int) -> list[Piece]:
    return [paper_sweep(plaster(size, 41, "#dcdcdc", 150.0, 0.016, 0.016), BACK_CM, CURVE_CM)]


def _blockers() -> list[Blocker]:
    return [Blocker(WINDOW, AIM, window_frame(74, 72, 2, 3, 3.0, 260, 50) + foliage(5, 5, 40, 9, (42, 30), 200))]


SET = StudioSet(
    id="window-plaster",
    title="Plaster wall with window light",
    camera=Camera((0, 0, 0), 8.0, 280.0, 0.8),
    pieces=_pieces,
    key=Softbox(SUN, AIM, 11, 11, (9000.0, 8600.0, 8000.0), 0.2),
    blockers=_blockers,
    fills=[Softbox((160, -160, 190), (0, 0, 20), 160, 160, (1.0, 1.05, 1.1))],
    room=0.9,
    planes=[level("stage", -80, -240, 80, BACK_CM - CURVE_CM), upright(BACK_CM, CURVE_CM)],
    products_cm=(10, 22, 40),
    depth_cm=(-20, 25),
    tint="#e0d5c6",
)
