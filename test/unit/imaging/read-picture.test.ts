import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readPicture } from '../../../shared/imaging/read-picture.ts';
import { codeOf, makeBombPng, plain } from './pictures.ts';

const colour = [200, 60, 40] as const;
const small = () => plain(20, 10, colour);

describe('readPicture', () => {
  it.each([
    ['jpg', () => small().jpeg(), false],
    ['png', () => small().png(), true],
    ['webp', () => small().webp(), false],
    ['webp', () => small().webp({ lossless: true }), true],
    ['webp', () => small().webp({ lossless: true }).withIccProfile('srgb'), true],
    ['webp', () => small().webp().withIccProfile('srgb'), false],
    ['avif', () => small().avif(), false],
    ['tiff', () => small().tiff(), false],
    ['gif', () => small().gif(), false],
  ] as const)('says of a %s what it is and whether anything was lost', async (format, draw, isLossless) => {
    const bytes = await draw().toBuffer();

    const picture = await readPicture(bytes);

    expect(picture).toMatchObject({ format, isLossless, bytes: bytes.length, isAnimation: false, isCmyk: false });
    expect([picture.raster.widthPx, picture.raster.heightPx]).toEqual([20, 10]);
  });

  it('keeps the levels as they are, whatever the profile', async () => {
    const bytes = await sharp(Buffer.alloc(12, Buffer.from(colour)), { raw: { width: 2, height: 2, channels: 3 } })
      .keepIccProfile()
      .withIccProfile('p3', { attach: true })
      .png()
      .toBuffer();
    const stored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();

    const { raster, profile } = await readPicture(bytes);

    expect(profile?.isSrgb).toBe(false);
    expect([...raster.data]).toEqual([...stored]);
  });

  it('stands upright as its orientation says', async () => {
    const { raster } = await readPicture(await small().jpeg().withMetadata({ orientation: 6 }).toBuffer());

    expect([raster.widthPx, raster.heightPx]).toEqual([10, 20]);
  });

  it('tells CMYK and animations', async () => {
    const cmyk = await readPicture(await small().toColourspace('cmyk').jpeg().toBuffer());
    const drawn = await Promise.all([small(), plain(20, 10, [0, 0, 255])].map((frame) => frame.png().toBuffer()));
    const frames = sharp(drawn, { join: { animated: true } });
    const moving = await readPicture(await frames.webp().toBuffer());

    expect([cmyk.isCmyk, moving.isAnimation]).toEqual([true, true]);
  });

  it.each([
    ['PHOTO_EMPTY', async () => new Uint8Array()],
    ['PHOTO_NOT_AN_IMAGE', async () => new TextEncoder().encode('no picture at all')],
    ['PHOTO_FORMAT_NOT_SUPPORTED', async () => new TextEncoder().encode('%PDF-1.7 and more')],
    ['PHOTO_TOO_LARGE', async () => makeBombPng(20_000, 20_000)],
    ['PHOTO_DAMAGED', async () => (await small().png().toBuffer()).subarray(0, 60)],
  ])('ends as %s', async (code, draw) => {
    expect(await codeOf(readPicture(await draw()))).toBe(code);
  });
});
