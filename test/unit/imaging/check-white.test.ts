import { beforeAll, describe, expect, it } from 'vitest';
import { whiteFault } from '../../../shared/imaging/check-white.ts';
import type { Raster } from '../../../shared/imaging/raster.ts';
import { resampleProduct } from '../../../shared/imaging/resample-product.ts';
import { type Colour, drawMask, drawRaster } from './pictures.ts';
import { drawOn, type Framed, framedDisc, placeAt, productOf } from './placed-products.ts';

let framed: Framed;
let picture: Raster;
beforeAll(async () => {
  framed = await framedDisc();
  picture = await drawOn({ kind: 'plain', colour: '#ffffff' }, framed);
});

/** A copy with one pixel of another colour. */
function withPixel(x: number, y: number, colour: Colour): Raster {
  const data = picture.data.slice();
  data.set(colour, (y * picture.widthPx + x) * 3);
  return { ...picture, data };
}
const centre = 200;
/** The disc's radius in the frame is 135 px; its box begins 64 px from the edge. */
const radiusPx = 135;

describe('whiteFault', () => {
  it('finds nothing on a product laid over white', () => {
    expect(whiteFault(picture, framed.placed)).toBeNull();
  });

  it('finds nothing in the product, however dark it is', () => {
    expect(whiteFault(withPixel(centre, centre, [0, 0, 0]), framed.placed)).toBeNull();
  });

  it.each([
    [0, 0],
    [399, 0],
    [0, 399],
    [399, 399],
    [200, 0],
    [0, 200],
    [399, 201],
    [17, 30],
  ])('finds a level of 254 at %i,%i, far from the product', (x, y) => {
    expect(whiteFault(withPixel(x, y, [255, 254, 255]), framed.placed)).toBe(`pixel ${x},${y} is 254, not 255`);
  });

  it.each([0, 1, 2])('looks at channel %i', (channel) => {
    const colour = [0, 1, 2].map((at) => (at === channel ? 250 : 255)) as [number, number, number];

    expect(whiteFault(withPixel(3, 3, colour), framed.placed)).toBe('pixel 3,3 is 250, not 255');
  });

  it('takes 225 beside the product for ringing, and 224 for a fault', () => {
    const x = centre - radiusPx - 6;

    expect(whiteFault(withPixel(x, centre, [225, 225, 225]), framed.placed)).toBeNull();
    expect(whiteFault(withPixel(x, centre, [224, 255, 255]), framed.placed)).toBe(
      `pixel ${x},${centre} beside the product is 224`,
    );
  });

  it('is strict from 32 px on at the latest, and never nearer than 16 px', () => {
    const isStrictAt = (x: number, y: number) => whiteFault(withPixel(x, y, [254, 254, 254]), framed.placed) !== null;

    for (const [x, y] of [1, 2, 3, 4, 5, 6, 7].flatMap((i) => [
      [i * 9, 200],
      [200, i * 9],
      [400 - i * 9, 200],
      [200, 400 - i * 9],
    ]) as [number, number][]) {
      const distance = Math.hypot(x - centre, y - centre) - radiusPx;
      if (distance >= 34) expect(isStrictAt(x, y)).toBe(true);
      if (distance < 14) expect(isStrictAt(x, y)).toBe(false);
    }
  });

  it('knows a product that reaches over the frame', async () => {
    const cut = await productOf(drawMask(200, 200, (x, y) => (x > 20 && x < 180 && y > 20 && y < 180 ? 255 : 0)));
    const placing = placeAt(cut, { widthPx: 160, heightPx: 160, scale: 1, leftPx: -100, topPx: 90 });
    const over = { ...cut, placing, placed: await resampleProduct(cut.product, placing.cut) };
    const drawn = await drawOn({ kind: 'plain', colour: '#ffffff' }, over);
    const spoiled = drawRaster(160, 160, (x, y) => {
      const at = (y * 160 + x) * 3;
      return x === 150 && y === 150
        ? [230, 230, 230]
        : [drawn.data[at] ?? 0, drawn.data[at + 1] ?? 0, drawn.data[at + 2] ?? 0];
    });

    expect(whiteFault(drawn, over.placed)).toBeNull();
    expect(whiteFault(spoiled, over.placed)).toBe('pixel 150,150 is 230, not 255');
  });

  it('reads a file with alpha by its colours', () => {
    const data = new Uint8Array(400 * 400 * 4).fill(255);
    data[(5 * 400 + 7) * 4 + 2] = 200;

    expect(whiteFault({ data, widthPx: 400, heightPx: 400, channels: 4 }, framed.placed)).toBe(
      'pixel 7,5 is 200, not 255',
    );
  });
});
