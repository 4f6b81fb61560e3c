import type { SizePx } from '../contracts/geometry.ts';
import { linearOfLevel } from './colour.ts';
import { openRaster, type Raster } from './raster.ts';

/** Longest side of the survey: a cord of a five-hundredth of the photo is still two pixels wide, and it costs 0.1 s. */
const maxSidePx = 1000;
const cubeThreshold = 216 / 24389;
const lineSlope = 841 / 108;
const lineOffset = 4 / 29;

/** P made small, as CIE L*a*b* (D65): three planes, a value a pixel. L is 0..100. */
export type Survey = SizePx & {
  readonly lightness: Float32Array;
  readonly redGreen: Float32Array;
  readonly blueYellow: Float32Array;
};

/** The whole of P at no more than 1000 px a side, in L*a*b*: what the backdrop is judged by. */
export async function surveyPhoto(p: Raster): Promise<Survey> {
  const scale = Math.min(1, maxSidePx / Math.max(p.widthPx, p.heightPx));
  const widthPx = Math.max(1, Math.round(p.widthPx * scale));
  const heightPx = Math.max(1, Math.round(p.heightPx * scale));
  const rgb = await openRaster(p).resize(widthPx, heightPx, { fit: 'fill' }).raw().toBuffer();
  const pixels = widthPx * heightPx;
  const lightness = new Float32Array(pixels);
  const redGreen = new Float32Array(pixels);
  const blueYellow = new Float32Array(pixels);
  for (let i = 0; i < pixels; i++) {
    const r = linearOfLevel[rgb[3 * i] ?? 0] ?? 0;
    const g = linearOfLevel[rgb[3 * i + 1] ?? 0] ?? 0;
    const b = linearOfLevel[rgb[3 * i + 2] ?? 0] ?? 0;
    // sRGB to XYZ, each divided by the white point.
    const x = cubeRoot(0.43395 * r + 0.37621 * g + 0.18984 * b);
    const y = cubeRoot(0.21267 * r + 0.71515 * g + 0.07218 * b);
    const z = cubeRoot(0.01776 * r + 0.10947 * g + 0.87277 * b);
    lightness[i] = 116 * y - 16;
    redGreen[i] = 500 * (x - y);
    blueYellow[i] = 200 * (y - z);
  }
  return { widthPx, heightPx, lightness, redGreen, blueYellow };
}

const cubeRoot = (t: number): number => (t > cubeThreshold ? Math.cbrt(t) : lineSlope * t + lineOffset);
