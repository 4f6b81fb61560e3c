import { PipelineError } from '../contracts/pipeline-error.ts';

/** Enough for every signature and for the start of an SVG behind its XML declaration. */
const headBytes = 1024;
/** How far into a PNG its animation chunk may stand: it comes before the first pixels. */
const animationSearchBytes = 4096;
const boxTypeStart = 4;
const brandStart = 8;
const brandEnd = 12;
/** Where a WebP with extensions says what it holds, and the bit for an animation. */
const webpFlagsAt = 20;
const webpAnimationFlag = 0x02;
/** A BMP begins with BM, its size, and four reserved zeros. */
const bmpStart = /^BM.{4}\0{4}/s;

/** A format that this build reads photos in. */
export type PhotoKind = 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff';

/** Name of a format, and the bytes that it begins with, as Latin-1 text. */
const signatures: readonly (readonly [kind: string, start: string])[] = [
  ['jpeg', '\xff\xd8\xff'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['tiff', 'II*\0'],
  ['tiff', 'MM\0*'],
  ['tiff', 'II+\0'],
  ['tiff', 'MM\0+'],
  ['gif', 'GIF8'],
  ['pdf', '%PDF'],
  ['psd', '8BPS'],
  ['jpeg xl', '\xff\x0a'],
  ['jpeg xl', '\0\0\0\x0cJXL '],
  ['jpeg 2000', '\0\0\0\x0cjP  '],
  ['postscript', '%!PS'],
];
/** `ftyp` brands of the HEIF family; AVIF is the one that this build decodes. */
const heifBrands: Readonly<Record<string, string>> = {
  avif: 'avif',
  avis: 'animated avif',
  heic: 'heic',
  heix: 'heic',
  heim: 'heic',
  heis: 'heic',
  hevc: 'heic',
  hevx: 'heic',
};
const readable: readonly string[] = ['jpeg', 'png', 'webp', 'avif', 'tiff'] satisfies PhotoKind[];
/** Whether photos are read in a format. */
export const isReadable = (kind: string): kind is PhotoKind => readable.includes(kind);

/** The format of a picture, readable or not, and whether it moves. */
export type PictureKind = { readonly kind: string; readonly isAnimation: boolean };

/**
 * The format of any picture by its first bytes, never by its name.
 * @throws PHOTO_EMPTY, PHOTO_NOT_AN_IMAGE
 */
export function findPictureKind(bytes: Uint8Array): PictureKind {
  if (bytes.length === 0) {
    throw new PipelineError('PHOTO_EMPTY', 'Expected a photo, got a file of 0 bytes; upload it again.');
  }
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, headBytes)).toString('latin1');
  const kind = nameKind(head);
  if (kind === undefined) {
    throw new PipelineError(
      'PHOTO_NOT_AN_IMAGE',
      'Expected a photo, got a file that is no picture; export the photo as JPEG, PNG or WebP and upload that.',
    );
  }
  return { kind, isAnimation: isAnimated(kind, bytes) };
}

/**
 * The format of a photo by its first bytes, never by its name.
 * @throws PHOTO_EMPTY, PHOTO_NOT_AN_IMAGE, PHOTO_FORMAT_NOT_SUPPORTED, PHOTO_ANIMATED
 */
export function findPhotoKind(bytes: Uint8Array): PhotoKind {
  const { kind, isAnimation } = findPictureKind(bytes);
  if (isAnimation) {
    throw new PipelineError(
      'PHOTO_ANIMATED',
      'Expected one still picture, got an animation; upload a single frame of it.',
    );
  }
  if (isReadable(kind)) return kind;
  throw notSupported(kind);
}

/** The error of a format that this build cannot read. */
export const notSupported = (kind: string): PipelineError =>
  new PipelineError(
    'PHOTO_FORMAT_NOT_SUPPORTED',
    `Expected JPEG, PNG, WebP, AVIF or TIFF, got ${kind.toUpperCase()}; export the photo as one of these and upload that.`,
  );

function nameKind(head: string): string | undefined {
  if (head.startsWith('RIFF') && head.slice(brandStart, brandEnd) === 'WEBP') return 'webp';
  if (head.slice(boxTypeStart, brandStart) === 'ftyp') return nameHeif(head);
  if (bmpStart.test(head)) return 'bmp';
  const found = signatures.find(([, start]) => head.startsWith(start));
  if (found !== undefined) return found[0];
  return /<svg[\s>]/i.test(head) ? 'svg' : undefined;
}

/** The main brand may be a general one (mif1); then one of the compatible brands behind it tells. */
function nameHeif(head: string): string | undefined {
  const boxBytes = head.charCodeAt(2) * 256 + head.charCodeAt(boxTypeStart - 1);
  const brands = head.slice(brandStart, boxBytes).match(/.{4}/gs) ?? [];
  const known = brands.find((brand) => Object.hasOwn(heifBrands, brand));
  return known === undefined ? undefined : heifBrands[known];
}

/** GIFs of one frame are a format that is not supported; the others are told as what they are. */
function isAnimated(kind: string, bytes: Uint8Array): boolean {
  if (kind === 'animated avif') return true;
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, animationSearchBytes));
  if (kind === 'png') return isBefore(start, 'acTL', 'IDAT');
  if (kind === 'webp') return isWebpAnimation(start);
  if (kind !== 'gif') return false;
  // Two graphic control extensions are two frames: 21 F9 04.
  const gif = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const frame = Buffer.from([0x21, 0xf9, 0x04]);
  const first = gif.indexOf(frame);
  return first >= 0 && gif.indexOf(frame, first + frame.length) >= 0;
}

const isWebpAnimation = (start: Buffer): boolean =>
  start.toString('latin1', brandEnd, brandEnd + 'VP8X'.length) === 'VP8X' &&
  ((start[webpFlagsAt] ?? 0) & webpAnimationFlag) !== 0;

function isBefore(bytes: Buffer, chunk: string, other: string): boolean {
  const at = bytes.indexOf(chunk);
  const otherAt = bytes.indexOf(other);
  return at >= 0 && (otherAt < 0 || at < otherAt);
}
