import type { SizePx } from '../contracts/geometry.ts';
import { type BackdropFit, cellPx } from './fit-backdrop.ts';
import { fitShade, type Shade } from './fit-shade.ts';
import type { Survey } from './survey.ts';

/** A backdrop that varies more than this about its fit is no smooth surface: nothing is concluded from it. */
const maxChromaNoise = 2.5;
const maxLightnessNoise = 4;
/** Noise is never taken to be below what JPEG leaves of a flat colour. */
const minChromaNoise = 0.6;
const minLightnessNoise = 0.8;
/** The share of sure pixels that the noise covers: the rest may be a cord that no look has seen. */
const coveredShare = 0.95;
/** 95 % of a normal distribution lie within 1.96 deviations. */
const deviationsOfCovered = 1.96;
const minColouredChroma = 10;
const bins = 512;
const binsPerUnit = 10;

/**
 * How far each pixel of the survey is from the backdrop: `lightness` is its L* less the backdrop's; `chroma` the distance
 * in a*b* to the backdrop in the pixel's own light, so that a shadow has none. The noises are what the sure backdrop
 * shows itself: the deviation of lightness, and the chroma that 95 % stay below. `isSure` as BackdropFit's, by pixel.
 */
export type Deviation = SizePx & {
  readonly lightness: Float32Array;
  readonly chroma: Float32Array;
  /** What is left in a* and b* where the backdrop's own shade may explain the rest: `chroma` is never less than its length. */
  readonly redGreen: Float32Array;
  readonly blueYellow: Float32Array;
  readonly isSure: Uint8Array;
  readonly lightnessNoise: number;
  readonly chromaNoise: number;
  /** Mean colour of the fit. */
  readonly mean: { readonly lightness: number; readonly chroma: number };
};

/** Whether a backdrop has so much colour of its own that colour tells its deep shade from grey goods. */
export const isColoured = ({ chroma }: Deviation['mean']): boolean => chroma > minColouredChroma;

/** Compares the survey with the backdrop that was fitted to it; null where that is no smooth surface. */
export function compareBackdrop(survey: Survey, fit: BackdropFit): Deviation | null {
  const { widthPx, heightPx } = survey;
  const lightness = new Float32Array(widthPx * heightPx);
  const chroma = new Float32Array(widthPx * heightPx);
  const redGreen = new Float32Array(widthPx * heightPx);
  const blueYellow = new Float32Array(widthPx * heightPx);
  const isSure = new Uint8Array(widthPx * heightPx);
  const shade = fitShade(fit);
  const lab = new Float64Array(3);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const i = y * widthPx + x;
      readFit(fit, x, y, lab);
      const [backdropL, backdropA, backdropB] = [lab[0] ?? 0, lab[1] ?? 0, lab[2] ?? 0];
      const l = survey.lightness[i] ?? 0;
      // Less light scales a* and b* as it scales L* + 16 (CIE 1976).
      const light = (l + 16) / (Math.max(0, backdropL) + 16);
      lightness[i] = l - backdropL;
      const a = (survey.redGreen[i] ?? 0) - light * backdropA;
      const b = (survey.blueYellow[i] ?? 0) - light * backdropB;
      chroma[i] = Math.sqrt(a * a + b * b);
      redGreen[i] = a;
      blueYellow[i] = b;
      if (shade !== null && l < backdropL) leaveOutShade(i, shade, lab, l, redGreen, blueYellow);
      isSure[i] = fit.isSure[Math.floor(y / cellPx) * fit.cellsAcross + Math.floor(x / cellPx)] ?? 0;
    }
  }
  const lightnessNoise = coveredLevel(lightness, isSure) / deviationsOfCovered;
  const chromaNoise = coveredLevel(chroma, isSure);
  if (chromaNoise > maxChromaNoise || lightnessNoise > maxLightnessNoise) return null;
  return {
    ...{ widthPx, heightPx, lightness, chroma, redGreen, blueYellow, isSure, mean: meanColour(fit) },
    lightnessNoise: Math.max(minLightnessNoise, lightnessNoise),
    chromaNoise: Math.max(minChromaNoise, chromaNoise),
  };
}

/**
 * Takes from the deviation of pixel `i` what lies on the way from the backdrop in less light to the backdrop's shade.
 * Shade deeper than the backdrop shows gains no more colour.
 */
function leaveOutShade(
  i: number,
  shade: Shade,
  backdrop: Float64Array,
  lightness: number,
  redGreen: Float32Array,
  blueYellow: Float32Array,
): void {
  const [backdropL, backdropA, backdropB] = [backdrop[0] ?? 0, backdrop[1] ?? 0, backdrop[2] ?? 0];
  const fall = Math.max(lightness, Math.min(backdropL, shade.darkest)) - backdropL;
  const lightLost = 1 - (lightness + 16) / (Math.max(0, backdropL) + 16);
  const toA = lightLost * backdropA + fall * shade.redGreen;
  const toB = lightLost * backdropB + fall * shade.blueYellow;
  const [a, b] = [redGreen[i] ?? 0, blueYellow[i] ?? 0];
  const share = Math.min(1, Math.max(0, (a * toA + b * toB) / Math.max(Number.EPSILON, toA * toA + toB * toB)));
  redGreen[i] = a - share * toA;
  blueYellow[i] = b - share * toB;
}

/** The fit between the centres of its cells, linear. */
function readFit({ lab, cellsAcross, cellsDown }: BackdropFit, x: number, y: number, into: Float64Array): void {
  const atX = Math.min(cellsAcross - 1, Math.max(0, (x + 0.5) / cellPx - 0.5));
  const atY = Math.min(cellsDown - 1, Math.max(0, (y + 0.5) / cellPx - 0.5));
  const [left, top] = [Math.floor(atX), Math.floor(atY)];
  const [right, bottom] = [Math.min(cellsAcross - 1, left + 1), Math.min(cellsDown - 1, top + 1)];
  const [wx, wy] = [atX - left, atY - top];
  const [upperRow, lowerRow] = [top * cellsAcross, bottom * cellsAcross];
  for (let c = 0; c < 3; c++) {
    const [fromLeft, fromRight] = [3 * left + c, 3 * right + c];
    const upper = (lab[3 * upperRow + fromLeft] ?? 0) * (1 - wx) + (lab[3 * upperRow + fromRight] ?? 0) * wx;
    const lower = (lab[3 * lowerRow + fromLeft] ?? 0) * (1 - wx) + (lab[3 * lowerRow + fromRight] ?? 0) * wx;
    into[c] = upper * (1 - wy) + lower * wy;
  }
}

/** The level that 95 % of the sure values stay below, without their sign; to a tenth. */
function coveredLevel(values: Float32Array, isSure: Uint8Array): number {
  const histogram = new Uint32Array(bins);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (isSure[i] === 0) continue;
    const bin = Math.min(bins - 1, Math.floor(binsPerUnit * Math.abs(values[i] ?? 0)));
    histogram[bin] = (histogram[bin] ?? 0) + 1;
    count++;
  }
  let below = 0;
  for (let bin = 0; bin < bins; bin++) {
    below += histogram[bin] ?? 0;
    if (below >= coveredShare * count) return (bin + 1) / binsPerUnit;
  }
  return bins / binsPerUnit;
}

function meanColour({ lab }: BackdropFit): Deviation['mean'] {
  const cells = lab.length / 3;
  const [l, a, b] = [0, 1, 2].map((c) => {
    let sum = 0;
    for (let cell = 0; cell < cells; cell++) sum += lab[3 * cell + c] ?? 0;
    return sum / cells;
  });
  return { lightness: l ?? 0, chroma: Math.hypot(a ?? 0, b ?? 0) };
}
