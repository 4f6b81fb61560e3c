import { beforeAll, describe, expect, it } from 'vitest';
import { toEncoded, toLinear } from '../../../shared/imaging/colour.ts';
import { compositeProduct, ditherBackground, placeOnTransparent } from '../../../shared/imaging/composite-product.ts';
import type { LinearRaster, Raster } from '../../../shared/imaging/raster.ts';
import { type PlacedProduct, resampleOriginal, resampleProduct } from '../../../shared/imaging/resample-product.ts';
import { type Colour, drawMask, drawRaster } from './pictures.ts';
import { drawOn, type Framed, framedDisc, placeAt } from './placed-products.ts';

const linearOf = ({ data, widthPx, heightPx }: Raster): LinearRaster => ({
  data: Float32Array.from(data, (level) => toLinear(level / 255)),
  widthPx,
  heightPx,
});
const flatLight = (widthPx: number, heightPx: number, light: number): LinearRaster => ({
  data: new Float32Array(widthPx * heightPx * 3).fill(light),
  widthPx,
  heightPx,
});

/** A product of 3 x 1 px at (1, 1): one pixel of each alpha, none of them interior. */
function softProduct(colour: Colour, alphas: readonly [number, number, number]): PlacedProduct {
  const cut = { leftPx: 1, topPx: 1, widthPx: 3, heightPx: 1 };
  return {
    cut,
    p: drawRaster(3, 1, () => colour),
    cutout: {
      data: Uint8Array.from(alphas.flatMap((alpha) => [...colour, alpha])),
      widthPx: 3,
      heightPx: 1,
      channels: 4,
    },
    interior: drawMask(3, 1, () => 0),
    interiorShare: 0,
  };
}
const pixel = ({ data, widthPx, channels }: Raster, x: number, y: number): number[] => [
  ...data.subarray((y * widthPx + x) * channels, (y * widthPx + x + 1) * channels),
];

let framed: Framed;
beforeAll(async () => {
  framed = await framedDisc();
});

describe('compositeProduct', () => {
  it.each(['#ffffff', '#2b2b2b', '#b04a3c'])('copies the bytes of the resampled photo on %s', async (colour) => {
    const original = await resampleOriginal(framed.product, framed.placing.cut);
    const { cut, interior } = framed.placed;

    const picture = await drawOn({ kind: 'plain', colour }, framed);

    let [compared, different] = [0, 0];
    for (let from = 0; from < interior.data.length; from++) {
      if (interior.data[from] !== 255) continue;
      compared++;
      const shown = pixel(picture, cut.leftPx + (from % cut.widthPx), cut.topPx + Math.floor(from / cut.widthPx));
      if (shown.some((level, channel) => level !== original.data[from * 3 + channel])) different++;
    }
    expect(different).toBe(0);
    expect(compared).toBeGreaterThan(50_000);
  });

  it('leaves every pixel that the product does not reach as it was', async () => {
    const picture = await drawOn({ kind: 'plain', colour: '#b04a3c' }, framed);
    const { cut, cutout } = framed.placed;

    let different = 0;
    for (let y = 0; y < 400; y++) {
      for (let x = 0; x < 400; x++) {
        const [column, row] = [x - cut.leftPx, y - cut.topPx];
        const isInCut = column >= 0 && row >= 0 && column < cut.widthPx && row < cut.heightPx;
        if (isInCut && cutout.data[(row * cut.widthPx + column) * 4 + 3] !== 0) continue;
        if (pixel(picture, x, y).join() !== '176,74,60') different++;
      }
    }
    expect(different).toBe(0);
  });

  it.each([
    ['black over white', 1, [0, 0, 0]],
    ['white over black', 0, [255, 255, 255]],
  ] as const)('mixes %s at 50 %% to 188: half the light, not half the level', (_name, light, colour) => {
    const behind = flatLight(5, 3, light);
    const background = ditherBackground(behind, { hasDither: false, seed: 1 });

    // Alpha 128 of 255 is 0.3 % off a half: 187 or 188.
    const picture = compositeProduct(background, behind, softProduct(colour, [127, 128, 0]));

    const [low, high] = [pixel(picture, 1, 1)[0] ?? 0, pixel(picture, 2, 1)[0] ?? 0];
    expect(Math.abs((low + high) / 2 - 188)).toBeLessThanOrEqual(0.5);
    expect(pixel(picture, 3, 1)).toEqual([light * 255, light * 255, light * 255]);
  });

  it('mixes each channel by the formula, rounded', () => {
    const background = drawRaster(5, 3, (x, y) => [x * 40, 250 - y * 30, 90]);

    const picture = compositeProduct(background, linearOf(background), softProduct([200, 30, 120], [20, 90, 240]));

    for (const [x, alpha] of [
      [1, 20],
      [2, 90],
      [3, 240],
    ] as const) {
      const expected = [200, 30, 120].map((level, channel) => {
        const behind = toLinear((pixel(background, x, 1)[channel] ?? 0) / 255);
        const mixed = (toLinear(level / 255) * alpha + behind * (255 - alpha)) / 255;
        return Math.round(255 * toEncoded(mixed));
      });
      expect(pixel(picture, x, 1)).toEqual(expected);
    }
  });

  it('changes none of its inputs', async () => {
    const background = drawRaster(400, 400, (x, y) => [x % 256, y % 256, 7]);
    const light = linearOf(background);
    const { placed } = framed;
    const buffers = [background.data, light.data, placed.p.data, placed.cutout.data, placed.interior.data];
    const before = buffers.map((data) => data.slice());

    const picture = compositeProduct(background, light, placed);

    expect(picture.data).not.toBe(background.data);
    expect(buffers).toEqual(before);
  });

  it.each([
    ['the upper left', -70, -50],
    ['the lower right', 180, 150],
  ])('cuts off what reaches over the frame at %s', async (_name, leftPx, topPx) => {
    const placing = placeAt(framed, { widthPx: 220, heightPx: 200, scale: 0.75, leftPx, topPx });
    const over = { ...framed, placing, placed: await resampleProduct(framed.product, placing.cut) };
    const whole = placeAt(framed, {
      widthPx: 600,
      heightPx: 600,
      scale: 0.75,
      leftPx: leftPx + 100,
      topPx: topPx + 100,
    });
    const inside = { ...framed, placing: whole, placed: await resampleProduct(framed.product, whole.cut) };

    const [picture, reference] = await Promise.all([
      drawOn({ kind: 'plain', colour: '#8090a0' }, over),
      drawOn({ kind: 'plain', colour: '#8090a0' }, inside),
    ]);

    const expected = drawRaster(220, 200, (x, y) => pixel(reference, x + 100, y + 100) as unknown as Colour);
    expect(Buffer.compare(picture.data, expected.data)).toBe(0);
  });
});

describe('ditherBackground', () => {
  it('keeps flat colours exact without dither', () => {
    const levels = drawRaster(256, 1, (x) => [x, 255 - x, 128]);

    const { data } = ditherBackground(linearOf(levels), { hasDither: false, seed: 3 });

    expect([...data]).toEqual([...levels.data]);
  });

  it('keeps the mean of a level between two with dither, and no pixel a level off', () => {
    const light = toLinear(100.3 / 255);

    const { data } = ditherBackground(flatLight(200, 200, light), { hasDither: true, seed: 3 });

    const mean = data.reduce((sum, level) => sum + level, 0) / data.length;
    expect(mean).toBeCloseTo(100.3, 1);
    expect(new Set(data)).toEqual(new Set([100, 101]));
  });

  it('moves the three channels of a pixel together', () => {
    const { data } = ditherBackground(flatLight(60, 60, toLinear(80.5 / 255)), { hasDither: true, seed: 9 });

    const mixed = data.filter((level, at) => level !== data[at - (at % 3)]).length;
    expect(mixed).toBe(0);
  });

  it('gives the same bytes for a seed, and others for another', () => {
    const light = flatLight(60, 60, toLinear(80.5 / 255));
    const dither = (seed: number) => Buffer.from(ditherBackground(light, { hasDither: true, seed }).data);

    const seeds = [0, 1, 4, 5, 0x9e3779b9];
    expect(dither(4).equals(dither(4))).toBe(true);
    expect(new Set(seeds.map((seed) => dither(seed).toString('hex'))).size).toBe(seeds.length);
  });
});

describe('placeOnTransparent', () => {
  it('keeps the bytes of the photo opaque in the interior', async () => {
    const { placed, placing } = framed;

    const picture = placeOnTransparent(placing, placed);

    const centre = 149 * placed.cut.widthPx + 140;
    expect(placed.interior.data[centre]).toBe(255);
    expect(pixel(picture, placed.cut.leftPx + 140, placed.cut.topPx + 149)).toEqual([
      ...placed.p.data.subarray(centre * 3, centre * 3 + 3),
      255,
    ]);
  });

  it('has the alpha of the cutout and none outside its box', async () => {
    const { placed, placing } = framed;
    const { cut, cutout, interior } = placed;

    const picture = placeOnTransparent(placing, placed);

    const expected = drawMask(400, 400, (x, y) => {
      const [column, row] = [x - cut.leftPx, y - cut.topPx];
      if (column < 0 || row < 0 || column >= cut.widthPx || row >= cut.heightPx) return 0;
      const at = row * cut.widthPx + column;
      return interior.data[at] === 255 ? 255 : (cutout.data[at * 4 + 3] ?? 0);
    });
    const alpha = picture.data.filter((_level, at) => at % 4 === 3);
    expect(Buffer.compare(alpha, expected.data)).toBe(0);
  });

  it('has the colour that the product ends in above and below it', () => {
    const { placed, placing } = framed;
    const { topPx, heightPx, leftPx } = placed.cut;
    const middle = leftPx + Math.round(placed.cut.widthPx / 2);

    const picture = placeOnTransparent(placing, placed);

    const alphaAt = (y: number) => pixel(picture, middle, y)[3] ?? 0;
    const rows = Array.from({ length: heightPx }, (_, y) => topPx + y).filter((y) => alphaAt(y) > 0);
    const [first = 0, last = 0] = [rows[0], rows.at(-1)];
    const colourAt = (y: number) => pixel(picture, middle, y).slice(0, 3);
    expect([colourAt(first - 1), colourAt(0)]).toEqual([colourAt(first), colourAt(first)]);
    expect([colourAt(last + 1), colourAt(399)]).toEqual([colourAt(last), colourAt(last)]);
    expect(alphaAt(first - 1)).toBe(0);
  });

  it('has a colour of the product under alpha 0, in every row', () => {
    const picture = placeOnTransparent({ widthPx: 7, heightPx: 3 }, softProduct([40, 90, 160], [255, 128, 60]));

    const colours = Array.from({ length: 21 }, (_, at) => pixel(picture, at % 7, Math.floor(at / 7)).slice(0, 3));
    expect(colours).toEqual(Array.from({ length: 21 }, () => [40, 90, 160]));
    expect([0, 1, 2, 3, 4, 5, 6].map((x) => pixel(picture, x, 1)[3])).toEqual([0, 255, 128, 60, 0, 0, 0]);
  });
});
