import sharp from 'sharp';
import { PipelineError } from '../contracts/pipeline-error.ts';
import type { Raster } from './raster.ts';

/** A painted plate, or an underpaint, in 8-bit sRGB. */
export type Plate = Raster;

/**
 * Reads a plate or underpaint (PNG of 8 or 16 bits, sRGB, no alpha) as 8-bit sRGB.
 * @throws PLATE_UNREADABLE
 */
export async function decodePlate(bytes: Uint8Array): Promise<Plate> {
  const picture = sharp(bytes, { limitInputPixels: false }).removeAlpha().toColourspace('srgb').raw({ depth: 'uchar' });
  const { data, info } = await picture.toBuffer({ resolveWithObject: true }).catch((cause: unknown) => {
    const sentence = 'Expected a plate that is a whole picture, got one that can’t be read.';
    throw new PipelineError('PLATE_UNREADABLE', sentence, { cause });
  });
  return { data, channels: 3, widthPx: info.width, heightPx: info.height };
}
