import sharp, { type Metadata } from 'sharp';
import type { SizePx } from '../contracts/geometry.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';
import { findPhotoKind, type PhotoKind } from './photo-kind.ts';
import type { Mask, Raster } from './raster.ts';

/** What a function of 2 GB masks; a 100-megapixel P alone is 300 MB. */
const maxPixels = 100_000_000;
const pixelsPerMegapixel = 1_000_000;
/** Below this the network sees nothing and no placement can be served. */
const minSidePx = 64;
const opaque = 255;
const halfOpaque = 128;
/** Rounded corners and stray pixels are not a cutout: at least one pixel in a hundred lets the backdrop through. */
const minTransparentShare = 0.01;

/** The upright photo in sRGB, and its alpha where the photo is a cutout already. */
export type DecodedPhoto = { readonly p: Raster; readonly alpha: Mask | null };

/**
 * Decodes a photo of any readable format to P: upright by EXIF, sRGB, 8 bits, three channels. Profiles (Display-P3,
 * Adobe RGB) and CMYK are converted; grey becomes RGB. Limits are checked on the header, before any pixel is decoded.
 * @throws PHOTO_EMPTY, PHOTO_NOT_AN_IMAGE, PHOTO_FORMAT_NOT_SUPPORTED, PHOTO_ANIMATED, PHOTO_TOO_LARGE,
 * PHOTO_TOO_TINY, PHOTO_DAMAGED
 */
export async function decodePhoto(bytes: Uint8Array): Promise<DecodedPhoto> {
  const kind = findPhotoKind(bytes);
  const header = await readHeader(bytes, kind);
  assertSizeAllowed({ widthPx: header.width, heightPx: header.height });
  const isDeepWithProfile = header.depth === 'ushort' && header.icc !== undefined;
  const { data, info } = await decodePixels(bytes, isDeepWithProfile).catch((error: unknown) => {
    throw damaged(kind, error);
  });
  const size = { widthPx: info.width, heightPx: info.height };
  if (info.channels === 3) return { p: { data, channels: 3, ...size }, alpha: null };
  return splitAlpha(data, size);
}

async function readHeader(bytes: Uint8Array, kind: PhotoKind): Promise<Metadata> {
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (error) {
    throw damaged(kind, error);
  }
}

/**
 * sharp leaves 16-bit pictures with a profile in Display-P3 unless an output profile is named (measured with 0.35.5:
 * 200,60,40 came out as 184,70,49); naming one for all would move 8-bit sRGB by a level.
 */
function decodePixels(bytes: Uint8Array, isDeepWithProfile: boolean) {
  const picture = sharp(bytes, { failOn: 'error', autoOrient: true, limitInputPixels: maxPixels });
  const inSrgb = isDeepWithProfile ? picture.withIccProfile('srgb') : picture;
  return inSrgb.toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
}

/**
 * Checks that a picture can be decoded at all.
 * @throws PHOTO_TOO_LARGE
 */
export function assertNotTooLarge({ widthPx, heightPx }: SizePx): void {
  const pixels = widthPx * heightPx;
  if (pixels <= maxPixels) return;
  throw new PipelineError(
    'PHOTO_TOO_LARGE',
    `Expected a photo of at most ${maxPixels / pixelsPerMegapixel} megapixels, got ${Math.ceil(pixels / pixelsPerMegapixel)} (${widthPx} x ${heightPx} px); scale it down and upload it again.`,
  );
}

function assertSizeAllowed({ widthPx, heightPx }: SizePx): void {
  assertNotTooLarge({ widthPx, heightPx });
  if (Math.min(widthPx, heightPx) >= minSidePx) return;
  throw new PipelineError(
    'PHOTO_TOO_TINY',
    `Expected a photo of at least ${minSidePx} pixels a side, got ${widthPx} x ${heightPx} px; upload a larger one (2000 px serves every placement).`,
  );
}

/** Separates colour and alpha; an alpha that hides next to nothing is laid on white. */
function splitAlpha(rgba: Uint8Array, size: SizePx): DecodedPhoto {
  const pixels = size.widthPx * size.heightPx;
  const rgb = new Uint8Array(pixels * 3);
  const alpha = new Uint8Array(pixels);
  let transparentPixels = 0;
  for (let i = 0; i < pixels; i++) {
    const a = rgba[4 * i + 3] ?? 0;
    alpha[i] = a;
    if (a < halfOpaque) transparentPixels++;
    for (let c = 0; c < 3; c++) rgb[3 * i + c] = rgba[4 * i + c] ?? 0;
  }
  const p: Raster = { data: rgb, channels: 3, ...size };
  if (transparentPixels >= minTransparentShare * pixels) return { p, alpha: { data: alpha, ...size } };
  layOnWhite(rgb, alpha);
  return { p, alpha: null };
}

/** Changes `rgb`, which no one else holds yet. */
function layOnWhite(rgb: Uint8Array, alpha: Uint8Array): void {
  for (let i = 0; i < alpha.length; i++) {
    const a = alpha[i] ?? opaque;
    if (a === opaque) continue;
    for (let c = 0; c < 3; c++) {
      rgb[3 * i + c] = Math.round(((rgb[3 * i + c] ?? 0) * a + opaque * (opaque - a)) / opaque);
    }
  }
}

/** The error of a file that cannot be decoded to its end. */
export const damaged = (kind: string, cause: unknown): PipelineError =>
  new PipelineError(
    'PHOTO_DAMAGED',
    `Expected a whole ${kind.toUpperCase()} file, got one that ends early or is damaged; export the photo again and upload that.`,
    { cause },
  );
