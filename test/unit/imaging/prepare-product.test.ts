import { describe, expect, it } from 'vitest';
import { depthInDisc, discMask, drawMask } from './pictures.ts';
import { productOf } from './placed-products.ts';

/** A disc of 60 px radius whose matte goes from 0 to 255 within `edgePx`. */
const softDisc = (edgePx: number) =>
  drawMask(160, 160, (x, y) => 255 * Math.max(0, Math.min(1, 0.5 + depthInDisc(x, y, 80, 80, 60) / edgePx)));
const shareOf = async (mask: Parameters<typeof productOf>[0]): Promise<number> =>
  (await productOf(mask)).product.sureShare;

describe('the share of sure pixels inside the edge', () => {
  it.each([
    ['a disc with an edge of one pixel', discMask(160, 160, 80, 80, 60)],
    ['a disc with an edge of four pixels, two of them inside', softDisc(4)],
    ['a wire that is all edge', drawMask(160, 40, (x, y) => (y > 17 && y < 22 && x > 9 && x < 150 ? 200 : 0))],
  ])('is all of %s', async (_, mask) => {
    expect(await shareOf(mask)).toBe(1);
  });

  it('is what the photo shows of a disc with a wide edge', async () => {
    const share = await shareOf(softDisc(24));

    // Sure within 60 - 12 px, deep within 60 - 2 - 0.5 px of the centre; the reach is a square.
    expect(share).toBeGreaterThan((48 / 58.5) ** 2);
    expect(share).toBeLessThan((48 / 56) ** 2);
  });

  it('is nothing of a product that is hazy all over', async () => {
    const { data, ...size } = discMask(160, 160, 80, 80, 60);

    expect(await shareOf({ ...size, data: data.map((value) => 0.9 * value) })).toBe(0);
  });

  it('allows a wider edge in a larger photo', async () => {
    const edge = (widthPx: number) =>
      drawMask(widthPx, 80, (_, y) => 255 * Math.max(0, Math.min(1, 0.5 + (30 - Math.abs(y - 40)) / 8)));

    expect(await shareOf(edge(2400))).toBeLessThan(1);
    expect(await shareOf(edge(4800))).toBe(1);
  });
});
