import sharp, { type Metadata } from 'sharp';
import { assertNotTooLarge, damaged } from './decode-photo.ts';
import { findPictureKind, isReadable, notSupported } from './photo-kind.ts';
import type { Raster } from './raster.ts';
import { type ProfileFacts, readProfile } from './read-profile.ts';

/** A WebP is a list of chunks behind 12 bytes: a name of 4 bytes, a length, and the content, padded to even. */
const webpChunksAt = 12;
const chunkHeadBytes = 8;

/** A file as anybody would open it: its levels as they are, upright, and what its header says. */
export type Picture = {
  readonly raster: Raster;
  /** As rows name formats: jpg, png, webp, tiff, gif, avif. */
  readonly format: string;
  readonly bytes: number;
  readonly isAnimation: boolean;
  /** Nothing was lost in encoding: what is stored is what was drawn. */
  readonly isLossless: boolean;
  readonly isCmyk: boolean;
  /** Null where the file names none: then it is read as sRGB. */
  readonly profile: ProfileFacts | null;
};

/**
 * Reads any picture to check it: of an animation the first frame. Levels are taken without a colour conversion, which
 * could hide a difference.
 * @throws PHOTO_EMPTY, PHOTO_NOT_AN_IMAGE, PHOTO_FORMAT_NOT_SUPPORTED, PHOTO_TOO_LARGE, PHOTO_DAMAGED
 */
export async function readPicture(bytes: Uint8Array): Promise<Picture> {
  const { kind, isAnimation } = findPictureKind(bytes);
  const header = await readHeader(bytes, kind);
  assertNotTooLarge({ widthPx: header.width, heightPx: header.height });
  const file = sharp(bytes, { failOn: 'error', autoOrient: true, limitInputPixels: false, ignoreIcc: true });
  const { data, info } = await file
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => {
      throw damaged(kind, error);
    });
  return {
    raster: { data, channels: info.channels === 4 ? 4 : 3, widthPx: info.width, heightPx: info.height },
    format: kind === 'jpeg' ? 'jpg' : kind,
    bytes: bytes.length,
    isAnimation,
    isLossless: kind === 'png' || (kind === 'webp' && isWebpLossless(bytes)),
    isCmyk: header.space === 'cmyk',
    profile: header.icc === undefined ? null : readProfile(header.icc),
  };
}

/** A format that sharp does not know at all is not supported; one that it knows, GIF too, and cannot read is damaged. */
async function readHeader(bytes: Uint8Array, kind: string): Promise<Metadata> {
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (error) {
    throw isReadable(kind) || kind === 'gif' ? damaged(kind, error) : notSupported(kind);
  }
}

/** The chunk with the pixels is `VP8L` where nothing is lost and `VP8 ` where something is. */
function isWebpLossless(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = webpChunksAt; at + chunkHeadBytes <= file.length; ) {
    const name = file.toString('latin1', at, at + 4);
    if (name === 'VP8L' || name === 'VP8 ') return name === 'VP8L';
    const length = file.readUInt32LE(at + 4);
    at += chunkHeadBytes + length + (length % 2);
  }
  return false;
}
