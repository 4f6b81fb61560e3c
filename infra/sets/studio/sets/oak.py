"""An oak table before a plaster wall out of focus, the key from the left behind the product."""

from studio.camera import Camera
from studio.design import StudioSet
from studio.furniture import far_wall, level, table, upright
from studio.lights import Softbox
from studio.meshes import Piece
from studio.mineral import plaster
from studio.wood import OAK, boards

EDGE_CM, WALL_CM = 42.0, 135.0


def _pieces(size: int) -> list[Piece]:
    return [
        table(boards(size, 31, OAK), EDGE_CM),
        far_wall(plaster(size, 32, "#d2c9bb", 170.0, 0.03, 0.02), WALL_CM),
    ]


SET = StudioSet(
    id="oak",
    title="Oak table before a warm plaster wall",
    camera=Camera((0, 0, 0), 8.0, 280.0, 1.8),
    pieces=_pieces,
    key=Softbox((-165, 10, 130), (15, 25, 0), 90, 90, (30.0, 28.6, 26.6)),
    fills=[Softbox((220, -140, 120), (0, 0, 20), 160, 160, (1.0, 1.05, 1.1))],
    brightness=0.66,
    planes=[level("stage", -60, -240, 60, EDGE_CM - 1), upright(WALL_CM, -40)],
    products_cm=(8, 22, 40),
    depth_cm=(-25, 15),
    gloss=0.35,
)
