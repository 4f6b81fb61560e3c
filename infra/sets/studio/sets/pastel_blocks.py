"""Blocks in powdery colours: a low one for the product, two taller ones behind it at the sides."""

from studio.camera import Camera
from studio.design import StudioSet
from studio.furniture import level, paper_sweep, upright
from studio.lights import Softbox
from studio.meshes import Piece, block, drum_profile, turned
from studio.mineral import plaster

TOP_CM, BACK_CM, CURVE_CM = 8.0, 90.0, 55.0


def _pieces(size: int) -> list[Piece]:
    return [
        paper_sweep(plaster(size, 121, "#ebc9c1", 150.0, 0.005, 0.007), BACK_CM, CURVE_CM),
        Piece(block((-23, -15, 0), (23, 15, TOP_CM), 0.3), plaster(size, 122, "#f3e2b8", 60.0, 0.003, 0.006)),
        Piece(block((-26, 19, 0), (-5, 39, 24), 0.3), plaster(size, 123, "#bcd3c6", 60.0, 0.003, 0.006)),
        Piece(turned(drum_profile(8.5, 0, 15.5, 0.3), (16, 27)), plaster(size, 124, "#cdc4d6", 60.0, 0.003, 0.006)),
    ]


SET = StudioSet(
    id="pastel-blocks",
    title="Pastel blocks",
    camera=Camera((0, 0, TOP_CM), 8.0, 280.0, 1.0),
    pieces=_pieces,
    key=Softbox((-150, -70, 170), (0, 5, 8), 70, 70, (44.0, 43.0, 42.0)),
    fills=[Softbox((210, -120, 110), (0, 0, 20), 160, 160, (1.0, 1.05, 1.1))],
    brightness=0.68,
    planes=[
        level("stage", -22.7, -14.7, 22.7, 14.7, TOP_CM),
        upright(19, TOP_CM, (-26, -5), 24),
        upright(18.7, TOP_CM, (7.6, 24.4), 15.5),
        level("floor", -120, -120, 120, 35),
        upright(BACK_CM, CURVE_CM),
    ],
    products_cm=(10, 22, 30),
    depth_cm=(-8, 6),
)
