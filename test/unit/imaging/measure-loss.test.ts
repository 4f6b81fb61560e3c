import { beforeAll, describe, expect, it } from 'vitest';
import { largestDifference, measureLoss } from '../../../shared/imaging/measure-loss.ts';
import type { Raster } from '../../../shared/imaging/raster.ts';
import { resampleOriginal, resampleProduct } from '../../../shared/imaging/resample-product.ts';
import { changeInterior, drawOn, type Framed, framedDisc, mutations, placeAt } from './placed-products.ts';

let framed: Framed;
let picture: Raster;
let original: Raster;
beforeAll(async () => {
  framed = await framedDisc();
  picture = await drawOn({ kind: 'plain', colour: '#c8c0b4' }, framed);
  original = await resampleOriginal(framed.product, framed.placed.cut);
});

/** A picture whose background, soft edge included, is inverted. */
function invertOutside({ placed }: Framed): Raster {
  const inverted = { ...picture, data: picture.data.map((level) => 255 - level) };
  return changeInterior(inverted, placed, (level) => 255 - level);
}

describe('largestDifference', () => {
  it('is 0 for a clean composite', () => {
    expect(largestDifference(picture, original, framed.placed)).toBe(0);
  });

  it.each(Object.entries(mutations))('is above 0 for %s', (_name, mutate) => {
    expect(largestDifference(mutate(picture, framed.placed), original, framed.placed)).toBeGreaterThan(0);
  });

  it('sees 1 level in a single pixel, wherever in the interior it lies', () => {
    const { cut, interior } = framed.placed;
    const spoiled = { ...picture, data: picture.data.slice() };
    const missed: number[] = [];

    for (let from = 0; from < interior.data.length; from += 97) {
      if (interior.data[from] !== 255) continue;
      const x = cut.leftPx + (from % cut.widthPx);
      const y = cut.topPx + Math.floor(from / cut.widthPx);
      const at = (y * picture.widthPx + x) * 3 + (from % 3);
      spoiled.data[at] = (picture.data[at] ?? 0) - 1;
      if (largestDifference(spoiled, original, framed.placed) !== 1) missed.push(from);
      spoiled.data[at] = picture.data[at] ?? 0;
    }

    expect(missed).toEqual([]);
  });

  it('does not look outside the interior', () => {
    expect(largestDifference(invertOutside(framed), original, framed.placed)).toBe(0);
  });

  it('compares the part in the frame of a product that reaches over it', async () => {
    const placing = placeAt(framed, { widthPx: 200, heightPx: 180, scale: 0.75, leftPx: -60, topPx: -50 });
    const over = { ...framed, placing, placed: await resampleProduct(framed.product, placing.cut) };
    const drawn = await drawOn({ kind: 'plain', colour: '#c8c0b4' }, over);
    const spoiled = { ...drawn, data: drawn.data.slice() };
    spoiled.data[(100 * 200 + 199) * 3] = 255;

    expect(largestDifference(drawn, original, over.placed)).toBe(0);
    expect(largestDifference(spoiled, original, over.placed)).toBe(255 - (drawn.data[(100 * 200 + 199) * 3] ?? 0));
  });
});

describe('measureLoss', () => {
  it('is nothing for a file that equals the original', async () => {
    expect(await measureLoss(picture, original, framed.placed)).toEqual({ psnrDb: null, deltaEMean: 0, deltaEP99: 0 });
  });

  it('is nothing where all but the interior is lost', async () => {
    const loss = await measureLoss(invertOutside(framed), original, framed.placed);

    expect(loss).toEqual({ psnrDb: null, deltaEMean: 0, deltaEP99: 0 });
  });

  it.each([
    [1, 48.131],
    [2, 42.11],
    [5, 34.151],
  ])('is the PSNR of the formula for a difference of %i levels everywhere', async (levels, decibels) => {
    const brighter = changeInterior(picture, framed.placed, (level) => level + levels);

    const { psnrDb } = await measureLoss(brighter, original, framed.placed);

    // 10 log10(255^2 / levels^2); the luma of an equal change of all channels is that change.
    expect(psnrDb).toBeCloseTo(decibels, 2);
  });

  it('weighs green more than red, and red more than blue', async () => {
    const ofChannel = async (which: number) => {
      const changed = changeInterior(picture, framed.placed, (level, channel) =>
        channel === which ? level + 4 : level,
      );
      return (await measureLoss(changed, original, framed.placed)).psnrDb ?? 0;
    };

    const [red, green, blue] = await Promise.all([ofChannel(0), ofChannel(1), ofChannel(2)]);

    const expected = (weight: number) => 10 * Math.log10(255 ** 2 / (4 * weight) ** 2);
    expect(red).toBeCloseTo(expected(0.299), 2);
    expect(green).toBeCloseTo(expected(0.587), 2);
    expect(blue).toBeCloseTo(expected(0.114), 2);
  });

  it('has its 99th percentile above the mean where a fiftieth of the product changes', async () => {
    const spoiled = changeInterior(picture, framed.placed, (level, channel, x) =>
      channel === 0 && x % 50 === 0 ? level + 50 : level,
    );

    const { deltaEMean, deltaEP99 } = await measureLoss(spoiled, original, framed.placed);

    expect(deltaEP99).toBeGreaterThan(10);
    expect(deltaEMean).toBeGreaterThan(0);
    expect(deltaEMean).toBeLessThan(deltaEP99 / 20);
  });

  it('sees a product shifted by 1 px as more loss than encoding may make', async () => {
    const shift = mutations['a product shifted by 1 px'] ?? (() => picture);

    const { psnrDb } = await measureLoss(shift(picture, framed.placed), original, framed.placed);

    expect(psnrDb).toBeLessThan(35);
  });
});
