import type { FileFormat, Placement } from '../contracts/placement.ts';
import type { Provenance } from '../contracts/provenance.ts';
import { openRaster, type Raster } from './raster.ts';
import { writeProvenance } from './write-provenance.ts';

/**
 * The quality that each lossy format starts from, what it rises to where the product loses too much, and what it may fall
 * to (docs/imaging.md, Encoding). Each try costs as much as a picture, so it rises in few steps.
 */
const qualities = {
  webp: { start: 80, better: [90, 95], floor: 70 },
  jpg: { start: 92, better: [97], floor: 75 },
} as const;
type LossyFormat = keyof typeof qualities;
/** It falls in steps of this, the last one to the floor. */
const qualityStep = 5;
const maxJpegQuality = 100;
/** WebP's effort: 4 is its default; 2 costs half the time for 3 % more bytes (measured on 1600 x 900, 24 November 2026). */
const webpEffort = 2;
/**
 * Without loss effort and quality are both work alone: these take 483 ms and 611 kB for a sweep of 1600 x 900 px, quality 80
 * and effort 2 take 782 ms and 607 kB (25 November 2026).
 */
const webpLossless = { lossless: true, exact: true, effort: 1, quality: 50 } as const;
/** Half the time of 6 for 4 % more bytes (1600 x 1600 px with dither, 25 November 2026). */
const pngCompression = 4;

/** How to encode; `quality` is null where nothing may be lost. */
export type EncodeSetting = { readonly format: FileFormat; readonly quality: number | null };
/** One encoded file; `quality` is null where nothing is lost. */
export type EncodedFile = EncodeSetting & { readonly bytes: Uint8Array };

/**
 * The settings to try, in order: what the row asks for first, then what keeps more of the product: better qualities, then
 * JPEG in place of WebP where the row takes it or names no format, then WebP without loss. Where the picture has alpha nothing is lost from
 * the start. Smaller ones are `smallerSettings`.
 */
export function encodeSettings({ deliver: { format }, formats }: Placement, hasAlpha: boolean): EncodeSetting[] {
  if (format === 'png' || hasAlpha) return [{ format, quality: null }];
  // JPEG cannot keep everything: at 100 it rings to 252 on white and is within a level or two elsewhere.
  if (format === 'jpg') return [...risingSettings(format), { format, quality: maxJpegQuality }];
  // Fine saturated patterns lose too much to WebP's halved chroma at any quality; JPEG keeps it whole in an eighth of the
  // bytes of a WebP without loss (two samples in a sweep of 1600 x 900 px, 25 November 2026).
  const takesJpeg = formats.length === 0 || formats.includes('jpg');
  const jpegs = takesJpeg ? risingSettings('jpg') : [];
  return [...risingSettings(format), ...jpegs, { format, quality: null }];
}

/**
 * The settings that give fewer bytes, in order: PNG to JPEG where the row takes it, then lower qualities to the floor.
 * None where the picture has alpha: JPEG has none, and a lossy WebP would change it.
 */
export function smallerSettings({ deliver: { format }, formats }: Placement, hasAlpha: boolean): EncodeSetting[] {
  if (hasAlpha) return [];
  if (format !== 'png') return fallingSettings(format);
  return formats.includes('jpg') ? [{ format: 'jpg', quality: qualities.jpg.start }, ...fallingSettings('jpg')] : [];
}

function risingSettings(format: LossyFormat): EncodeSetting[] {
  const { start, better } = qualities[format];
  return [start, ...better].map((quality) => ({ format, quality }));
}

function fallingSettings(format: LossyFormat): EncodeSetting[] {
  const { start, floor } = qualities[format];
  const list: EncodeSetting[] = [];
  for (let quality = start - qualityStep; quality > floor; quality -= qualityStep) list.push({ format, quality });
  return [...list, { format, quality: floor }];
}

/**
 * What is written beside the pixels, and how: lossy WebP halves chroma always, and `keepsFineChroma` does it so that
 * saturated detail stays bright, at five times the time.
 */
export type EncodeOptions = { readonly provenance: Provenance; readonly keepsFineChroma?: boolean };

/**
 * Encodes a picture as sRGB with its profile and its provenance, without any other metadata; alpha is kept by PNG and
 * WebP.
 */
export async function encodeVariant(
  picture: Raster,
  { format, quality }: EncodeSetting,
  { provenance, keepsFineChroma = false }: EncodeOptions,
): Promise<EncodedFile> {
  const open = openRaster(picture).withIccProfile('srgb').withXmp(writeProvenance(provenance));
  if (format === 'png')
    return { bytes: await open.png({ compressionLevel: pngCompression }).toBuffer(), format, quality: null };
  if (format === 'webp') {
    const isLossless = picture.channels === 4 || quality === null;
    const options = isLossless ? webpLossless : { quality, smartSubsample: keepsFineChroma, effort: webpEffort };
    return { bytes: await open.webp(options).toBuffer(), format, quality: isLossless ? null : quality };
  }
  const jpeg = open.jpeg({ quality: quality ?? qualities.jpg.start, chromaSubsampling: '4:4:4' });
  return { bytes: await jpeg.toBuffer(), format, quality };
}
