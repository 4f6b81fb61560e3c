import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { PixelBox } from '../contracts/geometry.ts';
import { assertSameSize, cropRaster, decodeRaster, type Raster } from './raster.ts';

/**
 * A product ready to be placed: P and cutout (straight RGBA; its alpha is the matte), both cropped to `cutBox`. The two
 * sums are summed-area tables over the matte: how many pixels above and left are not sure product (below 255), and how
 * many are not product at all (below 128).
 */
export type Product = {
  readonly p: Raster;
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
    outsideSum: summedBelow(cutout, productLevel),
  };
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
