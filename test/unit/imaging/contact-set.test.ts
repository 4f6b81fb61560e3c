import { describe, expect, it } from 'vitest';
import { contactRows } from '../../../shared/imaging/contact-set.ts';
import { resampleProduct } from '../../../shared/imaging/resample-product.ts';
import { drawMask } from './pictures.ts';
import { placeAt, productOf } from './placed-products.ts';

/** The columns of a drawn product (in a frame of 600 x 600 px, seen 8 degrees from above) that touch the ground. */
async function touchingColumns(isProduct: (x: number, y: number) => boolean): Promise<number[]> {
  const cut = await productOf(drawMask(600, 600, (x, y) => (isProduct(x, y) ? 255 : 0)));
  const { leftPx, topPx } = cut.facts.cutBox;
  const placing = placeAt(cut, { widthPx: 600, heightPx: 600, scale: 1, leftPx, topPx });
  const rows = contactRows(await resampleProduct(cut.product, placing.cut), placing, 8);
  return [...rows.keys()].filter((column) => (rows[column] ?? -1) >= 0).map((column) => column + leftPx);
}
const isWithin = (x: number, [from, to]: readonly [number, number]) => x >= from && x < to;

describe('the contact set', () => {
  it('holds parts that stand further back, seen up to a tenth of the height higher', async () => {
    const isPair = (x: number, y: number) =>
      (isWithin(x, [100, 250]) && isWithin(y, [100, 475])) || (isWithin(x, [350, 500]) && isWithin(y, [100, 500]));

    const touching = await touchingColumns(
      (x, y) => isPair(x, y) || (isWithin(x, [100, 500]) && isWithin(y, [100, 160])),
    );

    expect(touching.filter((x) => x < 260).length).toBeGreaterThan(140);
    expect(touching.filter((x) => x >= 350).length).toBe(150);
    expect(touching.filter((x) => isWithin(x, [255, 345]))).toEqual([]);
  });

  it('leaves out what hangs higher, as a handle does', async () => {
    const isMug = (x: number, y: number) =>
      (isWithin(x, [100, 400]) && isWithin(y, [100, 500])) || (isWithin(x, [400, 480]) && isWithin(y, [180, 400]));

    const touching = await touchingColumns(isMug);

    expect(Math.max(...touching)).toBeLessThan(400);
  });

  it('goes on along the edges of a carton that is seen at its corner', async () => {
    const isCarton = (x: number, y: number) =>
      isWithin(x, [150, 450]) && y >= 100 && y < 500 - Math.max(0, 350 - x) * 0.17 - Math.max(0, x - 350) * 0.3;

    const touching = await touchingColumns(isCarton);

    expect([Math.min(...touching), Math.max(...touching)]).toEqual([150, 449]);
  });

  it('ends where a side rises steeply', async () => {
    const isBowl = (x: number, y: number) =>
      y >= 200 && y < 500 - (Math.max(0, Math.abs(x - 300) - 100) * 3) / 2 && isWithin(x, [100, 500]);

    const touching = await touchingColumns(isBowl);

    expect(Math.min(...touching)).toBeGreaterThan(180);
    expect(Math.max(...touching)).toBeLessThan(420);
  });
});
