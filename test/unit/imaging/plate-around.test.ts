import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { PixelBox } from '../../../shared/contracts/geometry.ts';
import { toEncoded } from '../../../shared/imaging/colour.ts';
import { finishVariant } from '../../../shared/imaging/finish-steps.ts';
import { drawPlateAround } from '../../../shared/imaging/plate-around.ts';
import { type Product, prepareWholePhoto } from '../../../shared/imaging/prepare-product.ts';
import { encodeRaster, type LinearRaster, type Raster } from '../../../shared/imaging/raster.ts';
import { resampleOriginal } from '../../../shared/imaging/resample-product.ts';
import { type Colour, drawRaster, noiseAt } from './pictures.ts';
import { framedDisc, provenance, rowWith } from './placed-products.ts';

/** A backdrop that goes on for ever, in the photo's own pixels: slanted planks, and light that falls off. */
const planks = (x: number, y: number): number => 128 + 40 * Math.sin((x + 0.5 * y) / 9) - x / 12;
/** What a camera of `step` pixels of the photo a pixel sees of it from (left, top) on. */
const seen = (widthPx: number, heightPx: number, step: number, left: number, top: number) =>
  drawRaster(widthPx, heightPx, (x, y) => {
    const level = Math.round(planks(left + (x + 0.5) * step, top + (y + 0.5) * step));
    return [level, level - 6, level - 12] satisfies Colour;
  });

/** The photo of 240 x 180 px lies on the plate at 0.8 of its size, and in the frame at `scale`. */
const size = { widthPx: 240, heightPx: 180 };
const photo: PixelBox = { leftPx: 64, topPx: 32, widthPx: 192, heightPx: 144 };
const plate = seen(320, 208, 1 / 0.8, -64 / 0.8, -32 / 0.8);
const frameAt = (scale: number) => {
  const px = (length: number) => Math.round(length * scale);
  const cut = { leftPx: px(61), topPx: px(27), widthPx: px(size.widthPx), heightPx: px(size.heightPx) };
  return { cut, frame: { widthPx: px(380), heightPx: px(240) } };
};
const levelAt = ({ data, widthPx }: LinearRaster, x: number, y: number): number =>
  255 * toEncoded(data[3 * (y * widthPx + x)] ?? 0);

describe('drawPlateAround', () => {
  it.each([0.5, 0.83, 1, 1.31])(
    'goes on from the photo where it is, to a part of a pixel, at a scale of %s',
    (scale) => {
      const { cut, frame } = frameAt(scale);

      const around = drawPlateAround({ plate, photo }, cut, frame);

      expect([around.widthPx, around.heightPx]).toEqual([frame.widthPx, frame.heightPx]);
      const [stepX, stepY] = [size.widthPx / cut.widthPx, size.heightPx / cut.heightPx];
      let worst = 0;
      for (let y = 4; y < frame.heightPx - 4; y++) {
        for (let x = 4; x < frame.widthPx - 4; x++) {
          const due = planks((x + 0.5 - cut.leftPx) * stepX, (y + 0.5 - cut.topPx) * stepY);
          worst = Math.max(worst, Math.abs(levelAt(around, x, y) - due));
        }
      }
      // Half a pixel of the photo is 2.2 levels of these planks; rounding the plate to 8 bits is half a level.
      expect(worst).toBeLessThan(1.5);
    },
  );

  it('repeats the border of a plate that ends before the frame', () => {
    const cut = { leftPx: 100, topPx: 32, widthPx: 192, heightPx: 144 };

    const around = drawPlateAround({ plate, photo }, cut, { widthPx: 356, heightPx: 208 });

    expect(levelAt(around, 0, 60)).toBeCloseTo(levelAt(around, 30, 60), 1);
    expect(levelAt(around, 30, 60)).toBeCloseTo(plate.data[3 * 60 * 320] ?? 0, 0);
  });
});

describe('a picture of an extend look with a plate', () => {
  const grain = (raster: Raster, levels: number): Raster => ({
    ...raster,
    data: raster.data.map((level, at) => level + Math.round(2 * levels * (noiseAt(Math.floor(at / 3), 7) - 0.5))),
  });
  const whole = async (p: Raster) => prepareWholePhoto((await encodeRaster(p)).bytes);

  async function finish(product: Product, scale: number, seed = 1) {
    const { cut, frame } = frameAt(scale);
    const { facts, placing } = await framedDisc();
    const placement = rowWith({ maxBytes: null, aspectRatio: null, deliver: { ...frame, format: 'png' } });
    const made = await finishVariant({
      ...{ product, facts, background: { kind: 'extend', around: { plate, photo } }, placement, provenance, seed },
      placing: { ...placing, ...frame, cut, box: cut, scale },
    });
    const picture = await sharp(made.bytes).raw().toBuffer();
    return { made, cut, frame, picture };
  }

  it.each([0.83, 1])('shows within its frame the photo’s own pixels and no others, at a scale of %s', async (scale) => {
    const product = await whole(seen(240, 180, 1, 0, 0));

    const { made, cut } = await finish(product, scale);

    expect(made).toMatchObject({ passes: true, reasons: [] });
    expect(made.measures.interior).toMatchObject({ share: 1, maxAbsBeforeEncode: 0 });
    const original = await resampleOriginal(product, cut);
    const { leftPx: left, topPx: top, widthPx: width, heightPx: height } = cut;
    const shown = await sharp(made.bytes).extract({ left, top, width, height }).raw().toBuffer();
    expect(shown.equals(Buffer.from(original.data))).toBe(true);
  });

  it('has no step where the photo ends', async () => {
    const { picture, frame, cut } = await finish(await whole(seen(240, 180, 1, 0, 0)), 1);

    const level = (x: number, y: number) => picture[3 * (y * frame.widthPx + x)] ?? 0;
    const due = (x: number, y: number) => planks(x + 0.5 - cut.leftPx, y + 0.5 - cut.topPx);
    for (let y = cut.topPx + 5; y < cut.topPx + 170; y += 7) {
      for (const x of [cut.leftPx - 1, cut.leftPx, cut.leftPx + 239, cut.leftPx + 240]) {
        expect(Math.abs(level(x, y) - due(x, y))).toBeLessThan(2.5);
      }
    }
  });

  it('takes the photo’s grain beyond it, the same for a seed', async () => {
    const grainy = await whole(grain(seen(240, 180, 1, 0, 0), 3));

    const [first, again, other] = [await finish(grainy, 1), await finish(grainy, 1), await finish(grainy, 1, 2)];

    expect(first.made.grainLevels).toBeGreaterThan(0.5);
    expect(again.picture.equals(first.picture)).toBe(true);
    expect(other.picture.equals(first.picture)).toBe(false);
  });
});
