"""Three wide steps that run out of the picture on both sides; the product stands on the middle one."""

from studio.camera import Camera
from studio.design import StudioSet
from studio.furniture import HIGH_CM, NEAR_CM, WIDE_CM, level, upright
from studio.lights import Softbox
from studio.meshes import Piece, block, sweep_profile, swept
from studio.mineral import plaster

RISE_CM, FRONT_CM, BACK_CM, WALL_CM = 9.0, -21.0, 19.0, 95.0


def _pieces(size: int) -> list[Piece]:
    body = plaster(size, 91, "#dadada", 110.0, 0.006, 0.012)
    return [
        Piece(block((-WIDE_CM, -NEAR_CM, -20), (WIDE_CM, FRONT_CM + 5, 0), 0.4), body),
        Piece(block((-WIDE_CM, FRONT_CM, -20), (WIDE_CM, BACK_CM + 5, RISE_CM), 0.4), body),
        Piece(block((-WIDE_CM, BACK_CM, -20), (WIDE_CM, 62, 2 * RISE_CM), 0.4), body),
        Piece(
            swept(sweep_profile(30, WALL_CM, 8, HIGH_CM), WIDE_CM), plaster(size, 92, "#d0d0d0", 150.0, 0.010, 0.012)
        ),
    ]


SET = StudioSet(
    id="steps",
    title="Three wide steps",
    camera=Camera((0, 0, RISE_CM), 18.0, 280.0, 1.2),
    pieces=_pieces,
    key=Softbox((-165, 10, 150), (10, 15, 5), 70, 70, (46.0, 44.6, 43.0)),
    fills=[Softbox((210, -160, 110), (0, 0, 20), 160, 160, (0.8, 0.84, 0.88))],
    planes=[
        level("stage", -60, FRONT_CM + 1, 60, BACK_CM - 1, RISE_CM),
        upright(BACK_CM, RISE_CM, high_cm=2 * RISE_CM - 0.4),
        level("floor", -150, -120, 150, FRONT_CM),
        level("floor", -150, BACK_CM + 0.4, 150, 60, 2 * RISE_CM),
    ],
    products_cm=(8, 22, 34),
    depth_cm=(-9, 6),
    tint="#c9cbbd",
)
