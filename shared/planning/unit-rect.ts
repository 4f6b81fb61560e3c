import type { UnitRect } from '../contracts/geometry.ts';

/** A millionth of u: far below a pixel, and coarse enough to swallow the noise of floating point. */
const unitPrecision = 1e6;
/** Two edges that differ by less are the same edge: a few units of rounding. */
const edgeTolerance = 2e-6;

/** A length in u, rounded to a millionth; never minus zero. */
export const roundUnit = (length: number): number => Math.round(length * unitPrecision) / unitPrecision + 0;

export const rightOf = (rect: UnitRect): number => roundUnit(rect.left + rect.width);
export const topOf = (rect: UnitRect): number => roundUnit(rect.bottom + rect.height);

/** The rectangle, in u, between four edges. */
export function rectBetween(left: number, bottom: number, right: number, top: number): UnitRect {
  return {
    left: roundUnit(left),
    bottom: roundUnit(bottom),
    width: roundUnit(right - left),
    height: roundUnit(top - bottom),
  };
}

/** The smallest rectangle, in u, that holds both. */
export function unionOf(a: UnitRect, b: UnitRect): UnitRect {
  return rectBetween(
    Math.min(a.left, b.left),
    Math.min(a.bottom, b.bottom),
    Math.max(rightOf(a), rightOf(b)),
    Math.max(topOf(a), topOf(b)),
  );
}

/** Says whether `inner` lies in `outer`; edges may coincide. */
export function liesIn(inner: UnitRect, outer: UnitRect): boolean {
  return (
    inner.left >= outer.left - edgeTolerance &&
    inner.bottom >= outer.bottom - edgeTolerance &&
    rightOf(inner) <= rightOf(outer) + edgeTolerance &&
    topOf(inner) <= topOf(outer) + edgeTolerance
  );
}

/** The rectangle with its edges moved outwards to the next multiple of `step`. */
export function roundOutwards(rect: UnitRect, step: number): UnitRect {
  const down = (edge: number) => Math.floor((edge + edgeTolerance) / step) * step;
  const up = (edge: number) => Math.ceil((edge - edgeTolerance) / step) * step;
  return rectBetween(down(rect.left), down(rect.bottom), up(rightOf(rect)), up(topOf(rect)));
}
