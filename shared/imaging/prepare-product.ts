import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { PixelBox } from '../contracts/geometry.ts';
import { assertSameSize, cropRaster, decodeRaster, type Raster } from './raster.ts';

/**
 * A product ready to be placed: P and cutout (straight RGBA; its alpha is the matte), both cropped to `cutBox`.
 * `unsureSum` is a summed-area table over the matte: how many pixels above and left are not sure product (below 255).
 * `hazeShare`: the share of the product (matte >= 128) that is not sure although it lies deeper inside the outline than a
 * good matte's soft edge is wide, 0..1.
 */
export type Product = {
  readonly p: Raster;
  readonly cutout: Raster;
  readonly cutBox: PixelBox;
  readonly unsureSum: Int32Array;
  readonly hazeShare: number;
};

const sureLevel = 255;
const productLevel = 128;
/**
 * How wide the soft edge of a good matte is inside the outline: of 22 known alphas of photos up to 2000 px all but one
 * have at most 0.007 of haze deeper than that; that one is glass (24 November 2026). Wider in larger photos, as in
 * cut-out.ts.
 */
const edgePx = 2;
const photoPxAtStepOne = 2400;

/**
 * Decodes a product's payloads once for all its variants.
 * @throws IMAGE_SIZE_MISMATCH where the cutout does not have the size of its box.
 */
export async function prepareProduct(
  payloads: { readonly p: Uint8Array; readonly cutout: Uint8Array },
  { cutBox }: AssetFacts,
): Promise<Product> {
  const [p, cutout] = await Promise.all([decodeRaster(payloads.p, 3), decodeRaster(payloads.cutout, 4)]);
  return assembleProduct(p, cutout, cutBox);
}

/**
 * A product from the whole of P and the cutout of `cutBox`.
 * @throws IMAGE_SIZE_MISMATCH where the cutout does not have the size of its box.
 */
export function assembleProduct(p: Raster, cutout: Raster, cutBox: PixelBox): Product {
  assertSameSize('the cutout', cutBox, cutout);
  return {
    p: cropRaster(p, cutBox),
    ...{ cutout, cutBox },
    unsureSum: summedBelow(cutout, sureLevel),
    hazeShare: shareOfHaze(
      cutout,
      edgePx * Math.max(1, Math.round(Math.max(p.widthPx, p.heightPx) / photoPxAtStepOne)),
    ),
  };
}

/** The whole photo as it is, for pictures that show its own backdrop: all of it is kept and proven. */
export async function prepareWholePhoto(pBytes: Uint8Array): Promise<Product> {
  const p = await decodeRaster(pBytes, 3);
  const { cutout, cutBox } = cutNothing(p);
  return assembleProduct(p, cutout, cutBox);
}

/** A cutout of a whole photo from which nothing is cut. */
export function cutNothing(p: Raster): Pick<Product, 'cutout' | 'cutBox'> {
  const { widthPx, heightPx } = p;
  const data = new Uint8Array(4 * widthPx * heightPx).fill(sureLevel);
  for (let i = 0; i < widthPx * heightPx; i++) data.set(p.data.subarray(3 * i, 3 * i + 3), 4 * i);
  return { cutout: { data, channels: 4, widthPx, heightPx }, cutBox: { leftPx: 0, topPx: 0, widthPx, heightPx } };
}

/** `hazeShare` of Product. Deep are pixels without any below 128 within `reachPx` in both directions, inside the cut box. */
function shareOfHaze(cutout: Raster, reachPx: number): number {
  const { data, widthPx, heightPx } = cutout;
  const outside = summedBelow(cutout, productLevel);
  const stride = widthPx + 1;
  let haze = 0;
  for (let y = reachPx; y < heightPx - reachPx; y++) {
    const top = (y - reachPx) * stride;
    const bottom = (y + reachPx + 1) * stride;
    for (let x = reachPx; x < widthPx - reachPx; x++) {
      const left = x - reachPx;
      const right = x + reachPx + 1;
      const inLower = (outside[bottom + right] ?? 0) - (outside[bottom + left] ?? 0);
      const inUpper = (outside[top + right] ?? 0) - (outside[top + left] ?? 0);
      if (inLower !== inUpper) continue;
      if (data[4 * (y * widthPx + x) + 3] !== sureLevel) haze++;
    }
  }
  const area = widthPx * heightPx - (outside[heightPx * stride + widthPx] ?? 0);
  return area === 0 ? 0 : haze / area;
}

/** Summed-area table, (width + 1) x (height + 1), of the pixels whose alpha is below `level`. */
function summedBelow({ data, widthPx, heightPx }: Raster, level: number): Int32Array {
  const stride = widthPx + 1;
  const sum = new Int32Array(stride * (heightPx + 1));
  for (let y = 0; y < heightPx; y++) {
    let row = 0;
    for (let x = 0; x < widthPx; x++) {
      if ((data[4 * (y * widthPx + x) + 3] ?? 0) < level) row++;
      sum[(y + 1) * stride + x + 1] = (sum[y * stride + x + 1] ?? 0) + row;
    }
  }
  return sum;
}
