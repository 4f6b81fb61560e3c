import { describe, expect, it } from 'vitest';
import { openMask, openRaster } from '../../../shared/imaging/raster.ts';
import { readMatte, snapMatte } from '../../../shared/imaging/read-matte.ts';
import { codeOf, discMask, drawMask, drawRaster, plain } from './pictures.ts';

const size = { widthPx: 120, heightPx: 90 };
const soft = discMask(120, 90, 60, 45, 30);
/** A disc without the values that reading snaps to 0 or 255. */
const disc = drawMask(120, 90, (x, y) => {
  const value = soft.data[y * 120 + x] ?? 0;
  return value < 3 ? 0 : value > 252 ? 255 : value;
});
const ramp = drawMask(256, 1, (x) => x);
/** The disc as grey in three channels, as most editors write it. */
const asColours = () => openMask(disc).toColourspace('srgb');
/** The disc as the alpha of a red picture. */
const asAlpha = () => {
  const data = new Uint8Array(120 * 90 * 4);
  disc.data.forEach((value, at) => {
    data.set([200, 0, 0, value], at * 4);
  });
  return openRaster({ data, ...size, channels: 4 });
};

describe('readMatte reads', () => {
  it.each([
    ['grey', () => openMask(disc).toColourspace('b-w').png()],
    ['RGB', () => asColours().png()],
    ['RGB with an alpha that hides nothing', () => asColours().ensureAlpha(1).png()],
    ['the alpha of a transparent picture', () => asAlpha().png()],
  ])('a matte in %s as it is', async (_name, encode) => {
    const bytes = await encode().toBuffer();

    const matte = await readMatte(bytes, size);

    expect([matte.widthPx, matte.heightPx]).toEqual([120, 90]);
    expect(Buffer.compare(matte.data, disc.data)).toBe(0);
  });

  it('16 bits as 8', async () => {
    const bytes = await openMask(disc).toColourspace('grey16').png().toBuffer();

    const { data } = await readMatte(bytes, size);

    const worst = data.reduce((most, value, at) => Math.max(most, Math.abs(value - (disc.data[at] ?? 0))), 0);
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('a matte for a photo that is given as its size', async () => {
    const photo = drawRaster(120, 90, () => [200, 60, 40]);
    const bytes = await openMask(disc).png().toBuffer();

    const matte = await readMatte(bytes, photo);

    expect(Object.keys(matte).toSorted()).toEqual(['data', 'heightPx', 'widthPx']);
    expect(Buffer.compare(matte.data, disc.data)).toBe(0);
  });

  it('a matte that is stored lying as it stands upright', async () => {
    const bytes = await openMask(disc)
      .toColourspace('b-w')
      .rotate(270)
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();

    const { data } = await readMatte(bytes, size);

    expect(Buffer.compare(data, disc.data)).toBe(0);
  });
});

describe('readMatte refuses', () => {
  it.each([
    ['another size', () => openMask(discMask(121, 90, 60, 45, 30)).png()],
    ['a JPEG', () => openMask(disc).jpeg()],
    ['all black', () => openMask(drawMask(120, 90, () => 0)).png()],
    ['nothing brighter than half', () => openMask(drawMask(120, 90, () => 127)).png()],
  ])('%s as MATTE_NOT_USABLE', async (_name, encode) => {
    const bytes = await encode().toBuffer();

    expect(await codeOf(readMatte(bytes, size))).toBe('MATTE_NOT_USABLE');
  });

  it.each([
    ['no picture at all', async () => Buffer.from('not a picture')],
    ['an empty file', async () => Buffer.alloc(0)],
    [
      'a PNG that ends early',
      async () => cutShort(await plain(120, 90, [255, 255, 255]).png({ compressionLevel: 0 }).toBuffer()),
    ],
  ])('%s as MATTE_NOT_USABLE', async (_name, bytes) => {
    expect(await codeOf(readMatte(await bytes(), size))).toBe('MATTE_NOT_USABLE');
  });
});

const cutShort = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length / 2));

describe('snapMatte', () => {
  it('makes what nobody sees exactly backdrop or product, and keeps the rest', () => {
    const { data } = snapMatte(ramp.data, ramp);

    const expected = Array.from({ length: 256 }, (_, value) => (value < 3 ? 0 : value > 252 ? 255 : value));
    expect([...data]).toEqual(expected);
  });

  it('does not change its input', () => {
    snapMatte(ramp.data, ramp);

    expect([...ramp.data]).toEqual(Array.from({ length: 256 }, (_, value) => value));
  });

  it('refuses values of another size', async () => {
    const outcome = await codeOf((async () => snapMatte(new Uint8Array(255), ramp))());

    expect(outcome).toBe('IMAGE_SIZE_MISMATCH');
  });
});
