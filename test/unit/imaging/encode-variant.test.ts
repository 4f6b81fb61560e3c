import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { FileFormat } from '../../../shared/contracts/placement.ts';
import {
  type EncodeSetting,
  encodeSettings,
  encodeVariant,
  smallerSettings,
} from '../../../shared/imaging/encode-variant.ts';
import type { Raster } from '../../../shared/imaging/raster.ts';
import { writeProvenance } from '../../../shared/imaging/write-provenance.ts';
import { drawRaster, noiseAt } from './pictures.ts';
import { provenance, rowWith, stripes } from './placed-products.ts';

const picture = drawRaster(200, 150, stripes);
const colourful = drawRaster(200, 150, (x, y) => [noiseAt(x, y) * 255, noiseAt(x, y, 1) * 255, noiseAt(x, y, 2) * 255]);
const seeThrough: Raster = {
  data: Uint8Array.from({ length: 64 * 48 * 4 }, (_, at) => Math.floor(noiseAt(at, 1) * 256)),
  widthPx: 64,
  heightPx: 48,
  channels: 4,
};
const rowIn = (format: FileFormat, formats: readonly FileFormat[]) =>
  rowWith({ formats: [...formats], deliver: { widthPx: 200, heightPx: 150, format } });
const namesOf = (settings: readonly EncodeSetting[]) => settings.map(({ format, quality }) => `${format} ${quality}`);
const decode = async (bytes: Uint8Array): Promise<Buffer> => sharp(bytes).raw().toBuffer();

describe('encodeVariant', () => {
  it.each([
    ['jpg', 92, 'jpeg'],
    ['png', null, 'png'],
    ['webp', 80, 'webp'],
  ] as const)(
    'writes %s at the exact size, in sRGB with its profile and its provenance, and nothing else',
    async (format, quality, name) => {
      const file = await encodeVariant(picture, { format, quality }, { provenance });

      const metadata = await sharp(file.bytes).metadata();
      expect(metadata).toMatchObject({
        format: name,
        width: 200,
        height: 150,
        space: 'srgb',
        channels: 3,
        hasAlpha: false,
      });
      expect(metadata.icc?.toString('latin1').replaceAll('\0', '')).toContain('sRGB');
      expect([metadata.exif, metadata.iptc]).toEqual([undefined, undefined]);
      expect(metadata.xmpAsString).toBe(writeProvenance(provenance));
      expect(file).toMatchObject({ format, quality });
    },
  );

  it('keeps every byte in a PNG of many colours', async () => {
    const { bytes } = await encodeVariant(colourful, { format: 'png', quality: null }, { provenance });

    expect((await decode(bytes)).equals(colourful.data)).toBe(true);
    expect((await sharp(bytes).metadata()).isPalette).toBe(false);
  });

  it.each(['png', 'webp'] as const)('keeps every byte of a transparent %s, under alpha 0 too', async (format) => {
    const file = await encodeVariant(seeThrough, { format, quality: 80 }, { provenance });

    expect((await decode(file.bytes)).equals(seeThrough.data)).toBe(true);
    expect(file.quality).toBeNull();
  });

  it('keeps the full colour resolution of a JPEG', async () => {
    const { bytes } = await encodeVariant(picture, { format: 'jpg', quality: 92 }, { provenance });

    expect((await sharp(bytes).metadata()).chromaSubsampling).toBe('4:4:4');
  });

  it.each(['jpg', 'webp'] as const)('gives fewer bytes at each lower quality of %s', async (format) => {
    const row = rowIn(format, [format]);
    const settings = [...encodeSettings(row, false).toReversed(), ...smallerSettings(row, false)];

    const files = await Promise.all(settings.map((setting) => encodeVariant(colourful, setting, { provenance })));

    const sizes = files.map(({ bytes }) => bytes.length);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(new Set(sizes).size).toBe(settings.length);
  });

  it('gives the same bytes for the same picture', async () => {
    const [first, second] = await Promise.all(
      [picture, picture].map((it) => encodeVariant(it, { format: 'webp', quality: 80 }, { provenance })),
    );

    expect(Buffer.from(first?.bytes ?? []).equals(Buffer.from(second?.bytes ?? [1]))).toBe(true);
  });
});

describe('encodeSettings', () => {
  it.each([
    ['jpg', ['jpg', 'png'], ['jpg 92', 'jpg 97', 'jpg 100']],
    ['png', ['jpg', 'png'], ['png null']],
    ['webp', ['webp', 'png'], ['webp 80', 'webp 90', 'webp 95', 'webp null']],
    ['webp', ['webp', 'jpg'], ['webp 80', 'webp 90', 'webp 95', 'jpg 92', 'jpg 97', 'webp null']],
    ['webp', [], ['webp 80', 'webp 90', 'webp 95', 'jpg 92', 'jpg 97', 'webp null']],
  ] as const)('rise in %s where the row takes %j', (format, formats, expected) => {
    expect(namesOf(encodeSettings(rowIn(format, formats), false))).toEqual(expected);
  });

  it.each(['png', 'webp'] as const)('lose nothing of a %s with alpha', (format) => {
    expect(namesOf(encodeSettings(rowIn(format, ['jpg', format]), true))).toEqual([`${format} null`]);
  });
});

describe('smallerSettings', () => {
  it.each([
    ['webp', ['webp'], ['webp 75', 'webp 70']],
    ['jpg', ['jpg'], ['jpg 87', 'jpg 82', 'jpg 77', 'jpg 75']],
    ['png', ['png', 'jpg'], ['jpg 92', 'jpg 87', 'jpg 82', 'jpg 77', 'jpg 75']],
    ['png', ['png'], []],
  ] as const)('fall from %s where the row takes %j, to the floor and not below', (format, formats, expected) => {
    expect(namesOf(smallerSettings(rowIn(format, formats), false))).toEqual(expected);
  });

  it.each(['png', 'webp'] as const)('are none for a %s with alpha', (format) => {
    expect(smallerSettings(rowIn(format, ['jpg', format]), true)).toEqual([]);
  });
});
