import sharp from 'sharp';
import type { Raster } from './raster.ts';

/** A painted plate, or an underpaint, in 8-bit sRGB. */
export type Plate = Raster;

/** Reads a plate or underpaint (PNG of 8 or 16 bits, sRGB, no alpha) as 8-bit sRGB. */
export async function decodePlate(bytes: Uint8Array): Promise<Plate> {
  const picture = sharp(bytes, { limitInputPixels: false }).removeAlpha().toColourspace('srgb').raw({ depth: 'uchar' });
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  return { data, channels: 3, widthPx: info.width, heightPx: info.height };
}
