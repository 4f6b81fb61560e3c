import type { PixelBox } from '../contracts/geometry.ts';
import { openRaster, type Raster } from './raster.ts';

/**
 * The product is looked at with its longest side at most this long: blur matters relative to the product. Edges that are
 * too blurred to be measured there are measured in the smaller view.
 */
const longSidesPx = [500, 150] as const;
/** Steps are compared across so many pixels to each side. */
const [nearPx, farPx] = [1, 4];
/** Weaker steps are texture and noise. */
const minStep = 24;
/** Of the strong edges the sharpest tenth decides: backs of products are out of focus in good photos, too. */
const sharpShare = 0.1;
const fewestEdges = 20;
/** Sigmas tried, in pixels of the view. */
const sigmaStepPx = 0.1;
const mostSigmaPx = 8;
/** Wider blurs reach beyond the far step, and all look alike. */
const mostReliablePx = 2;

/**
 * How blurred the product's sharpest edges are: the sigma of the blur as a share of u (the longest side of `box`).
 * 0 where the photo has hardly any edge to judge by.
 */
export async function measureBlur(p: Raster, box: PixelBox): Promise<number> {
  const longest = Math.max(box.widthPx, box.heightPx);
  let blurShare = 0;
  for (const longSidePx of longSidesPx) {
    const scale = Math.min(1, longSidePx / longest);
    const ratios = await measureEdges(p, box, scale);
    if (ratios.length < fewestEdges) continue;
    const sigma = sigmaOf(ratios[Math.floor(ratios.length * sharpShare)] ?? 0);
    blurShare = sigma / (longest * scale);
    if (sigma < mostReliablePx) break;
  }
  return blurShare;
}

/** Near step over far step of the strong edges in the box, seen at a scale; the sharpest first. */
async function measureEdges(p: Raster, box: PixelBox, scale: number): Promise<number[]> {
  const { leftPx: left, topPx: top, widthPx: width, heightPx: height } = box;
  const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const view = openRaster(p).extract({ left, top, width, height }).resize(w, h, { fit: 'fill', kernel: 'linear' });
  const grey = await view.toColourspace('b-w').raw().toBuffer();
  return [...edgeRatios(grey, w, h, 1), ...edgeRatios(grey, h, w, w)].sort((a, b) => b - a);
}

/** Near step over far step of each strong edge along the lines of one direction. `step` is 1 for rows. */
function edgeRatios(grey: Uint8Array, length: number, lines: number, step: number): number[] {
  const lineStep = step === 1 ? length : 1;
  const ratios: number[] = [];
  for (let line = 0; line < lines; line++) {
    for (let at = farPx; at < length - farPx; at++) {
      const value = (offset: number) => grey[line * lineStep + (at + offset) * step] ?? 0;
      const far = Math.abs(value(farPx) - value(-farPx));
      if (far < minStep) continue;
      const near = Math.abs(value(nearPx) - value(-nearPx));
      // Only the edge's own middle: its near step is the largest around.
      if (near < Math.abs(value(0) - value(-2)) || near < Math.abs(value(2) - value(0))) continue;
      ratios.push(Math.min(1, near / far));
    }
  }
  return ratios;
}

/** The blur of a step edge whose near and far steps have this ratio. */
function sigmaOf(ratio: number): number {
  for (let sigma = sigmaStepPx; sigma < mostSigmaPx; sigma += sigmaStepPx) {
    if (stepAcross(nearPx, sigma) / stepAcross(farPx, sigma) <= ratio) return sigma;
  }
  return mostSigmaPx;
}

/** How much of a blurred step lies within `reach` pixels to both sides: erf, to 0.02 (logistic). */
const stepAcross = (reach: number, sigma: number): number => 2 / (1 + Math.exp((-1.702 * reach) / sigma)) - 1;
