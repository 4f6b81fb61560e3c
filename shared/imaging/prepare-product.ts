import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { PixelBox } from '../contracts/geometry.ts';
import { assertSameSize, cropMask, cropRaster, decodeMask, decodeRaster, type Mask, type Raster } from './raster.ts';

/**
 * A product ready to be placed: P, matte and cutout (straight RGBA) of one size, all cropped to `cutBox`. The two sums
 * are summed-area tables over the matte: how many pixels above and left are not sure product (below 255), and how many
 * are not product at all (below 128).
 */
export type Product = {
  readonly p: Raster;
  readonly matte: Mask;
  readonly cutout: Raster;
  readonly cutBox: PixelBox;
  readonly unsureSum: Int32Array;
  readonly outsideSum: Int32Array;
};

const sureLevel = 255;
const productLevel = 128;

/**
 * Decodes a product's payloads once for all its variants.
 * @throws IMAGE_SIZE_MISMATCH where the cutout does not have the size of its box.
 */
export async function prepareProduct(
  payloads: { readonly p: Uint8Array; readonly matte: Uint8Array; readonly cutout: Uint8Array },
  { cutBox }: AssetFacts,
): Promise<Product> {
  const [p, matte, cutout] = await Promise.all([
    decodeRaster(payloads.p, 3),
    decodeMask(payloads.matte),
    decodeRaster(payloads.cutout, 4),
  ]);
  return assembleProduct({ p, matte, cutout }, cutBox);
}

/**
 * A product from whole P and matte and the cutout of `cutBox`.
 * @throws IMAGE_SIZE_MISMATCH where the cutout does not have the size of its box.
 */
export function assembleProduct(
  rasters: { readonly p: Raster; readonly matte: Mask; readonly cutout: Raster },
  cutBox: PixelBox,
): Product {
  const { cutout } = rasters;
  assertSameSize('the cutout', cutBox, cutout);
  const matte = cropMask(rasters.matte, cutBox);
  return {
    p: cropRaster(rasters.p, cutBox),
    ...{ matte, cutout, cutBox },
    unsureSum: summedBelow(matte, sureLevel),
    outsideSum: summedBelow(matte, productLevel),
  };
}

/** Summed-area table, (width + 1) x (height + 1), of the pixels whose level is below `level`. */
function summedBelow({ data, widthPx, heightPx }: Mask, level: number): Int32Array {
  const stride = widthPx + 1;
  const sum = new Int32Array(stride * (heightPx + 1));
  for (let y = 0; y < heightPx; y++) {
    let row = 0;
    for (let x = 0; x < widthPx; x++) {
      if ((data[y * widthPx + x] ?? 0) < level) row++;
      sum[(y + 1) * stride + x + 1] = (sum[y * stride + x + 1] ?? 0) + row;
    }
  }
  return sum;
}
