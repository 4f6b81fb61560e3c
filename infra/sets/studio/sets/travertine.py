"""A block of travertine on sand-coloured plaster."""

from studio.camera import Camera
from studio.design import StudioSet
from studio.furniture import level, paper_sweep, upright
from studio.lights import Softbox
from studio.meshes import Piece, block
from studio.mineral import plaster, travertine

TOP_CM, BACK_CM, CURVE_CM = 9.0, 85.0, 50.0


def _pieces(size: int) -> list[Piece]:
    stone = travertine(size, 111)
    return [
        paper_sweep(plaster(size, 112, "#c8b8a2", 150.0, 0.014, 0.015), BACK_CM, CURVE_CM),
        Piece(block((-29, -17, 0), (29, 17, TOP_CM), 0.45), stone),
    ]


SET = StudioSet(
    id="travertine",
    title="Travertine block on sand plaster",
    camera=Camera((0, 0, TOP_CM), 8.0, 280.0, 1.2),
    pieces=_pieces,
    key=Softbox((-160, 0, 150), (0, 5, 8), 65, 65, (50.0, 48.0, 45.0)),
    fills=[Softbox((210, -120, 110), (0, 0, 20), 160, 160, (0.8, 0.85, 0.9))],
    brightness=0.66,
    planes=[
        level("stage", -28.7, -16.7, 28.7, 16.7, TOP_CM),
        level("floor", -120, -120, 120, 35),
        upright(BACK_CM, CURVE_CM),
    ],
    products_cm=(10, 22, 32),
    depth_cm=(-10, 8),
)
