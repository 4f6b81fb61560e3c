"""A walnut table before a dark wall, one pool of light: low key, camera almost level."""

import dataclasses

from studio.camera import Camera
from studio.design import StudioSet
from studio.furniture import far_wall, level, table, upright
from studio.lights import Softbox
from studio.meshes import Piece
from studio.mineral import plaster
from studio.wood import WALNUT, boards

EDGE_CM, WALL_CM = 40.0, 120.0


def _pieces(size: int) -> list[Piece]:
    return [
        table(dataclasses.replace(boards(size, 51, WALNUT), roughness=None), EDGE_CM),
        far_wall(plaster(size, 52, "#57514b", 170.0, 0.02, 0.025), WALL_CM),
    ]


SET = StudioSet(
    id="walnut",
    title="Walnut table before a dark wall",
    camera=Camera((0, 0, 0), 2.0, 280.0, 1.6),
    pieces=_pieces,
    key=Softbox((-150, 20, 135), (20, 60, 5), 80, 80, (40.0, 37.0, 33.0)),
    fills=[Softbox((220, -100, 90), (0, 0, 20), 120, 120, (0.35, 0.4, 0.46))],
    room=0.07,
    brightness=0.20,
    planes=[level("stage", -60, -240, 60, EDGE_CM - 1), upright(WALL_CM, -40)],
    products_cm=(8, 22, 40),
    depth_cm=(-20, 15),
)
