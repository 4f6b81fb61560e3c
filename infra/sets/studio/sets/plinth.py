"""A round two-step plinth on a plaster sweep, a large soft key from the left."""

from studio.camera import Camera
from studio.design import StudioSet
from studio.furniture import disc, level, paper_sweep, upright
from studio.lights import Softbox
from studio.meshes import Piece, drum_profile, turned
from studio.mineral import plaster

BACK_CM, CURVE_CM, LOW_CM, TOP_CM, RADIUS_CM, STEP_RADIUS_CM = 95.0, 60.0, 3.5, 10.0, 19.0, 31.0


def _pieces(size: int) -> list[Piece]:
    body = plaster(size, 12, "#e2e2e2", 60.0, 0.004, 0.012)
    return [
        paper_sweep(plaster(size, 11, "#d4d4d4", 150.0, 0.010, 0.012), BACK_CM, CURVE_CM),
        Piece(turned(drum_profile(STEP_RADIUS_CM, 0, LOW_CM, 0.35), (0, 3)), body),
        Piece(turned(drum_profile(RADIUS_CM, LOW_CM, TOP_CM, 0.35), (0, 0)), body),
    ]


SET = StudioSet(
    id="plinth",
    title="Round two-step plinth on a plaster sweep",
    camera=Camera((0, 0, TOP_CM), 8.0, 280.0, 1.2),
    pieces=_pieces,
    key=Softbox((-150, -20, 165), (0, 5, 8), 80, 80, (34.0, 33.0, 31.8)),
    fills=[Softbox((210, -120, 110), (0, 0, 20), 160, 160, (0.5, 0.53, 0.56))],
    planes=[
        disc("stage", RADIUS_CM - 0.3, TOP_CM),
        disc("floor", STEP_RADIUS_CM - 0.3, LOW_CM),
        level("floor", -120, -120, 120, 35),
        upright(BACK_CM, CURVE_CM),
    ],
    products_cm=(10, 22, 30),
    depth_cm=(-8, 8),
    tint="#d9cbbb",
)
