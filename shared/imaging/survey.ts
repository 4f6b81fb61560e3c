import type { SizePx } from '../contracts/geometry.ts';
import { labOfLevels } from './delta-e.ts';
import { openRaster, type Raster } from './raster.ts';

/** Longest side of the survey: a cord of a five-hundredth of the photo is still two pixels wide, and it costs 0.1 s. */
const maxSidePx = 1000;

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
    const [l, a, b] = labOfLevels(rgb[3 * i] ?? 0, rgb[3 * i + 1] ?? 0, rgb[3 * i + 2] ?? 0);
    lightness[i] = l;
    redGreen[i] = a;
    blueYellow[i] = b;
  }
  return { widthPx, heightPx, lightness, redGreen, blueYellow };
}
