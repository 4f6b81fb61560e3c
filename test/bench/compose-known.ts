import { linearOfLevel, toEncoded } from '../../shared/imaging/colour.ts';
import type { Mask, Raster } from '../../shared/imaging/raster.ts';
import { developPhoto } from './develop-photo.ts';
import { anyColour, drawBackdrop, type Random } from './draw-backdrop.ts';
import type { TrueProduct } from './true-products.ts';

const opaque = 255;
/** The product fills this share of the frame's side. */
const fill = 0.75;

/** The light in which a photo mixes product and backdrop at a soft pixel. */
export type Mixing = 'srgb' | 'linear';
/** A photo of which product colours, alpha and backdrop are known; all of one size, RGB. */
export type KnownPhoto = {
  readonly bytes: Uint8Array;
  readonly product: Raster;
  readonly alpha: Mask;
  readonly backdrop: Raster;
};

/** Lays a product on a drawn backdrop, with a camera's noise and JPEG. The same random numbers give the same photo. */
export async function composeKnown({ cutout }: TrueProduct, mixing: Mixing, random: Random): Promise<KnownPhoto> {
  const side = Math.round(Math.max(cutout.widthPx, cutout.heightPx) / fill);
  const size = { widthPx: side, heightPx: side };
  const backdrop = drawBackdrop(size, anyColour(random), random);
  const product: Raster = { ...size, channels: 3, data: new Uint8Array(3 * side * side) };
  const alpha: Mask = { ...size, data: new Uint8Array(side * side) };
  const photo = backdrop.data.slice();
  const [left, top] = [Math.round((side - cutout.widthPx) / 2), Math.round((side - cutout.heightPx) / 2)];
  for (let y = 0; y < cutout.heightPx; y++) {
    for (let x = 0; x < cutout.widthPx; x++) {
      const from = 4 * (y * cutout.widthPx + x);
      const to = (y + top) * side + x + left;
      const level = cutout.data[from + 3] ?? 0;
      alpha.data[to] = level;
      for (let c = 0; c < 3; c++) {
        const front = cutout.data[from + c] ?? 0;
        product.data[3 * to + c] = front;
        photo[3 * to + c] = mix(mixing, front, backdrop.data[3 * to + c] ?? 0, level / opaque);
      }
    }
  }
  return { bytes: await developPhoto({ ...size, channels: 3, data: photo }, random), product, alpha, backdrop };
}

function mix(mixing: Mixing, front: number, behind: number, share: number): number {
  if (mixing === 'srgb') return Math.round(share * front + (1 - share) * behind);
  const light = share * (linearOfLevel[front] ?? 0) + (1 - share) * (linearOfLevel[behind] ?? 0);
  return Math.round(opaque * toEncoded(light));
}
