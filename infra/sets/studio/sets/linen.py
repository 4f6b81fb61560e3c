"""Linen on a table in soft folds, a warm wall far behind, seen a little from above."""

from studio.camera import Camera
from studio.design import StudioSet
from studio.furniture import far_wall, level, upright
from studio.lights import Softbox
from studio.linen import cloth, weave
from studio.meshes import Piece
from studio.mineral import plaster

EDGE_CM, WALL_CM = 46.0, 120.0


def _pieces(size: int) -> list[Piece]:
    return [
        Piece(cloth(101, (-110, -120), (110, EDGE_CM), 13.0, 1.7, folds=9.0), weave(size, 102, "#d8cdbb")),
        far_wall(plaster(size, 103, "#cabfae", 170.0, 0.02, 0.015), WALL_CM),
    ]


SET = StudioSet(
    id="linen",
    title="Linen in soft folds before a warm wall",
    camera=Camera((0, 0, 0), 18.0, 280.0, 1.4),
    pieces=_pieces,
    key=Softbox((-165, 15, 105), (10, 15, 0), 70, 70, (40.0, 38.4, 36.0)),
    fills=[Softbox((220, -140, 120), (0, 0, 20), 160, 160, (1.0, 1.05, 1.1))],
    brightness=0.68,
    planes=[level("stage", -60, -240, 60, EDGE_CM - 1), upright(WALL_CM, -40)],
    products_cm=(6, 18, 30),
    depth_cm=(-8, 8),
)
