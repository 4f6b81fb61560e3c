import { describe, expect, test } from 'vitest';
import type { Placing } from '../../../shared/contracts/plan.ts';
import { lyingBody } from '../../../shared/imaging/lying-body.ts';
import type { Mask } from '../../../shared/imaging/raster.ts';
import { resampleProduct } from '../../../shared/imaging/resample-product.ts';
import { standingBody } from '../../../shared/imaging/standing-body.ts';
import type { StudioScene } from '../../../shared/imaging/studio-places.ts';
import { drawMask } from './pictures.ts';
import { placeAt, productOf } from './placed-products.ts';
import { setOf } from './studio-scenes.ts';

const uCm = 24;

/** A product of 240 px a u in a frame of 600 x 600 px of a set: 10 px are 1 cm, the stage point is seen in row 432. */
async function sceneOf(matte: Mask, setId: string): Promise<StudioScene> {
  const cut = await productOf(matte);
  const { cutBox } = cut.facts;
  const placing: Placing = placeAt(cut, {
    widthPx: 600,
    heightPx: 600,
    scale: 1,
    leftPx: cutBox.leftPx,
    topPx: cutBox.topPx,
  });
  const placed = await resampleProduct(cut.product, placing.cut);
  const set = setOf(setId);
  const view = { window: { leftCm: -30, bottomCm: -16.75, widthCm: 60, heightCm: 60 }, pxPerCm: 10 };
  return { set, view, crop: { leftPx: 0, topPx: 0, widthPx: 600, heightPx: 600 }, uCm, placing, placed };
}
const drawn = (isProduct: (x: number, y: number) => boolean) =>
  drawMask(600, 600, (x, y) => (isProduct(x, y) ? 255 : 0));

/** 12 cm wide and 24 cm high. */
const isPost = (x: number, y: number) => x >= 240 && x < 360 && y >= 200 && y < 440;
/** A seat of 24 x 4 cm on two legs of 3 cm. */
const isBench = (x: number, y: number) =>
  x >= 180 && x < 420 && y >= 240 && y < 440 && (y < 280 || x < 210 || x >= 390);

describe('the body of a standing product', () => {
  test.each<[string, number[], boolean]>([
    ['through its middle', [-50, 0, 12, 100, 0, 0.01], true],
    ['through it from the front', [0, -50, 12, 0, 100, 0.01], true],
    ['over it', [-50, 0, 26, 100, 0, 0.01], false],
    ['beside it', [8, -50, 12, 0, 100, 0.01], false],
    ['behind it, further than it is deep', [-50, 9, 12, 100, 0, 0.01], false],
    ['down to the ground before it', [0, -9, 0, 0, -100, 100], false],
    ['short of it', [-50, 0, 12, 30, 0, 0.01], false],
  ])('stands in a way %s: %s %s', async (_name, way, isMet) => {
    const blocks = standingBody(await sceneOf(drawn(isPost), 'oak'));

    expect(blocks(Float64Array.from(way))).toBe(isMet);
  });

  test('lets light through between its legs, which stand where they are seen to touch', async () => {
    const blocks = standingBody(await sceneOf(drawn(isBench), 'oak'));

    expect(blocks(Float64Array.of(0, -60, 6, 0, 120, 0.01))).toBe(false);
    expect(blocks(Float64Array.of(0, -60, 18, 0, 120, 0.01))).toBe(true);
    expect(blocks(Float64Array.of(-10.5, -60, 6, 0, 120, 0.01))).toBe(true);
    expect(blocks(Float64Array.of(-60, -5.5, 6, 46, 0, 0.01))).toBe(false);
    expect(blocks(Float64Array.of(-60, -5.5, 6, 120, 0, 0.01))).toBe(true);
    expect(blocks(Float64Array.of(-60, 3, 6, 120, 0, 0.01))).toBe(false);
  });

  test('is deeper than it is wide by a third at most, so that a thin stem stays thin', async () => {
    const isLamp = (x: number, y: number) =>
      (y < 280 && isPost(x, y)) || (x >= 295 && x < 305 && y >= 280 && y < 430) || (isPost(x, y) && y >= 430);
    const blocks = standingBody(await sceneOf(drawn(isLamp), 'oak'));

    expect(blocks(Float64Array.of(-60, 0, 8, 120, 0, 0.01))).toBe(true);
    expect(blocks(Float64Array.of(-60, 1, 8, 120, 0, 0.01))).toBe(false);
    expect(blocks(Float64Array.of(-60, 4, 20, 120, 0, 0.01))).toBe(true);
  });
});

test('the body of a lying product is low where it is narrow', async () => {
  const isBagWithStrap = (x: number, y: number) =>
    (x >= 180 && x < 420 && y >= 260 && y < 440) || (x >= 297 && x < 303 && y >= 200 && y < 260);
  const blocks = lyingBody(await sceneOf(drawn(isBagWithStrap), 'marble-above'));

  const straightDown = (x: number, y: number): boolean => blocks(Float64Array.of(x, y, 0, 0, 0, 100));
  // Slanting over the strap at 1 cm above the ground, and over the bag at the same height.
  expect(straightDown(0, 0)).toBe(true);
  expect(straightDown(0, 30)).toBe(false);
  expect(blocks(Float64Array.of(2, 10.4, 0, -200, 0, 100))).toBe(false);
  expect(blocks(Float64Array.of(14, 0, 0, -200, 0, 100))).toBe(true);
});
