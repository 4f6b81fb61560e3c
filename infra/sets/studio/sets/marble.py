"""A polished marble slab before a pale grey wall with a broad glow."""

from studio.camera import Camera
from studio.design import StudioSet
from studio.furniture import far_wall, level, table, upright
from studio.lights import Softbox
from studio.meshes import Piece
from studio.mineral import marble, plaster

EDGE_CM, WALL_CM = 38.0, 130.0


def _pieces(size: int) -> list[Piece]:
    return [
        table(marble(size, 61), EDGE_CM, 0.5),
        far_wall(plaster(size, 62, "#dfddd9", 170.0, 0.01, 0.012), WALL_CM),
    ]


SET = StudioSet(
    id="marble",
    title="Polished white marble before a pale grey wall",
    camera=Camera((0, 0, 0), 8.0, 280.0, 1.6),
    pieces=_pieces,
    key=Softbox((-165, 10, 135), (20, 40, 0), 100, 100, (26.0, 25.4, 24.6)),
    fills=[Softbox((220, -140, 120), (0, 0, 20), 160, 160, (1.1, 1.15, 1.2))],
    room=0.42,
    brightness=0.80,
    planes=[level("stage", -60, -240, 60, EDGE_CM - 1), upright(WALL_CM, -40)],
    products_cm=(6, 20, 36),
    depth_cm=(-20, 14),
    gloss=0.6,
)
