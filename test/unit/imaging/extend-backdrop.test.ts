import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { toEncoded } from '../../../shared/imaging/colour.ts';
import { extendBackdrop } from '../../../shared/imaging/extend-backdrop.ts';
import { finishVariant } from '../../../shared/imaging/finish-steps.ts';
import { prepareWholePhoto } from '../../../shared/imaging/prepare-product.ts';
import { encodeRaster, type LinearRaster, type Raster } from '../../../shared/imaging/raster.ts';
import { resampleProduct } from '../../../shared/imaging/resample-product.ts';
import { drawRaster, noiseAt } from './pictures.ts';
import { framedDisc, provenance, rowWith } from './placed-products.ts';

const size = { widthPx: 300, heightPx: 260 };
const cut = { leftPx: 60, topPx: 40, widthPx: 200, heightPx: 160 };
/** Light that falls off to the right; `noise` levels of grain to each side. */
const slope = (noise: number) =>
  drawRaster(200, 160, (x, y) => {
    const level = Math.round(150 - x / 8 + 2 * noise * (noiseAt(x, y) - 0.5));
    return [level, level - 10, level - 20];
  });
const whole = async (p: Raster) => prepareWholePhoto((await encodeRaster(p)).bytes);
const extended = async (p: Raster, seed = 5) => extendBackdrop(await resampleProduct(await whole(p), cut), size, seed);
const levelAt = ({ data, widthPx }: LinearRaster, x: number, y: number): number =>
  255 * toEncoded(data[3 * (y * widthPx + x)] ?? 0);

describe('extendBackdrop', () => {
  it('carries level and slope of the backdrop on', async () => {
    const around = await extended(slope(0));

    for (const [x, y] of [
      [50, 100],
      [30, 20],
      [270, 100],
      [150, 10],
      [150, 250],
    ] as const) {
      expect(Math.abs(levelAt(around, x, y) - (150 - (x - 60) / 8))).toBeLessThan(2);
    }
  });

  it('has no step at the photo’s edge', async () => {
    const around = await extended(slope(0));

    for (const y of [45, 100, 190]) {
      expect(Math.abs(levelAt(around, 59, y) - levelAt(around, 60, y))).toBeLessThan(1.5);
      expect(Math.abs(levelAt(around, 260, y) - levelAt(around, 259, y))).toBeLessThan(1.5);
    }
  });

  it('goes on with the grain of the photo, the same for a seed', async () => {
    const [first, again, other, clean] = [
      await extended(slope(3)),
      await extended(slope(3)),
      await extended(slope(3), 6),
      await extended(slope(0)),
    ];
    const roughness = (picture: LinearRaster) => {
      let sum = 0;
      for (let y = 50; y < 190; y++) sum += Math.abs(levelAt(picture, 20, y) - levelAt(picture, 21, y));
      return sum / 140;
    };

    expect(again.data).toEqual(first.data);
    expect(other.data).not.toEqual(first.data);
    expect(roughness(clean)).toBeLessThan(0.8);
    expect(roughness(first)).toBeGreaterThan(1);
  });
});

describe('a picture of an extend look', () => {
  it('keeps every pixel of the photo that it shows', async () => {
    const p = slope(3);
    const { facts, placing } = await framedDisc();
    const placement = rowWith({ maxBytes: null, aspectRatio: null, deliver: { ...size, format: 'png' } });

    const made = await finishVariant({
      ...{ product: await whole(p), facts, background: { kind: 'extend' }, placement, provenance, seed: 1 },
      placing: { ...placing, ...size, cut, box: cut, scale: 1 },
    });

    expect(made).toMatchObject({ passes: true, reasons: [] });
    expect(made.measures.interior).toMatchObject({ share: 1, maxAbsBeforeEncode: 0 });
    const { leftPx: left, topPx: top, widthPx: width, heightPx: height } = cut;
    const shown = await sharp(made.bytes).extract({ left, top, width, height }).raw().toBuffer();
    expect(shown.equals(Buffer.from(p.data))).toBe(true);
  });
});
