import type { LabView } from './lab-view.ts';
import type { SmoothBackdrop } from './smooth-backdrop.ts';

const opaque = 255;
/**
 * Across a rim the colour steps; within a pane it follows the backdrop, but for its own unrest: from pixel to pixel, and
 * over the whole pane, where folds and shading do not.
 */
const stepTolerance = 2;
const mostSpread = 3.5;
const unrestShare = 0.5;
/** Smaller panes are buttons, letters and folds. */
const minPaneShare = 0.03;
/** A pane may meet the outside with so much of its area, where its rim is thinner than a pixel of the view. */
const mostOutsideShare = 0.02;

/**
 * How much of the product is panes: regions in which it looks like the backdrop (`like` is 255) and follows it without a
 * step, shut off from the outside by the rest of the product (`solid` is 255). In pixels of the view.
 */
export function findSeeThrough(view: LabView, backdrop: SmoothBackdrop, like: Uint8Array, solid: Uint8Array): number {
  const area = solid.reduce((sum, level) => sum + (level === opaque ? 1 : 0), 0);
  const spread = mostSpread + unrestShare * backdrop.unrest;
  const left = like.slice();
  let panes = 0;
  for (let first = 0; first < left.length; first++) {
    if (left[first] !== opaque) continue;
    const pixels = takePane(view, backdrop, left, first);
    if (pixels.length < minPaneShare * area) continue;
    const outside = pixels.filter((pixel) => neighboursOf(pixel, view).some((each) => solid[each] !== opaque));
    const isShut = outside.length <= mostOutsideShare * pixels.length;
    if (isShut && spreadIn(view, backdrop, pixels) <= spread) panes += pixels.length;
  }
  return panes / Math.max(1, area);
}

/** Takes out of `left` all pixels that can be reached from the first without a step. */
function takePane(view: LabView, backdrop: SmoothBackdrop, left: Uint8Array, first: number): number[] {
  const tolerance = stepTolerance + unrestShare * backdrop.unrest;
  const pixels = [first];
  left[first] = 0;
  for (let next = 0; next < pixels.length; next++) {
    const pixel = pixels[next] ?? 0;
    for (const each of neighboursOf(pixel, view)) {
      if (left[each] !== opaque || stepBetween(view, backdrop, pixel, each) > tolerance) continue;
      left[each] = 0;
      pixels.push(each);
    }
  }
  return pixels;
}

/** The four pixels beside one; at the frame's edge, where there is none, -1. */
function neighboursOf(pixel: number, { widthPx, heightPx }: LabView): number[] {
  const x = pixel % widthPx;
  const isLast = pixel >= widthPx * (heightPx - 1);
  return [
    x > 0 ? pixel - 1 : -1,
    x < widthPx - 1 ? pixel + 1 : -1,
    Math.max(-1, pixel - widthPx),
    isLast ? -1 : pixel + widthPx,
  ];
}

/** The deviation of the difference from the backdrop within a region, in Lab. */
function spreadIn({ lab }: LabView, backdrop: SmoothBackdrop, pixels: readonly number[]): number {
  let variance = 0;
  for (let k = 0; k < 3; k++) {
    let [sum, squares] = [0, 0];
    for (const pixel of pixels) {
      const difference = (lab[3 * pixel + k] ?? 0) - (backdrop.lab[3 * pixel + k] ?? 0);
      sum += difference;
      squares += difference * difference;
    }
    variance += squares / pixels.length - (sum / pixels.length) ** 2;
  }
  return Math.sqrt(variance);
}

/** How much two pixels differ in their difference from the backdrop, in Lab. */
function stepBetween({ lab }: LabView, backdrop: SmoothBackdrop, one: number, other: number): number {
  let sum = 0;
  for (let k = 0; k < 3; k++) {
    const [a, b] = [3 * one + k, 3 * other + k];
    sum += ((lab[a] ?? 0) - (backdrop.lab[a] ?? 0) - (lab[b] ?? 0) + (backdrop.lab[b] ?? 0)) ** 2;
  }
  return Math.sqrt(sum);
}
