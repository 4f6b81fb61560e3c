"""An arched niche in a plaster wall, the product before it: camera almost level, everything calm and upright."""

import numpy as np

from studio.camera import Camera
from studio.design import StudioSet
from studio.furniture import level, paper_sweep, upright
from studio.lights import Softbox
from studio.meshes import Mesh, Piece, grid, joined
from studio.mineral import plaster
from studio.noise import Field

WALL_CM, DEEP_CM, HALF_CM, SPRING_CM, EDGE_CM = 34.0, 26.0, 24.0, 35.0, 0.5


def _niche() -> Mesh:
    # The opening's outline from the left foot over the top to the right foot; the wall is drawn outwards from it.
    turn = np.linspace(np.pi, 0, 65)
    legs = np.linspace(0, SPRING_CM, 12)[:-1]
    x = np.concatenate([np.full(11, -1.0), np.cos(turn), np.full(11, 1.0)])
    bend = np.linspace(0, np.pi / 2, 7)
    rings = (
        [(20.0, 0.0), (EDGE_CM, 0.0)]
        + [(EDGE_CM * (1 - np.sin(a)), EDGE_CM * (1 - np.cos(a))) for a in bend]
        + [(0.0, DEEP_CM)]
    )
    rows: list[Field] = []
    for out, deep in [(400.0, 0.0), *rings]:
        reach = HALF_CM + out
        z = np.concatenate([legs, SPRING_CM + reach * np.sin(turn), legs[::-1]])
        rows.append(np.stack([x * reach, np.full(len(x), WALL_CM + deep), z], -1))
    front = np.stack(rows)
    along = np.cumsum(np.r_[0, np.hypot(*np.diff(front[-1][:, [0, 2]], axis=0).T)])
    places = front[..., [0, 2]].copy()
    places[-1] = np.column_stack([along, np.full(len(along), 140 + DEEP_CM)])
    places[-2] = np.column_stack([along, np.full(len(along), 140.0)])
    wall = grid(front[:-1].astype(np.float32), places[:-1].astype(np.float32))
    reveal = grid(front[-2:].astype(np.float32), places[-2:].astype(np.float32))
    return joined([wall, reveal])


def _pieces(size: int) -> list[Piece]:
    wall = plaster(size, 81, "#d2d2d2", 120.0, 0.010, 0.012)
    inside = plaster(size, 82, "#c4c4c4", 120.0, 0.008, 0.012)
    return [paper_sweep(inside, WALL_CM + DEEP_CM, 1.0), Piece(_niche(), wall)]


SET = StudioSet(
    id="arch",
    title="Arched niche in a plaster wall",
    camera=Camera((0, 0, 0), 2.0, 280.0, 1.0),
    pieces=_pieces,
    key=Softbox((-150, -150, 150), (0, 34, 20), 70, 70, (46.0, 44.6, 43.0)),
    fills=[Softbox((210, -160, 110), (0, 0, 20), 160, 160, (0.8, 0.84, 0.88))],
    planes=[
        level("stage", -60, -240, 60, WALL_CM - 1),
        upright(WALL_CM + DEEP_CM, 1.0, (-HALF_CM, HALF_CM), SPRING_CM),
    ],
    products_cm=(10, 22, 34),
    depth_cm=(-20, 12),
    tint="#d9b49b",
)
