import type { PixelBox } from '../contracts/geometry.ts';
import type { Mask } from './raster.ts';

const halfOpaque = 128;
/** The axis is read where the end is this much higher than wide: an arc is nearly as wide there as the product. */
const axisShare = 0.06;
/** An arc is at most this high, in half widths, so that columns beside a foot are not followed up to the top. */
const mostReach = 1.2;

/**
 * One end of a product about its upright axis, in pixels of P. `reach[x]` is how far from the end's extreme row the
 * outline lies `x` pixels beside the axis, the mean of left and right, so that a camera that is turned a little does not
 * count (Infinity where it lies on neither side, or too far); `lean[x]` is half of how much further it lies on the right.
 * `halfWidth[t]` is the distance from the axis to the nearer side `t` rows from the end, so that a handle does not count.
 */
export type EndOutline = {
  /** The column of P that the axis stands in. */
  readonly axisPx: number;
  readonly reach: Float64Array;
  readonly lean: Float64Array;
  readonly halfWidth: Float64Array;
};

/** The matte's level `x` pixels from P's left, `t` rows from the product's end; 0 outside of the product's box. */
type LevelAt = (x: number, t: number) => number;

/**
 * The outline of the lower (`base`) or upper (`top`) end of a product, between pixels where the matte is soft. `box` is
 * the tight box of matte >= 128. Undefined where the end has no axis.
 */
export function readEndOutline(matte: Mask, box: PixelBox, end: 'base' | 'top'): EndOutline | undefined {
  const lastRow = box.topPx + box.heightPx - 1;
  const levelAt: LevelAt = (x, t) => {
    if (x < box.leftPx || x >= box.leftPx + box.widthPx || t < 0 || t >= box.heightPx) return 0;
    const y = end === 'base' ? lastRow - t : box.topPx + t;
    return matte.data[y * matte.widthPx + x] ?? 0;
  };
  const axis = findAxis(levelAt, box);
  if (axis === undefined) return undefined;
  const halfWidth = readSides(levelAt, box, axis);
  const widest = halfWidth.reduce((most, each) => Math.max(most, each), 0);
  const reach = new Float64Array(Math.floor(widest) + 1).fill(Number.POSITIVE_INFINITY);
  const lean = new Float64Array(reach.length);
  for (let x = 0; x < reach.length; x++) {
    const left = reachAt(levelAt, axis - x, mostReach * widest);
    const right = reachAt(levelAt, axis + x, mostReach * widest);
    if (left === undefined || right === undefined) break;
    reach[x] = (left + right) / 2;
    lean[x] = (right - left) / 2;
  }
  return { axisPx: axis, reach, lean, halfWidth };
}

/** The middle of the first row that is high enough above the end for its width. */
function findAxis(levelAt: LevelAt, box: PixelBox): number | undefined {
  const endX = box.leftPx + box.widthPx;
  for (let t = 1; t < box.heightPx; t++) {
    let first = box.leftPx;
    while (first < endX && levelAt(first, t) < halfOpaque) first++;
    let last = endX - 1;
    while (last > first && levelAt(last, t) < halfOpaque) last--;
    if (first < endX && t >= axisShare * (last - first)) return Math.round((first + last) / 2);
  }
  return undefined;
}

/** Half widths from the end on, until the axis leaves the product; 0 in rows that the end itself does not fill. */
function readSides(levelAt: LevelAt, box: PixelBox, axis: number): Float64Array {
  const widths = new Float64Array(box.heightPx);
  let [left, right] = [axis, axis];
  let count = 0;
  for (let t = 0; t < box.heightPx; t++, count++) {
    if (levelAt(axis, t) < halfOpaque) {
      if (left < right) break;
      continue;
    }
    left = walkToSide(levelAt, left, t, -1);
    right = walkToSide(levelAt, right, t, 1);
    const leftWidth = axis - left + edgeShare(levelAt(left, t), levelAt(left - 1, t));
    const rightWidth = right - axis + edgeShare(levelAt(right, t), levelAt(right + 1, t));
    widths[t] = Math.min(leftWidth, rightWidth);
  }
  return widths.subarray(0, count);
}

/** From the side of the last row to that of this one, outwards or inwards; the axis is inside. */
function walkToSide(levelAt: LevelAt, from: number, t: number, step: 1 | -1): number {
  let x = from;
  if (levelAt(x, t) >= halfOpaque) {
    while (levelAt(x + step, t) >= halfOpaque) x += step;
    return x;
  }
  while (levelAt(x, t) < halfOpaque) x -= step;
  return x;
}

/** How far from the first of two neighbours' middles the outline runs between them, 0..1. */
const edgeShare = (inside: number, outside: number): number => (inside - halfOpaque) / Math.max(1, inside - outside);

function reachAt(levelAt: LevelAt, x: number, most: number): number | undefined {
  let t = 0;
  while (t <= most && levelAt(x, t) < halfOpaque) t++;
  return t > most ? undefined : t - edgeShare(levelAt(x, t), levelAt(x, t - 1));
}
