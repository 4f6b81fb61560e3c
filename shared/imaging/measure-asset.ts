import type { AssetFacts, unjudged } from '../contracts/asset-facts.ts';
import type { PixelBox } from '../contracts/geometry.ts';
import { lumaOf, measureNoise } from './measure-noise.ts';
import { assertSameSize, type Mask, type Raster } from './raster.ts';

const opaque = 255;
/** docs/imaging.md: B is the tight box of matte >= 128. */
const halfOpaque = 128;
/** Fewer pixels than this at the frame's edge are a corner that nearly touches it, not a product that is cut off. */
const minTouchShare = 0.005;
const minTouchPx = 4;
const decimals = 100;

/** The facts that need no judgement. */
export type AssetGeometry = Omit<AssetFacts, keyof typeof unjudged>;

/**
 * The facts of a photo that planning and finishing need: boxes in pixels of P, the frame's edges that the product
 * touches, and the noise of its flat parts in 8-bit levels. The matte has a pixel of at least 128.
 * @throws IMAGE_SIZE_MISMATCH if P and the matte differ in size.
 */
export function measureAsset(p: Raster, matte: Mask, matteSource: AssetFacts['matteSource']): AssetGeometry {
  assertSameSize('a photo and its matte', p, matte);
  const { widthPx, heightPx } = p;
  const box = findBox(matte, halfOpaque);
  const noise = measureNoise(lumaOf(p), box, (x, y) => matte.data[y * widthPx + x] === opaque);
  return {
    widthPx,
    heightPx,
    box,
    cutBox: findBox(matte, 1),
    touchesEdge: findTouchedEdges(matte),
    noiseLevels: Math.round(noise * decimals) / decimals,
    matteSource,
  };
}

/** The tight box of all pixels at or above `threshold`; there is at least one. */
export function findBox({ data, widthPx, heightPx }: Mask, threshold: number): PixelBox {
  let [left, right, top, bottom] = [widthPx, 0, heightPx, 0];
  for (let y = 0; y < heightPx; y++) {
    const row = y * widthPx;
    let first = 0;
    while (first < widthPx && (data[row + first] ?? 0) < threshold) first++;
    if (first === widthPx) continue;
    let last = widthPx - 1;
    while ((data[row + last] ?? 0) < threshold) last--;
    left = Math.min(left, first);
    right = Math.max(right, last + 1);
    top = Math.min(top, y);
    bottom = y + 1;
  }
  return { leftPx: left, topPx: top, widthPx: right - left, heightPx: bottom - top };
}

function findTouchedEdges({ data, widthPx, heightPx }: Mask): AssetFacts['touchesEdge'] {
  const touches = (start: number, step: number, count: number): boolean => {
    let pixels = 0;
    for (let i = 0; i < count; i++) if ((data[start + i * step] ?? 0) >= halfOpaque) pixels++;
    return pixels >= Math.max(minTouchPx, minTouchShare * count);
  };
  return {
    top: touches(0, 1, widthPx),
    right: touches(widthPx - 1, widthPx, heightPx),
    bottom: touches((heightPx - 1) * widthPx, 1, widthPx),
    left: touches(0, widthPx, heightPx),
  };
}
