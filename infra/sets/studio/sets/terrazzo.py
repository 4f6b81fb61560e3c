"""A terrazzo counter before a sage wall, seen a little from above."""

from studio.camera import Camera
from studio.design import StudioSet
from studio.furniture import far_wall, level, table, upright
from studio.lights import Softbox
from studio.meshes import Piece
from studio.mineral import plaster, terrazzo

EDGE_CM, WALL_CM = 40.0, 110.0


def _pieces(size: int) -> list[Piece]:
    return [
        table(terrazzo(size, 71), EDGE_CM, 0.4),
        far_wall(plaster(size, 72, "#a9b3a4", 170.0, 0.012, 0.012), WALL_CM),
    ]


SET = StudioSet(
    id="terrazzo",
    title="Terrazzo counter before a sage wall",
    camera=Camera((0, 0, 0), 18.0, 280.0, 1.6),
    pieces=_pieces,
    key=Softbox((-150, 0, 150), (15, 30, 0), 80, 80, (32.0, 31.0, 29.6)),
    fills=[Softbox((220, -140, 120), (0, 0, 20), 160, 160, (1.0, 1.05, 1.1))],
    brightness=0.68,
    planes=[level("stage", -60, -240, 60, EDGE_CM - 1), upright(WALL_CM, -40)],
    products_cm=(8, 22, 40),
    depth_cm=(-25, 14),
    gloss=0.45,
)
