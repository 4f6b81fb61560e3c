import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodeSettings, encodeVariant, smallerSettings } from '../../../shared/imaging/encode-variant.ts';
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
    const settings = [...encodeSettings(format).toReversed(), ...smallerSettings(format, rowWith({}))];

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

const qualitiesOf = (list: { quality: number | null }[]) => list.map(({ quality }) => quality);

describe('encodeSettings', () => {
  it('rise from what a format starts with to the best it can; the last WebP loses nothing', () => {
    expect(qualitiesOf(encodeSettings('webp'))).toEqual([80, 90, 95, null]);
    expect(qualitiesOf(encodeSettings('jpg'))).toEqual([92, 97, 100]);
    expect(encodeSettings('png')).toEqual([{ format: 'png', quality: null }]);
  });
});

describe('smallerSettings', () => {
  it('fall to the floor of a format and not below', () => {
    expect(qualitiesOf(smallerSettings('webp', rowWith({})))).toEqual([75, 70]);
    expect(qualitiesOf(smallerSettings('jpg', rowWith({})))).toEqual([87, 82, 77]);
  });

  it('go from PNG to JPEG where the row takes it', () => {
    const settings = smallerSettings('png', rowWith({ formats: ['png', 'jpg'] }));

    expect(settings.map(({ format, quality }) => `${format} ${quality}`)).toEqual([
      'jpg 92',
      'jpg 87',
      'jpg 82',
      'jpg 77',
    ]);
  });

  it('are none for a row that takes PNG alone', () => {
    expect(smallerSettings('png', rowWith({ formats: ['png'] }))).toEqual([]);
  });
});
