import { describe, expect, it } from 'vitest';
import type { Placement } from '../../../shared/contracts/placement.ts';
import { surroundingRules } from '../../../shared/imaging/check-surroundings.ts';
import type { Raster } from '../../../shared/imaging/raster.ts';
import { type Colour, drawRaster, noiseAt } from './pictures.ts';
import { rowWith } from './placed-products.ts';

const product: Colour = [120, 40, 30];
/** A square of `sidePx` in the middle of a frame of 200 px, with a rim of 2 px around it. */
const squareOn = (backdrop: Colour, sidePx: number, rim: Colour = backdrop): Raster =>
  drawRaster(200, 200, (x, y) => {
    const out = Math.max(Math.abs(x - 99.5), Math.abs(y - 99.5)) - sidePx / 2;
    if (out < 0) return product;
    return out < 2 ? rim : backdrop;
  });
const scene = drawRaster(200, 200, (x, y) => [Math.round(255 * noiseAt(x, y)), 90, 90]);
/** What is product of such a picture, on nothing. */
function withoutBackdrop(picture: Raster): Raster {
  const data = new Uint8Array(200 * 200 * 4);
  for (let pixel = 0; pixel < 200 * 200; pixel++) {
    if (picture.data[3 * pixel] === product[0]) data.set([...product, 255], 4 * pixel);
  }
  return { ...picture, data, channels: 4 };
}
const transparentSquare = (sidePx: number): Raster => withoutBackdrop(squareOn([255, 255, 255], sidePx));
const ruleOf = (picture: Raster, changes: Partial<Placement>, rule: string) =>
  surroundingRules(picture, rowWith(changes)).find((each) => each.rule === rule);
const white: Colour = [255, 255, 255];

describe('surroundingRules, background', () => {
  it.each([
    ['white', squareOn(white, 100), 'pass'],
    ['white', squareOn([255, 255, 254], 100), 'fail'],
    ['white', squareOn(white, 200), 'fail'],
    ['white', scene, 'fail'],
    ['white-or-transparent', squareOn(white, 100), 'pass'],
    ['white-or-transparent', transparentSquare(100), 'pass'],
    ['white-or-transparent', squareOn([240, 240, 240], 100), 'fail'],
    ['clean', squareOn([240, 200, 240], 100), 'pass'],
    ['clean', scene, 'not checked'],
    ['clean', transparentSquare(100), 'fail'],
    ['white-preferred', squareOn([240, 240, 240], 100), 'pass'],
    ['lifestyle', squareOn(white, 100), 'fail'],
    ['lifestyle', scene, 'not checked'],
    ['any', scene, 'not checked'],
  ] as const)('%s: picture %#', (background, picture, verdict) => {
    expect(ruleOf(picture, { background }, 'background')).toMatchObject({ verdict });
  });

  /** A square of 80 px on a plate of one colour, that on white. */
  const onPlate = (plate: Colour, sidePx: number, seam: Colour = plate): Raster =>
    drawRaster(200, 200, (x, y) => {
      const out = Math.max(Math.abs(x - 99.5), Math.abs(y - 99.5));
      if (out < 40) return product;
      if (out < sidePx / 2) return plate;
      return out < sidePx / 2 + 1 ? seam : white;
    });
  /** The same square with a disc around it, as pale as `level`. */
  const inDisc = (level: number, radiusPx: number): Raster =>
    drawRaster(200, 200, (x, y) => {
      if (Math.max(Math.abs(x - 99.5), Math.abs(y - 99.5)) < 40) return product;
      return Math.hypot(x - 99.5, y - 99.5) < radiusPx ? [level, level, level] : white;
    });

  it.each([
    ['a product of 80 px alone', onPlate(white, 80), 'pass'],
    ['a backdrop of 224 within a white border', onPlate([224, 224, 224], 192), 'not checked'],
    ['one of 240', onPlate([240, 240, 240], 192), 'not checked'],
    ['one of 240 with soft edges', onPlate([240, 240, 240], 190, [248, 248, 248]), 'not checked'],
    ['a dark plate, which is a product', onPlate([150, 60, 60], 192), 'pass'],
    ['a pale ring of 16 px, as encoding leaves it', inDisc(240, 55), 'pass'],
    ['a pale disc, which may be the product', inDisc(240, 80), 'not checked'],
    ['a disc of 252, which nothing counts as product', inDisc(252, 80), 'fail'],
  ] as const)('white: %s', (_, picture, verdict) => {
    expect(ruleOf(picture, { background: 'white' }, 'background')).toMatchObject({ verdict });
  });

  /** A product that is cut off at the lower edge, from one column to another. */
  const cutOff = (fromX: number, toX: number): Raster =>
    drawRaster(200, 200, (x, y) => (y > 100 && x >= fromX && x < toX ? product : white));

  it.each([
    ['cut off at one side', cutOff(60, 140), 'not checked'],
    ['across all of a side, as a floor', cutOff(0, 200), 'fail'],
    ['cut off at a corner', cutOff(0, 80), 'fail'],
  ] as const)('of a product %s, on white and on nothing: %#', (_, picture, verdict) => {
    const row = { background: 'white-or-transparent' } as const;

    expect(ruleOf(picture, row, 'background')).toMatchObject({ verdict });
    expect(ruleOf(withoutBackdrop(picture), row, 'background')).toMatchObject({ verdict });
  });

  it('names the first pixel that is not white', () => {
    const { got } = ruleOf(squareOn([255, 250, 255], 100), { background: 'white' }, 'background') ?? {};

    expect(got).toBe('pixel 0,0 is 250, not 255');
  });
});

describe('surroundingRules, fill', () => {
  const productFill = { min: 0.75, max: 0.9 };

  it.each([
    [148, 'fail', '74 %'],
    [150, 'pass', '75 %'],
    [180, 'pass', '90 %'],
    [182, 'fail', '91 %'],
  ])('of a square of %i px: %s', (sidePx, verdict, got) => {
    expect(ruleOf(squareOn(white, sidePx), { productFill }, 'fill')).toMatchObject({ verdict, got });
    expect(ruleOf(transparentSquare(sidePx), { productFill }, 'fill')).toMatchObject({ verdict, got });
  });

  it('is not decided by a rim that is nearly of the colour of the backdrop', () => {
    const found = ruleOf(squareOn(white, 148, [240, 240, 240]), { productFill }, 'fill');

    expect(found).toMatchObject({ verdict: 'not checked' });
    expect(found?.got).toMatch(/^between 74 % and 76 %/);
  });

  it.each([
    ['a scene', scene, 'not checked'],
    ['nothing', squareOn(white, 0), 'fail'],
    ['next to nothing', squareOn(white, 0, [248, 248, 248]), 'not checked'],
  ])('of %s: %s', (_, picture, verdict) => {
    expect(ruleOf(picture, { productFill }, 'fill')).toMatchObject({ verdict });
  });
});

describe('surroundingRules, safe zone', () => {
  it.each([
    [0.25, 'pass'],
    [0.26, 'fail'],
  ])('keeps %f free at each edge: %s', (share, verdict) => {
    const safeZone = { top: share, right: share, bottom: share, left: share };

    expect(ruleOf(squareOn(white, 100), { safeZone }, 'safe zone')).toMatchObject({ verdict });
  });
});

it('never claims to have read text', () => {
  expect(ruleOf(scene, { textAllowed: false }, 'text')).toMatchObject({ verdict: 'not checked', expected: 'none' });
});
