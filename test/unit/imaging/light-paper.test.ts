import { beforeAll, describe, expect, it } from 'vitest';
import { lightPaper, type PaperLight } from '../../../shared/imaging/light-paper.ts';
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
const fromLeft: PaperLight = { keyShare: 0.5, keySide: 'left', pose: 'standing' };
const cast = (ground: LinearRaster, { placed, placing }: Framed, paper = fromLeft) =>
  lightPaper(ground, paper, placed, placing);
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

describe('lightPaper', () => {
  it('darkens the ground where the product stands, most at the line of contact, and brightens nothing', async () => {
    const framed = await frame(block, 600, 600, 1, 200, 200);

    const shadow = cast(groundOf(600, 600), framed);

    const below = [2, 10, 20, 60].map((px) => at(shadow, 300, 440 + px));
    expect(below).toEqual(below.toSorted((a, b) => a - b));
    expect(below[0]).toBeLessThan(0.6);
    expect(shadow.data.every((value) => value <= Math.fround(light))).toBe(true);
    expect(shadow.data.every((value) => value > 0)).toBe(true);
  });

  it('leaves the light far from the product, and on the side of the key, as it is', async () => {
    const framed = await frame(block, 800, 800, 1, 300, 200);
    const reach = 1.2 * framed.placing.pxPerU;

    const shadow = cast(groundOf(800, 800), framed);

    for (const [x, y] of [
      [300 - reach, 420],
      [400, 440 + reach],
      [400, 100],
    ] as const) {
      expect(at(shadow, Math.round(x), Math.round(y))).toBeGreaterThan(0.98);
    }
  });

  it.each([
    ['left', 1],
    ['right', -1],
  ] as const)('falls away from a key at the upper %s', async (keySide, away) => {
    const framed = await frame(block, 800, 600, 1, 300, 200);

    const shadow = cast(groundOf(800, 600), framed, { ...fromLeft, keySide });

    // 40 px beside the block, a little behind its front.
    expect(at(shadow, 400 + away * 140, 432)).toBeLessThan(0.75);
    expect(at(shadow, 400 - away * 140, 432)).toBeGreaterThan(0.85);
  });

  it.each(['lying', 'hung'] as const)('surrounds a %s product, more on the side away from the key', async (pose) => {
    const framed = await frame(block, 800, 600, 1, 300, 200);

    const shadow = cast(groundOf(800, 600), framed, { ...fromLeft, pose });

    const [left, right, above, below] = [
      at(shadow, 294, 320),
      at(shadow, 506, 320),
      at(shadow, 400, 194),
      at(shadow, 400, 446),
    ];
    expect(Math.max(left, right, above, below)).toBeLessThan(0.9);
    expect(right).toBeLessThan(left - 0.1);
    expect(below).toBeLessThan(above - 0.1);
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
      [640, 692],
    ] as const) {
      expect(at(one, x, y)).toBeLessThan(0.97);
      // Measured: 0.034 of the light at most; cells are 4 px and 7 px.
      expect(Math.abs(at(one, x, y) - at(two, 2 * x, 2 * y))).toBeLessThan(0.05);
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
