import type { Sharp } from 'sharp';
import type { PixelBox, SizePx } from '../contracts/geometry.ts';
import type { Product } from './prepare-product.ts';
import { countSet, type Mask, openRaster, type Raster } from './raster.ts';

/** The kernel that every product pixel is asked to go through. */
const kernel = 'lanczos3';
const kernelRadius = 3;
/** libvips shrinks by whole numbers before the kernel, which may reach one source pixel further. */
const footprintReservePx = 1;
const productLevel = 128;

/** A product's cutout at an output's resolution, and its box there, which may reach over the frame. */
export type PlacedCutout = {
  readonly cut: PixelBox;
  /** Straight RGBA; the colour of soft pixels is the product's alone. */
  readonly cutout: Raster;
};
/** The product at an output's resolution; all of one size. `p` is P' cropped to the cut box. */
export type PlacedProduct = PlacedCutout & {
  readonly p: Raster;
  /** 255 where the whole kernel footprint is sure product: there P' is copied byte for byte. */
  readonly interior: Mask;
  /** Interior area / area of matte >= 128, 0..1. */
  readonly interiorShare: number;
};

/**
 * The kernel that resamples a product, by its name in the receipt: libvips takes lanczos3 to shrink alone and enlarges by
 * bicubic interpolation, half an output pixel to the right and down (8.18.7; Pillow, started there, agrees within 2
 * levels).
 */
export const kernelOf = (from: SizePx, to: SizePx): 'lanczos3' | 'bicubic' =>
  to.widthPx > from.widthPx || to.heightPx > from.heightPx ? 'bicubic' : kernel;

/** P' of the cut box: the original photo resampled to `size` by the recorded kernel, sRGB 8-bit, no premultiplication. */
export async function resampleOriginal(product: Product, { widthPx, heightPx }: SizePx): Promise<Raster> {
  const data = await openRaster(product.p).resize(widthPx, heightPx, { fit: 'fill', kernel }).raw().toBuffer();
  return { data, channels: 3, widthPx, heightPx };
}

/** Resamples the product for one output; `cut` is its box there, which may reach over the frame. */
export async function resampleProduct(product: Product, cut: PixelBox): Promise<PlacedProduct> {
  const [p, { cutout }] = await Promise.all([
    resampleOriginal(product, cut),
    resampleCutout(openRaster(product.cutout), cut),
  ]);
  const interior = footprintsInside(product, cut);
  const area = countAlpha(cutout.data);
  return { cut, p, cutout, interior, interiorShare: area === 0 ? 0 : Math.min(1, countSet(interior) / area) };
}

/** Resamples a cutout alone, straight RGBA as it was opened in sharp: where nothing of the photo itself is shown or proven. */
export async function resampleCutout(cutout: Sharp, cut: PixelBox): Promise<PlacedCutout> {
  const { widthPx, heightPx } = cut;
  const data = await cutout.resize(widthPx, heightPx, { fit: 'fill', kernel }).raw().toBuffer();
  return { cut, cutout: { data, channels: 4, widthPx, heightPx } };
}

/** 255 for every output pixel whose kernel footprint in the source holds sure product alone. */
function footprintsInside({ cutout, unsureSum: sum }: Product, { widthPx, heightPx }: SizePx): Mask {
  const { widthPx: sourceWidth, heightPx: sourceHeight } = cutout;
  const columns = footprints(widthPx, sourceWidth);
  const rows = footprints(heightPx, sourceHeight);
  const stride = sourceWidth + 1;
  const data = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    const top = (rows.from[y] ?? 0) * stride;
    const bottom = (rows.to[y] ?? 0) * stride;
    for (let x = 0; x < widthPx; x++) {
      const left = columns.from[x] ?? 0;
      const right = columns.to[x] ?? 0;
      const found =
        (sum[bottom + right] ?? 0) - (sum[bottom + left] ?? 0) - (sum[top + right] ?? 0) + (sum[top + left] ?? 0);
      if (found === 0) data[y * widthPx + x] = 255;
    }
  }
  return { data, widthPx, heightPx };
}

/** The source pixels [from, to) that each output pixel along one axis is computed from. */
function footprints(outputPx: number, sourcePx: number): { from: Int32Array; to: Int32Array } {
  const ratio = sourcePx / outputPx;
  const reach = kernelRadius * Math.max(1, ratio) + footprintReservePx;
  const centre = (at: number) => (at + 0.5) * ratio;
  return {
    from: Int32Array.from({ length: outputPx }, (_, at) => Math.max(0, Math.floor(centre(at) - reach))),
    to: Int32Array.from({ length: outputPx }, (_, at) => Math.min(sourcePx, Math.ceil(centre(at) + reach))),
  };
}

function countAlpha(rgba: Uint8Array): number {
  let count = 0;
  for (let at = 3; at < rgba.length; at += 4) if ((rgba[at] ?? 0) >= productLevel) count++;
  return count;
}
