import { describe, expect, it } from 'vitest';
import { depthInDisc, discMask, drawMask } from './pictures.ts';
import { productOf } from './placed-products.ts';

/** A disc of 60 px radius whose matte goes from 0 to 255 within `edgePx`. */
const softDisc = (edgePx: number) =>
  drawMask(160, 160, (x, y) => 255 * Math.max(0, Math.min(1, 0.5 + depthInDisc(x, y, 80, 80, 60) / edgePx)));
const hazeOf = async (mask: Parameters<typeof productOf>[0]): Promise<number> =>
  (await productOf(mask)).product.hazeShare;

describe('the share of haze inside the edge', () => {
  it.each([
    ['a disc with an edge of one pixel', discMask(160, 160, 80, 80, 60)],
    ['a disc with an edge of four pixels, two of them inside', softDisc(4)],
    ['a wire that is all edge', drawMask(160, 40, (x, y) => (y > 17 && y < 22 && x > 9 && x < 150 ? 200 : 0))],
  ])('is nothing of %s', async (_, mask) => {
    expect(await hazeOf(mask)).toBe(0);
  });

  it('is the ring of a disc that a wide edge leaves unsure', async () => {
    const share = await hazeOf(softDisc(24));

    // Sure within 60 - 12 px; deep within 58 px of the centre or, the reach being a square, a little less.
    const ring = (deepPx: number) => (deepPx ** 2 - 48 ** 2) / 60 ** 2;
    expect(share).toBeGreaterThan(ring(56.5));
    expect(share).toBeLessThan(ring(58.5));
  });

  it('is nearly all of a product that is hazy all over', async () => {
    const { data, ...size } = discMask(160, 160, 80, 80, 60);

    expect(await hazeOf({ ...size, data: data.map((value) => 0.9 * value) })).toBeGreaterThan(0.9);
  });

  it('allows a wider edge in a larger photo', async () => {
    const edge = (widthPx: number) =>
      drawMask(widthPx, 80, (_, y) => 255 * Math.max(0, Math.min(1, 0.5 + (30 - Math.abs(y - 40)) / 8)));

    expect(await hazeOf(edge(2400))).toBeGreaterThan(0);
    expect(await hazeOf(edge(4800))).toBe(0);
  });
});
