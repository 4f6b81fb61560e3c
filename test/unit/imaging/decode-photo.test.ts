import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePhoto } from '../../../shared/imaging/decode-photo.ts';
import { openRaster, type Raster } from '../../../shared/imaging/raster.ts';
import {
  adobeRgbProfile,
  codeOf,
  drawRaster,
  makeBombPng,
  maxDifference,
  noiseAt,
  plain,
  pngChunk,
} from './pictures.ts';

const brick = [200, 60, 40] as const;
const ftyp = (brand: string) => Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0mif1${brand}`, 'latin1');
const text = (content: string) => Buffer.from(content);
const noisy = () => openRaster(drawRaster(200, 150, (x, y) => [noiseAt(x, y) * 255, noiseAt(x, y, 1) * 255, 90]));
const cut = (bytes: Buffer, share: number) => bytes.subarray(0, Math.floor(bytes.length * share));

async function animatedPng(): Promise<Buffer> {
  const png = await plain(80, 80, brick).png().toBuffer();
  const afterHeader = 33;
  return Buffer.concat([png.subarray(0, afterHeader), pngChunk('acTL', Buffer.alloc(8)), png.subarray(afterHeader)]);
}

function frames(kind: 'gif' | 'webp', count: number): Promise<Buffer> {
  const pages = drawRaster(80, 80 * count, (x, y) => [x * 3, Math.floor(y / 80) * 100, 60]);
  const stacked = sharp(pages.data, { raw: { width: 80, height: 80 * count, channels: 3, pageHeight: 80 } });
  return stacked.toFormat(kind).toBuffer();
}

describe('decodePhoto refuses', () => {
  const poison: [name: string, code: string, bytes: () => Promise<Uint8Array> | Uint8Array][] = [
    ['an empty file', 'PHOTO_EMPTY', () => new Uint8Array(0)],
    ['text', 'PHOTO_NOT_AN_IMAGE', () => text('this is not a photo')],
    ['a web page', 'PHOTO_NOT_AN_IMAGE', () => text('<!doctype html><html><body>404</body></html>')],
    [
      'an SVG',
      'PHOTO_FORMAT_NOT_SUPPORTED',
      () => text('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'),
    ],
    ['a PDF', 'PHOTO_FORMAT_NOT_SUPPORTED', () => text('%PDF-1.7\n')],
    ['a still GIF', 'PHOTO_FORMAT_NOT_SUPPORTED', () => frames('gif', 1)],
    ['a BMP', 'PHOTO_FORMAT_NOT_SUPPORTED', () => Buffer.from('BM\x36\x10\x0e\0\0\0\0\0', 'latin1')],
    ['HEIC', 'PHOTO_FORMAT_NOT_SUPPORTED', () => ftyp('heic')],
    ['an animated GIF', 'PHOTO_ANIMATED', () => frames('gif', 3)],
    ['an animated WebP', 'PHOTO_ANIMATED', () => frames('webp', 3)],
    ['an animated PNG', 'PHOTO_ANIMATED', animatedPng],
    ['an AVIF sequence', 'PHOTO_ANIMATED', () => ftyp('avis')],
    ['one pixel', 'PHOTO_TOO_TINY', () => plain(1, 1, brick).png().toBuffer()],
    ['a side of 63 px', 'PHOTO_TOO_TINY', () => plain(400, 63, brick).png().toBuffer()],
    ['a decompression bomb', 'PHOTO_TOO_LARGE', () => makeBombPng(60_000, 60_000)],
    ['100.01 megapixels', 'PHOTO_TOO_LARGE', () => makeBombPng(10_001, 10_000)],
    ['a header without pixels', 'PHOTO_DAMAGED', () => makeBombPng(3000, 3000)],
    ['a truncated JPEG', 'PHOTO_DAMAGED', async () => cut(await noisy().jpeg().toBuffer(), 0.7)],
    ['a truncated PNG', 'PHOTO_DAMAGED', async () => cut(await noisy().png().toBuffer(), 0.7)],
    ['a truncated WebP', 'PHOTO_DAMAGED', async () => cut(await noisy().webp().toBuffer(), 0.7)],
    ['a truncated AVIF', 'PHOTO_DAMAGED', async () => cut(await noisy().avif({ effort: 0 }).toBuffer(), 0.7)],
    ['a truncated TIFF', 'PHOTO_DAMAGED', async () => cut(await noisy().tiff().toBuffer(), 0.7)],
    ['200 bytes of a JPEG', 'PHOTO_DAMAGED', async () => (await noisy().jpeg().toBuffer()).subarray(0, 200)],
  ];
  it.each(poison)('%s as %s', async (_name, code, bytes) => {
    const photo = await bytes();

    const outcome = await codeOf(decodePhoto(photo));

    expect(outcome).toBe(code);
  });

  it('a decompression bomb without the memory that it asks for', async () => {
    const bomb = makeBombPng(60_000, 60_000);
    const before = process.memoryUsage().rss;

    await codeOf(decodePhoto(bomb));

    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });
});

describe('decodePhoto reads', () => {
  const formats = [
    ['JPEG', (it) => it.jpeg({ quality: 100, chromaSubsampling: '4:4:4' })],
    ['progressive JPEG', (it) => it.jpeg({ quality: 100, chromaSubsampling: '4:4:4', progressive: true })],
    ['PNG', (it) => it.png()],
    ['palette PNG', (it) => it.png({ palette: true })],
    ['16-bit PNG', (it) => it.toColourspace('rgb16').png()],
    ['WebP', (it) => it.webp({ lossless: true })],
    ['AVIF', (it) => it.avif({ quality: 100, chromaSubsampling: '4:4:4', effort: 0 })],
    ['10-bit AVIF', (it) => it.avif({ quality: 100, chromaSubsampling: '4:4:4', effort: 0, bitdepth: 10 })],
    ['TIFF', (it) => it.tiff()],
    ['Display-P3 JPEG', (it) => it.withIccProfile('p3').jpeg({ quality: 100, chromaSubsampling: '4:4:4' })],
    ['Display-P3 PNG of 16 bits', (it) => it.toColourspace('rgb16').withIccProfile('p3').png()],
    ['sRGB PNG of 16 bits with a profile', (it) => it.toColourspace('rgb16').withIccProfile('srgb').png()],
  ] as const satisfies [string, (it: ReturnType<typeof plain>) => ReturnType<typeof plain>][];
  it.each(formats)('%s as the same sRGB colour', async (_name, encode) => {
    const photo = await encode(plain(96, 72, brick)).toBuffer();

    const { p, alpha } = await decodePhoto(photo);

    expect(alpha).toBeNull();
    expect([p.widthPx, p.heightPx, p.channels]).toEqual([96, 72, 3]);
    expect(maxDifference(p.data.subarray(3 * 3000, 3 * 3001), Uint8Array.from(brick))).toBeLessThanOrEqual(2);
  });

  it('Adobe RGB as the sRGB colour that it stands for', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'packshot-')), 'adobe.icc');
    writeFileSync(file, adobeRgbProfile());
    const photo = await plain(96, 72, brick).withIccProfile(file).png().toBuffer();
    const stored = await sharp(photo, { ignoreIcc: true }).raw().toBuffer();

    const { p } = await decodePhoto(photo);

    expect(stored[0]).toBeLessThan(185);
    expect(maxDifference(p.data.subarray(0, 3), Uint8Array.from(brick))).toBeLessThanOrEqual(2);
  });

  it.each([
    ['without a profile', (it: ReturnType<typeof plain>) => it.toColourspace('cmyk')],
    ['with a profile', (it: ReturnType<typeof plain>) => it.withIccProfile('cmyk')],
  ])('CMYK %s as a colour near the one that was printed', async (_name, toCmyk) => {
    const photo = await toCmyk(plain(96, 72, brick))
      .jpeg({ quality: 100 })
      .toBuffer();
    const { space } = await sharp(photo).metadata();

    const { p } = await decodePhoto(photo);

    expect(space).toBe('cmyk');
    expect(maxDifference(p.data.subarray(0, 3), Uint8Array.from(brick))).toBeLessThanOrEqual(30);
  });

  it.each([
    ['8 bits', 'b-w'],
    ['16 bits', 'grey16'],
  ])('grey of %s as three equal channels', async (_name, space) => {
    const photo = await plain(96, 72, [119, 119, 119]).toColourspace(space).png().toBuffer();

    const { p } = await decodePhoto(photo);

    expect(p.channels).toBe(3);
    expect([...p.data.subarray(0, 3)]).toEqual([119, 119, 119]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('EXIF orientation %i upright', async (orientation) => {
    const upright = drawRaster(120, 90, (x, y) => [x < 60 ? 220 : 40, y < 45 ? 200 : 20, x < 60 && y < 45 ? 10 : 240]);
    const stored = await storedAs(upright, orientation).withMetadata({ orientation }).png().toBuffer();

    const { p } = await decodePhoto(stored);

    expect([p.widthPx, p.heightPx]).toEqual([120, 90]);
    expect(maxDifference(p.data, upright.data)).toBeLessThanOrEqual(1);
  });
});

/** The picture as a camera stores it that is held so that `orientation` puts it upright. */
function storedAs(upright: Raster, orientation: number) {
  const { widthPx, heightPx, data } = upright;
  const swaps = orientation >= 5;
  const [width, height] = swaps ? [heightPx, widthPx] : [widthPx, heightPx];
  const isMirrored = [2, 4, 5, 7].includes(orientation);
  const place = (x: number, y: number): [number, number] => {
    // Where the stored pixel (x, y) appears when the picture is upright (EXIF 2.32, table of orientations).
    if (orientation <= 2) return [isMirrored ? widthPx - 1 - x : x, y];
    if (orientation <= 4) return [isMirrored ? x : widthPx - 1 - x, heightPx - 1 - y];
    if (orientation === 5) return [y, x];
    if (orientation === 6) return [widthPx - 1 - y, x];
    if (orientation === 7) return [widthPx - 1 - y, heightPx - 1 - x];
    return [y, heightPx - 1 - x];
  };
  return openRaster(
    drawRaster(width, height, (x, y) => {
      const [ux, uy] = place(x, y);
      const at = (uy * widthPx + ux) * 3;
      return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
    }),
  );
}

describe('decodePhoto keeps a cutout', () => {
  const half = () => plain(100, 80, brick).ensureAlpha(1);
  const hole = Buffer.alloc(40 * 40 * 4, 255);
  const withHole = () =>
    half().composite([
      { input: hole, raw: { width: 40, height: 40, channels: 4 }, left: 5, top: 5, blend: 'dest-out' },
    ]);

  it.each(['png', 'webp'] as const)('of a transparent %s as alpha', async (format) => {
    const photo = await withHole().toFormat(format, { lossless: true }).toBuffer();

    const { p, alpha } = await decodePhoto(photo);

    expect(p.channels).toBe(3);
    expect([alpha?.widthPx, alpha?.heightPx]).toEqual([100, 80]);
    expect([alpha?.data[0], alpha?.data[10 * 100 + 10], alpha?.data[70 * 100 + 90]]).toEqual([255, 0, 255]);
    expect([...p.data.subarray(3 * 7090, 3 * 7091)]).toEqual([...brick]);
  });

  it('not where the alpha hides nothing', async () => {
    const photo = await half().png().toBuffer();

    const { p, alpha } = await decodePhoto(photo);

    expect(alpha).toBeNull();
    expect([...p.data.subarray(0, 3)]).toEqual([...brick]);
  });

  it('not where a few pixels are see-through: they are laid on white', async () => {
    const speck = Buffer.alloc(4 * 4 * 4, 255);
    const input = { input: speck, raw: { width: 4, height: 4, channels: 4 as const }, left: 0, top: 0 };
    const photo = await half()
      .composite([{ ...input, blend: 'dest-out' }])
      .png()
      .toBuffer();

    const { p, alpha } = await decodePhoto(photo);

    expect(alpha).toBeNull();
    expect([...p.data.subarray(0, 3)]).toEqual([255, 255, 255]);
  });
});
