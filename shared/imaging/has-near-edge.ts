import type { PixelBox } from '../contracts/geometry.ts';
import type { EndOutline } from './end-outline.ts';
import type { EndArc } from './fit-end-arc.ts';
import { type LumaAt, lumaOf } from './measure-noise.ts';
import type { Raster } from './raster.ts';

/** Places across the rim that are compared, up to this share of its half width: beyond, the edge turns upright. */
const [places, acrossShare] = [48, 0.85];
/** Luma is compared this many pixels above and below. */
const reachPx = 2;
/** How far a rim's near edge may be from where its ellipse says: a lip is thick, and round. */
const [mostHigher, mostLower] = [0.05, 0.15];
/**
 * Of a near edge that is one: its steps of luma point one way, are so high, and higher than along a straight line, which
 * a label or a lid would have. Measured on the samples on 25 November 2026: mug 1.00, 43, 1.9 times; jar 1.00, 18, 3.2 times.
 */
const [leastAgreement, leastStep, leastOverStraight] = [0.97, 8, 1.5];

/**
 * Whether a product's top shows a rim's near edge: the lower half of the ellipse of which the top's outline is the upper
 * half. Only an open or flat top that is seen from above has it. `outline` and `arc` are those of the top.
 */
export function hasNearEdge(p: Raster, box: PixelBox, outline: EndOutline, { ratio, halfWidthPx }: EndArc): boolean {
  const minor = ratio * halfWidthPx;
  const lumaAt = lumaOf(p);
  const stepsOf = (axisRatio: number) => {
    let best = { step: 0, agreement: 0 };
    for (let shift = -mostHigher * halfWidthPx - minor / 2; shift <= mostLower * halfWidthPx + minor / 2; shift++) {
      const middle = box.topPx + minor + shift;
      const steps = stepsAlong(lumaAt, outline.axisPx, middle, halfWidthPx, axisRatio);
      if (steps.step > best.step) best = steps;
    }
    return best;
  };
  const near = stepsOf(ratio);
  if (near.agreement < leastAgreement || near.step < leastStep) return false;
  return near.step >= leastOverStraight * stepsOf(0).step;
}

/** The mean step of luma across the lower half of an ellipse, and how much of all steps it is. */
function stepsAlong(lumaAt: LumaAt, axisPx: number, middle: number, halfWidthPx: number, axisRatio: number) {
  let [sum, total] = [0, 0];
  for (let place = 0; place < places; place++) {
    const across = acrossShare * ((2 * (place + 0.5)) / places - 1);
    const x = Math.round(axisPx + across * halfWidthPx);
    const y = Math.round(middle + axisRatio * halfWidthPx * Math.sqrt(1 - across ** 2));
    const step = lumaAt(x, y + reachPx) - lumaAt(x, y - reachPx);
    sum += step;
    total += Math.abs(step);
  }
  return { step: Math.abs(sum) / places, agreement: Math.abs(sum) / Math.max(1, total) };
}
