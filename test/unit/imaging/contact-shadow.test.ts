import { beforeAll, describe, expect, it } from 'vitest';
import { castContactShadow } from '../../../shared/imaging/contact-shadow.ts';
import type { LinearRaster } from '../../../shared/imaging/raster.ts';
import { resampleProduct } from '../../../shared/imaging/resample-product.ts';
import { drawMask } from './pictures.ts';
import { type Cut, type Framed, placeAt, productOf } from './placed-products.ts';

const light = 0.6;
const groundOf = (widthPx: number, heightPx: number): LinearRaster => ({
  data: new Float32Array(widthPx * heightPx * 3).fill(light),
  widthPx,
  heightPx,
});
async function frame(cut: Cut, widthPx: number, heightPx: number, scale: number, leftPx: number, topPx: number) {
  const placing = placeAt(cut, { widthPx, heightPx, scale, leftPx, topPx });
  return { ...cut, placing, placed: await resampleProduct(cut.product, placing.cut) };
}
const cast = (ground: LinearRaster, { placed, placing }: Framed) => castContactShadow(ground, placed, placing);
/** The share of the light that reaches a pixel. */
const at = ({ data, widthPx }: LinearRaster, x: number, y: number) => (data[(y * widthPx + x) * 3] ?? 0) / light;

/** A block of 200 x 240 px, and a bench of the same size on two feet of 40 px. */
const isBlock = (x: number, y: number) => x >= 60 && x < 260 && y >= 40 && y < 280;
const isBench = (x: number, y: number) => isBlock(x, y) && (y < 240 || x < 100 || x >= 220);
let block: Cut;
let bench: Cut;
beforeAll(async () => {
  block = await productOf(drawMask(320, 320, (x, y) => (isBlock(x, y) ? 255 : 0)));
  bench = await productOf(drawMask(320, 320, (x, y) => (isBench(x, y) ? 255 : 0)));
});

describe('castContactShadow', () => {
  it('darkens the ground where the product stands, most at the line of contact, and brightens nothing', async () => {
    const framed = await frame(block, 600, 600, 1, 200, 200);

    const shadow = cast(groundOf(600, 600), framed);

    const below = [2, 10, 20, 60].map((px) => at(shadow, 300, 440 + px));
    expect(below).toEqual(below.toSorted((a, b) => a - b));
    expect(below[0]).toBeLessThan(0.45);
    expect(shadow.data.every((value) => value <= Math.fround(light))).toBe(true);
    expect(shadow.data.every((value) => value > 0)).toBe(true);
  });

  it('reaches half of u at the most', async () => {
    const framed = await frame(block, 800, 800, 1, 300, 200);
    const reach = 0.5 * framed.placing.pxPerU + 4;

    const shadow = cast(groundOf(800, 800), framed);

    let far = 0;
    for (let y = 0; y < 800; y++) {
      for (let x = 0; x < 800; x++) {
        const isFar = x < 300 - reach || x > 500 + reach || y < 440 - reach || y > 440 + reach;
        if (isFar && at(shadow, x, y) !== Math.fround(light) / light) far++;
      }
    }
    expect(far).toBe(0);
  });

  it('falls away from the key, which is at the upper left', async () => {
    const framed = await frame(block, 800, 600, 1, 300, 200);

    const shadow = cast(groundOf(800, 600), framed);

    // 20 px beside the block, on its left and on its right.
    expect(at(shadow, 520, 448)).toBeLessThan(at(shadow, 279, 448) - 0.02);
  });

  it('lies under feet, not between them', async () => {
    const framed = await frame(bench, 600, 600, 1, 200, 200);

    const shadow = cast(groundOf(600, 600), framed);

    const [leftFoot, between, rightFoot] = [220, 300, 380].map((x) => at(shadow, x, 441));
    expect(between).toBeGreaterThan((leftFoot ?? 1) + 0.2);
    expect(between).toBeGreaterThan((rightFoot ?? 1) + 0.2);
  });

  it('multiplies the three channels alike, so that the ground keeps its hue', async () => {
    const framed = await frame(block, 600, 600, 1, 200, 200);
    const ground = groundOf(600, 600);
    const tinted = { ...ground, data: ground.data.map((_value, i) => [0.7, 0.5, 0.2][i % 3] ?? 0) };

    const { data } = cast(tinted, framed);

    let worst = 0;
    for (let i = 0; i < data.length; i += 3) {
      worst = Math.max(worst, Math.abs((data[i] ?? 0) / 0.7 - (data[i + 2] ?? 0) / 0.2));
    }
    expect(worst).toBeLessThan(1e-5);
  });

  it('looks alike at another output size', async () => {
    const small = await frame(block, 1200, 900, 2, 400, 200);
    const large = await frame(block, 2400, 1800, 4, 800, 400);

    const [one, two] = [cast(groundOf(1200, 900), small), cast(groundOf(2400, 1800), large)];

    for (const [x, y] of [
      [600, 690],
      [500, 690],
      [600, 684],
    ] as const) {
      expect(at(one, x, y)).toBeLessThan(0.97);
      // Measured: 0.069 of the light at most, because a cell of the shadow is 4 px whatever the size.
      expect(Math.abs(at(one, x, y) - at(two, 2 * x, 2 * y))).toBeLessThan(0.1);
    }
  });

  it('is none for a product that the frame cuts off below', async () => {
    const framed = await frame(block, 600, 400, 1, 200, 160);
    const ground = groundOf(600, 400);

    expect(cast(ground, framed).data).toEqual(ground.data);
  });

  it('does not change the ground that it is given', async () => {
    const framed = await frame(block, 600, 600, 1, 200, 200);
    const ground = groundOf(600, 600);

    const shadow = cast(ground, framed);

    expect(shadow.data).not.toBe(ground.data);
    expect(ground.data.every((value) => value === Math.fround(light))).toBe(true);
  });
});
