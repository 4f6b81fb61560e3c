import { type Deviation, isColoured } from './compare-backdrop.ts';
import { differsAt, hasColourOfBackdrop } from './find-openings.ts';

/**
 * Shadow of the product in its own opening: its rim is deeper than the opening's middle. Lenses showed down to -22 beside
 * the frame, whose own colour or depth sets it apart (24 November 2026).
 */
const maxShadow = 22;
/** The rim is no wider than this share of the photo's longer side. */
const maxReachShare = 0.02;
/**
 * Shade deepens by small steps, a wall begins with a large one. In a swim ring's hole shade went down to -42 by at most
 * 1.2 a pixel, and its colour to 5 off the backdrop's; at the wall a pixel changes by 8 and more (25 November 2026).
 */
const maxDeepShade = 50;
const reachPerRadius = 2;
const maxStep = 2;
/** The colour of deep shade on a coloured backdrop. */
const deepChromaWithin = { fixed: 4, noises: 2.2 };

/** The pixels of an opening and those around it that show the same backdrop in deeper shadow; `radiusPx` is its own. */
export function growOpening(pixels: Int32Array, radiusPx: number, deviation: Deviation): Int32Array {
  const { widthPx, heightPx } = deviation;
  const isTaken = new Uint8Array(widthPx * heightPx);
  for (const i of pixels) isTaken[i] = 1;
  const all = [...pixels];
  const shadowReach = Math.round(maxReachShare * Math.max(widthPx, heightPx));
  let front: readonly number[] = all;
  for (let reach = 1; reach <= Math.max(shadowReach, reachPerRadius * radiusPx) && front.length > 0; reach++) {
    const next: number[] = [];
    for (const i of front) {
      for (const neighbour of neighboursOf(i, widthPx)) {
        if (isTaken[neighbour] !== 0) continue;
        const isNear = reach <= shadowReach && isShadowed(deviation, neighbour);
        if (!isNear && !deepensSoftly(deviation, i, neighbour)) continue;
        isTaken[neighbour] = 1;
        next.push(neighbour);
      }
    }
    for (const i of next) all.push(i);
    front = next;
  }
  return Int32Array.from(all);
}

/** The eight, or five beside the left and right edge; beyond the top and bottom they are no pixels. */
function neighboursOf(i: number, widthPx: number): number[] {
  const x = i % widthPx;
  const neighbours: number[] = [];
  for (const row of [i - widthPx, i, i + widthPx]) {
    if (x > 0) neighbours.push(row - 1);
    if (row !== i) neighbours.push(row);
    if (x < widthPx - 1) neighbours.push(row + 1);
  }
  return neighbours;
}

function isShadowed(deviation: Deviation, i: number): boolean {
  const change = deviation.lightness[i] ?? 0;
  return change < 0 && -change < maxShadow && hasColourOfBackdrop(deviation, i);
}

function deepensSoftly(deviation: Deviation, from: number, to: number): boolean {
  const { redGreen, blueYellow, lightness } = deviation;
  const step = Math.hypot(
    (lightness[to] ?? 0) - (lightness[from] ?? 0),
    (redGreen[to] ?? 0) - (redGreen[from] ?? 0),
    (blueYellow[to] ?? 0) - (blueYellow[from] ?? 0),
  );
  return step < maxStep && isDeepShade(deviation, to);
}

function isDeepShade(deviation: Deviation, i: number): boolean {
  const change = deviation.lightness[i] ?? 0;
  const within = isColoured(deviation.mean) ? deepChromaWithin : undefined;
  return change < 0 && -change < maxDeepShade && hasColourOfBackdrop(deviation, i, within);
}

/** Whether pixel `i` beside an opening is not clearly its wall: like the backdrop, or in the deep shade of a coloured one. */
export const mayBeBackdrop = (deviation: Deviation, i: number): boolean =>
  !differsAt(deviation, i) || (isColoured(deviation.mean) && isDeepShade(deviation, i));
