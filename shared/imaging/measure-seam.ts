import type { PixelBox } from '../contracts/geometry.ts';
import {
  type BorderLine,
  type BorderStretch,
  detailRatio,
  detailSizesPx,
  reachPx,
  sharpStepRatio,
} from './border-lines.ts';
import type { Plate } from './decode-plate.ts';

/** A border is looked at in stretches of about this length: along them texture cancels out, a step does not. */
const usualStretchPx = 32;
const leastStretchPx = 16;
/** Lines stop short of their ends, where detail has no neighbours. */
const endPx = Math.max(...detailSizesPx);

/** One side of a box: where it begins and ends along the border, how far the plate goes on across it, and the pixels of its lines. */
type Side = {
  readonly borderPx: number;
  readonly acrossPx: number;
  readonly fromPx: number;
  readonly toPx: number;
  /** The pixel `along` the line that lies `across` the border, below 0 on the kept side. */
  readonly placeAt: (across: number, along: number) => readonly [x: number, y: number];
};

/**
 * How much the border of a box shows in a plate (sRGB, 3 channels), about 1 where it does not: the larger of the step
 * across it (sharpStepRatio) and of the difference in detail (detailRatio), on the side of the box where that is largest.
 * The sides on the plate's own edge, or within 12 px of it, are none; `notApplicable` where no side is left.
 */
export function measureSeam(plate: Plate, keep: PixelBox): number | 'notApplicable' {
  const ratios = sidesOf(plate, keep)
    .filter(({ borderPx, acrossPx }) => borderPx >= reachPx && borderPx <= acrossPx - reachPx)
    .flatMap((side) => ratioOf(plate, side) ?? []);
  return ratios.length === 0 ? 'notApplicable' : Math.max(...ratios);
}

function sidesOf({ widthPx, heightPx }: Plate, keep: PixelBox): Side[] {
  const [left, top] = [keep.leftPx, keep.topPx];
  const [right, bottom] = [left + keep.widthPx, top + keep.heightPx];
  const upright = { acrossPx: widthPx, fromPx: top, toPx: bottom };
  const level = { acrossPx: heightPx, fromPx: left, toPx: right };
  return [
    { ...upright, borderPx: left, placeAt: (across, y) => [left - 1 - across, y] },
    { ...upright, borderPx: right, placeAt: (across, y) => [right + across, y] },
    { ...level, borderPx: top, placeAt: (across, x) => [x, top - 1 - across] },
    { ...level, borderPx: bottom, placeAt: (across, x) => [x, bottom + across] },
  ];
}

/** The larger ratio of a side; undefined where it is too short. */
function ratioOf(plate: Plate, side: Side): number | undefined {
  const stretches = stretchesOf(plate, side);
  if (stretches.length === 0) return undefined;
  return Math.max(sharpStepRatio(stretches, reachPx), detailRatio(stretches, reachPx));
}

function stretchesOf(plate: Plate, { placeAt, fromPx, toPx }: Side): BorderStretch[] {
  const innerPx = toPx - fromPx - 2 * endPx;
  if (innerPx < leastStretchPx) return [];
  const count = Math.max(1, Math.round(innerPx / usualStretchPx));
  const stretchPx = Math.floor(innerPx / count);
  return Array.from({ length: count }, (_, index) => {
    const start = fromPx + endPx + index * stretchPx;
    return Array.from({ length: 2 * reachPx }, (_each, line) =>
      lineOf(plate, stretchPx, (along) => placeAt(line - reachPx, start + along)),
    );
  });
}

function lineOf(
  { data, widthPx }: Plate,
  lengthPx: number,
  pixelAt: (along: number) => readonly [x: number, y: number],
): BorderLine {
  const levelOf = (along: number, channel: number) => {
    const [x, y] = pixelAt(along);
    return data[3 * (y * widthPx + x) + channel] ?? 0;
  };
  const colour: [number, number, number] = [0, 0, 0];
  const detail = detailSizesPx.map(() => 0);
  for (let along = 0; along < lengthPx; along++) {
    for (const c of [0, 1, 2] as const) {
      const here = levelOf(along, c);
      colour[c] += here / lengthPx;
      for (const [size, px] of detailSizesPx.entries()) {
        const difference = Math.abs(here - (levelOf(along - px, c) + levelOf(along + px, c)) / 2);
        detail[size] = (detail[size] ?? 0) + difference / (3 * lengthPx);
      }
    }
  }
  return { colour, detail };
}
