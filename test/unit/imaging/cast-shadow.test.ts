import { beforeAll, describe, expect, it } from 'vitest';
import { castShadow } from '../../../shared/imaging/cast-shadow.ts';
import type { LinearRaster } from '../../../shared/imaging/raster.ts';
import { resampleProduct } from '../../../shared/imaging/resample-product.ts';
import { drawMask, drawRaster } from './pictures.ts';
import { type Framed, placeAt, productOf } from './placed-products.ts';

const light = 0.6;
const frame = { widthPx: 600, heightPx: 600 } as const;
const ground: LinearRaster = { data: new Float32Array(600 * 600 * 3).fill(light), ...frame };
const plate = {
  kind: 'plate',
  ...{ plate: drawRaster(1, 1, () => [200, 200, 200]), pxPerU: 1 },
  rect: { left: 0, bottom: 0, width: 1, height: 1 },
} as const;
/** The share of the light that reaches a pixel. */
const at = ({ data }: LinearRaster, x: number, y: number) => (data[(y * 600 + x) * 3] ?? 0) / light;

let block: Framed;
beforeAll(async () => {
  const isBlock = (x: number, y: number) => x >= 60 && x < 260 && y >= 40 && y < 280;
  const cut = await productOf(drawMask(320, 320, (x, y) => (isBlock(x, y) ? 255 : 0)));
  const placing = placeAt(cut, { ...frame, scale: 1, leftPx: 200, topPx: 200 });
  block = { ...cut, placing, placed: await resampleProduct(cut.product, placing.cut) };
});
const cast = (hasContactOnly: boolean) =>
  castShadow({ ...plate, hasContactOnly }, ground, block.facts, block.placed, block.placing);

describe('castShadow on a painted plate', () => {
  it('draws shadow and contact on an empty stage', async () => {
    const shadow = await cast(false);

    expect(at(shadow, 300, 441)).toBeLessThan(0.6);
    expect(at(shadow, 300, 450)).toBeLessThan(0.95);
    expect(at(shadow, 430, 436)).toBeLessThan(0.95);
  });

  it('draws the line of contact alone on one that was painted around the product', async () => {
    const shadow = await cast(true);

    expect(at(shadow, 300, 441)).toBeLessThan(0.7);
    for (const [x, y] of [
      [300, 450],
      [430, 436],
      [190, 436],
      [300, 100],
    ] as const) {
      expect(at(shadow, x, y)).toBeGreaterThan(0.99);
    }
    expect(shadow.data.every((value) => value <= Math.fround(light))).toBe(true);
  });

  it('draws nothing below a product that the frame cuts off', async () => {
    const placing = placeAt(block, { widthPx: 600, heightPx: 400, scale: 1, leftPx: 200, topPx: 160 });
    const low = { data: ground.data.slice(0, 600 * 400 * 3), widthPx: 600, heightPx: 400 };
    const placed = await resampleProduct(block.product, placing.cut);

    const shadow = await castShadow({ ...plate, hasContactOnly: true }, low, block.facts, placed, placing);

    expect(shadow.data).toEqual(low.data);
  });
});
