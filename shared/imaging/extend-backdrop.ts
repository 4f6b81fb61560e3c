import type { SizePx } from '../contracts/geometry.ts';
import { linearBetweenLevels } from './colour.ts';
import { averageLines, fitEdge, type PictureSide } from './edge-fit.ts';
import type { LinearRaster } from './raster.ts';
import type { PlacedProduct } from './resample-product.ts';

const maxLevel = 255;
/** As shares of the photo's extent across the side: the strip that is continued, and how far its slope carries on. */
const depthShare = 0.06;
const slopeReachShare = 0.25;
/**
 * As shares of the side's length: what is carried on for good is as smooth as this along the side, or streaks would grow
 * out of every cloud in the backdrop; what is finer fades out.
 */
const smoothShare = 0.12;
const fineShare = 0.015;
/** Over these shares of the photo's extent fade what is finer, and what differs from the fit right at the edge. */
const fineReachShare = 0.1;
const seamReachShare = 0.02;
const seamReachLines = 2;
/** The widest grain that is continued, in levels: more is texture, which grain cannot stand for. */
const maxGrain = 3;
/** Of a normal distribution: from the mean absolute difference of neighbours to the deviation. */
const differenceToDeviation = Math.sqrt(Math.PI) / 2;

/**
 * The photo's own backdrop, continued beyond the photo without a model: level and slope at each side of the photo are
 * carried on, the slope fading, with the photo's grain. `placed` is the whole photo as the product; its pixels are laid
 * over this unchanged. First left and right, then above and below over the full width. Linear light; repeatable by `seed`.
 */
export function extendBackdrop(placed: PlacedProduct, { widthPx, heightPx }: SizePx, seed: number): LinearRaster {
  const { cut, p } = placed;
  const [left, top] = [Math.max(0, cut.leftPx), Math.max(0, cut.topPx)];
  const right = Math.min(widthPx, cut.leftPx + cut.widthPx);
  const bottom = Math.min(heightPx, cut.topPx + cut.heightPx);
  const levels = new Float32Array(widthPx * heightPx * 3);
  for (let y = top; y < bottom; y++) {
    const from = ((y - cut.topPx) * cut.widthPx + left - cut.leftPx) * 3;
    levels.set(p.data.subarray(from, from + 3 * (right - left)), (y * widthPx + left) * 3);
  }
  const random = seededNoise(seed);
  const at = (x: number, y: number) => (y * widthPx + x) * 3;
  const [column, row] = [3, 3 * widthPx];
  const tall = { lines: bottom - top, lineStep: row };
  const wide = { lines: widthPx, lineStep: column };
  const [across, down] = [right - left, bottom - top];
  carryOn(levels, { start: at(left, top), ...tall, inwardStep: column }, across, left, random);
  carryOn(levels, { start: at(right - 1, top), ...tall, inwardStep: -column }, across, widthPx - right, random);
  carryOn(levels, { start: at(0, top), ...wide, inwardStep: row }, down, top, random);
  carryOn(levels, { start: at(0, bottom - 1), ...wide, inwardStep: -row }, down, heightPx - bottom, random);
  return { data: levels.map(linearBetweenLevels), widthPx, heightPx };
}

/** Fills `outsidePx` pixels of each line beyond the side; `insidePx` is how far the photo reaches in. Changes `levels`. */
function carryOn(
  levels: Float32Array,
  side: PictureSide,
  insidePx: number,
  outsidePx: number,
  random: () => number,
): void {
  if (outsidePx === 0) return;
  const { start, lines, lineStep, inwardStep } = side;
  const depthPx = Math.max(2, Math.round(depthShare * insidePx));
  const { level, slope } = fitEdge(levels, side, depthPx, Math.round(smoothShare * lines));
  const fine = fitEdge(levels, side, depthPx, Math.round(fineShare * lines)).level;
  const seam = seamOf(levels, side, fine);
  const grain = grainOf(levels, side, depthPx);
  const slopeReach = slopeReachShare * insidePx;
  for (let t = 1; t <= outsidePx; t++) {
    const carried = slopeReach * (1 - Math.exp(-t / slopeReach));
    const fineLeft = Math.exp(-t / (fineReachShare * insidePx));
    const seamLeft = Math.exp(-t / (seamReachShare * insidePx));
    for (let line = 0; line < lines; line++) {
      const to = start + line * lineStep - t * inwardStep;
      const noise = grain * random();
      for (let c = 0; c < 3; c++) {
        const i = 3 * line + c;
        const smooth = level[i] ?? 0;
        const detail = ((fine[i] ?? 0) - smooth) * fineLeft + (seam[i] ?? 0) * seamLeft;
        levels[to + c] = Math.min(maxLevel, Math.max(0, smooth + (slope[i] ?? 0) * carried + detail + noise));
      }
    }
  }
}

/** How far the outermost pixels lie from the fit, over a few lines each. */
function seamOf(levels: Float32Array, { start, lines, lineStep }: PictureSide, level: Float32Array): Float32Array {
  const edge = Float32Array.from(level, (value, i) => {
    const line = Math.floor(i / 3);
    return (levels[start + line * lineStep + (i % 3)] ?? 0) - value;
  });
  return averageLines(edge, lines, seamReachLines);
}

/** The grain of the strip in levels: from the differences of neighbours along the lines, in green. */
function grainOf(levels: Float32Array, { start, lines, lineStep, inwardStep }: PictureSide, depthPx: number): number {
  let sum = 0;
  for (let line = 0; line < lines; line++) {
    for (let k = 1; k < depthPx; k++) {
      const here = start + line * lineStep + k * inwardStep + 1;
      sum += Math.abs((levels[here] ?? 0) - (levels[here - inwardStep] ?? 0));
    }
  }
  return Math.min(maxGrain, (differenceToDeviation * sum) / Math.max(1, lines * (depthPx - 1)));
}

/** Noise of mean 0 and deviation 1, nearly normal: four uniform numbers (xorshift32, Marsaglia 2003) added up. */
function seededNoise(seed: number): () => number {
  let state = seed ^ 0x9e3779b9 || 1;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(3) * (uniform() + uniform() + uniform() + uniform() - 2);
}
