import type { SizePx } from '../contracts/geometry.ts';
import { type LumaAt, lumaOf, lumaOfLight, measureNoise } from './measure-noise.ts';
import type { LinearRaster, Raster } from './raster.ts';
import type { PlacedProduct } from './resample-product.ts';

const opaque = 255;
/** docs/imaging.md, Light: no more grain than this, in levels. */
const mostGrain = 1.5;
/** What `measureNoise` shows of white noise: it looks at the quietest blocks (20,000 blocks, 25 November 2026). */
const quietOfWhite = 0.855;
/** What dither and rounding add to it, in levels: 0.26 alone, 0.33 beside noise (six sweeps, 25 November 2026). */
const ditherNoise = 0.3;
/** Grain below this, in levels, nobody sees. */
const leastGrain = 0.05;

/** The noise of a finished picture, in 8-bit levels: in flat parts of the product, and of what is around it. */
export type PictureNoise = { readonly product: number; readonly around: number };

/** Measures the noise of a product as it is placed, and of the background (sRGB, of the picture's size) that it stands before. */
export const measurePictureNoise = (background: Raster, placed: PlacedProduct): PictureNoise => ({
  product: noiseOfProduct(placed),
  around: noiseAround(lumaOf(background), background, placed),
});

/**
 * The grain, in levels, that a background (before dither) lacks beside its product: with it both are as noisy in their
 * flat parts. At most 1.5; 0 where the background is noisy enough.
 */
export function missingGrain(background: LinearRaster, placed: PlacedProduct): number {
  const around = noiseAround(lumaOfLight(background), background, placed);
  const missing = Math.sqrt(Math.max(0, noiseOfProduct(placed) ** 2 - around ** 2 - ditherNoise ** 2)) / quietOfWhite;
  return missing < leastGrain ? 0 : Math.min(mostGrain, missing);
}

function noiseOfProduct({ p, interior }: PlacedProduct): number {
  const whole = { leftPx: 0, topPx: 0, widthPx: p.widthPx, heightPx: p.heightPx };
  return measureNoise(lumaOf(p), whole, (x, y) => interior.data[y * p.widthPx + x] === opaque);
}

function noiseAround(lumaAt: LumaAt, { widthPx, heightPx }: SizePx, { cut, cutout }: PlacedProduct): number {
  const isFree = (x: number, y: number): boolean => {
    const [column, row] = [x - cut.leftPx, y - cut.topPx];
    const isOutside = column < 0 || row < 0 || column >= cut.widthPx || row >= cut.heightPx;
    return isOutside || cutout.data[4 * (row * cut.widthPx + column) + 3] === 0;
  };
  return measureNoise(lumaAt, { leftPx: 0, topPx: 0, widthPx, heightPx }, isFree);
}
