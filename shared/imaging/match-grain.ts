import { measureNoise } from './measure-noise.ts';
import type { Raster } from './raster.ts';
import type { PlacedProduct } from './resample-product.ts';

const opaque = 255;
/** Imaging.md, Light: no more grain than this, in levels. */
const mostGrain = 1.5;
/** What `measureNoise` shows of white noise: it looks at the quietest blocks (20,000 blocks, 25 November 2026). */
const quietOfWhite = 0.855;
/** Grain below this, in levels, nobody sees. */
const leastGrain = 0.05;

/** The noise of a finished picture, in 8-bit levels: in flat parts of the product, and of what is around it. */
export type PictureNoise = { readonly product: number; readonly around: number };

/** Measures the noise of a product as it is placed, and of the background (sRGB, of the picture's size) that it stands before. */
export function measurePictureNoise(background: Raster, { cut, p, cutout, interior }: PlacedProduct): PictureNoise {
  const whole = { leftPx: 0, topPx: 0, widthPx: p.widthPx, heightPx: p.heightPx };
  const frame = { leftPx: 0, topPx: 0, widthPx: background.widthPx, heightPx: background.heightPx };
  const isFree = (x: number, y: number): boolean => {
    const [column, row] = [x - cut.leftPx, y - cut.topPx];
    const isOutside = column < 0 || row < 0 || column >= cut.widthPx || row >= cut.heightPx;
    return isOutside || cutout.data[4 * (row * cut.widthPx + column) + 3] === 0;
  };
  return {
    product: measureNoise(p, whole, (x, y) => interior.data[y * p.widthPx + x] === opaque),
    around: measureNoise(background, frame, isFree),
  };
}

/**
 * The grain, in levels, that a background lacks beside its product: with it both are as noisy in their flat parts. At most
 * 1.5; 0 where the background is noisy enough.
 */
export function missingGrain({ product, around }: PictureNoise): number {
  const missing = Math.sqrt(Math.max(0, product ** 2 - around ** 2)) / quietOfWhite;
  return missing < leastGrain ? 0 : Math.min(mostGrain, missing);
}
