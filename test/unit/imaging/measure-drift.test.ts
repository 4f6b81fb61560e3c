import { beforeAll, describe, expect, it } from 'vitest';
import { measureDrift } from '../../../shared/imaging/measure-drift.ts';
import type { Raster } from '../../../shared/imaging/raster.ts';
import { type PlacedProduct, resampleProduct } from '../../../shared/imaging/resample-product.ts';
import { discMask } from './pictures.ts';
import { changeInterior, drawOn, type Framed, framedDisc, placeAt, productOf } from './placed-products.ts';

let framed: Framed;
let picture: Raster;
beforeAll(async () => {
  framed = await framedDisc();
  picture = await drawOn({ kind: 'plain', colour: '#ffffff' }, framed);
});
const none = { amount: 0, uncertainty: 0 };
const driftOf = (file: Raster, placed: PlacedProduct = framed.placed) => measureDrift(file, picture, placed.p, placed);
/** The level of a pixel so far away. */
const movedBy = (right: number, down: number): Raster =>
  changeInterior(picture, framed.placed, (_, channel, x, y) => {
    return picture.data[((y - down) * picture.widthPx + x - right) * 3 + channel] ?? 0;
  });

describe('measureDrift', () => {
  it('finds none in the same picture', () => {
    expect(driftOf(picture)).toEqual({ rightPx: none, downPx: none, gammaPercent: none, hueDegrees: none });
  });

  it.each([
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ])('finds a move by %i px to the right and %i px down', (right, down) => {
    const { rightPx, downPx } = driftOf(movedBy(right, down));

    expect(Math.abs((rightPx?.amount ?? 9) - right)).toBeLessThan(0.15);
    expect(Math.abs((downPx?.amount ?? 9) - down)).toBeLessThan(0.15);
  });

  it.each([0.98, 1.02])('finds a gamma of %f', (gamma) => {
    const changed = changeInterior(picture, framed.placed, (level) => Math.round(255 * (level / 255) ** gamma));

    expect(Math.abs((driftOf(changed).gammaPercent?.amount ?? 9) - 100 * (gamma - 1))).toBeLessThan(0.3);
  });

  it('is the less sure, the smaller the product and the larger the differences', () => {
    const noisy = changeInterior(picture, framed.placed, (level, _, x, y) => level + ((x * 7 + y * 13) % 5) - 2);
    const { gammaPercent } = driftOf(noisy);

    expect(gammaPercent?.uncertainty).toBeGreaterThan(0.01);
    expect(Math.abs(gammaPercent?.amount ?? 9)).toBeLessThan(gammaPercent?.uncertainty ?? 0);
  });

  it('tells no shift of a flat product and no hue of a grey one', async () => {
    const cut = await productOf(discMask(200, 200, 100, 100, 80), () => [90, 90, 90]);
    const placing = placeAt(cut, { widthPx: 200, heightPx: 200, scale: 1, leftPx: 20, topPx: 20 });
    const placed = await resampleProduct(cut.product, placing.cut);
    const grey = await drawOn({ kind: 'plain', colour: '#ffffff' }, { ...cut, placing, placed });

    expect(measureDrift(grey, grey, placed.p, placed)).toEqual({
      ...{ rightPx: null, downPx: null, gammaPercent: none, hueDegrees: null },
    });
  });
});
