import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { PixelBox } from '../contracts/geometry.ts';
import { assertSameSize, type Mask, type Raster } from './raster.ts';

const opaque = 255;
/** Imaging.md: B is the tight box of matte >= 128. */
const halfOpaque = 128;
/** Fewer pixels than this at the frame's edge are a corner that nearly touches it, not a product that is cut off. */
const minTouchShare = 0.005;
const minTouchPx = 4;
/** Flat parts are looked for in blocks of this side; of their noise the quietest fifth is the photo's own. */
const blockPx = 8;
const quietShare = 0.2;
/** Blocks measured at most, on a regular grid: enough for a stable fifth, quick for any size of photo. */
const maxBlocks = 4000;
/** Rec. 709 luma of sRGB levels. */
const [lumaR, lumaG, lumaB] = [0.2126, 0.7152, 0.0722];
const decimals = 100;

/** The facts that need no judgement. */
export type AssetGeometry = Omit<
  AssetFacts,
  'quality' | 'pose' | 'keySide' | 'cameraPitchDegrees' | 'rights' | 'plainSides'
>;

/**
 * The facts of a photo that planning and finishing need: boxes in pixels of P, the frame's edges that the product
 * touches, and the noise of its flat parts in 8-bit levels. The matte has a pixel of at least 128.
 * @throws IMAGE_SIZE_MISMATCH if P and the matte differ in size.
 */
export function measureAsset(p: Raster, matte: Mask, matteSource: AssetFacts['matteSource']): AssetGeometry {
  assertSameSize('a photo and its matte', p, matte);
  const { widthPx, heightPx } = p;
  const box = findBox(matte, halfOpaque);
  return {
    widthPx,
    heightPx,
    box,
    cutBox: findBox(matte, 1),
    touchesEdge: findTouchedEdges(matte),
    noiseLevels: measureNoise(p, matte, box),
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

/** Deviation of the luma from its block's plane of light, in the quietest fifth of the blocks inside the product. */
function measureNoise(p: Raster, matte: Mask, box: PixelBox): number {
  const step = Math.max(blockPx, Math.ceil(Math.sqrt((box.widthPx * box.heightPx) / maxBlocks)));
  const deviations: number[] = [];
  for (let y = box.topPx; y + blockPx <= box.topPx + box.heightPx; y += step) {
    for (let x = box.leftPx; x + blockPx <= box.leftPx + box.widthPx; x += step) {
      const deviation = blockNoise(p, matte, x, y);
      if (deviation !== null) deviations.push(deviation);
    }
  }
  deviations.sort((a, b) => a - b);
  const quiet = deviations[Math.floor(deviations.length * quietShare)] ?? 0;
  return Math.round(quiet * decimals) / decimals;
}

/** Half the mean square of second differences, which a plane of light does not have; null outside the product. */
function blockNoise(p: Raster, { data, widthPx }: Mask, left: number, top: number): number | null {
  let sum = 0;
  let count = 0;
  for (let y = top; y < top + blockPx; y++) {
    for (let x = left; x < left + blockPx; x++) {
      if (data[y * widthPx + x] !== opaque) return null;
      if (x < left + 2) continue;
      const second = luma(p, x, y) - 2 * luma(p, x - 1, y) + luma(p, x - 2, y);
      sum += second * second;
      count++;
    }
  }
  // The second difference of independent noise has 1 + 4 + 1 times its variance.
  const varianceFactor = 6;
  return Math.sqrt(sum / count / varianceFactor);
}

/** Rec. 709 luma of a pixel of P, 0..255. */
export function luma({ data, widthPx }: Raster, x: number, y: number): number {
  const at = 3 * (y * widthPx + x);
  return lumaR * (data[at] ?? 0) + lumaG * (data[at + 1] ?? 0) + lumaB * (data[at + 2] ?? 0);
}
