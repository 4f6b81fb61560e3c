import { describe, expect, test } from 'vitest';
import type { AssetFacts } from '../../../shared/contracts/asset-facts.ts';
import type { Look } from '../../../shared/contracts/brief.ts';
import type { Placement } from '../../../shared/contracts/placement.ts';
import { type Placing, placing as placingSchema } from '../../../shared/contracts/plan.ts';
import { allPlacements } from '../../../shared/placements/placements.ts';
import { selectPlacements } from '../../../shared/placements/select-placements.ts';
import { cutSides } from '../../../shared/planning/cut-sides.ts';
import { placeProduct } from '../../../shared/planning/place-product.ts';
import { anyFacts, productFacts, seededRandom } from './product-facts.ts';

const kinds = ['plain', 'set', 'scene'] as const;
const rowOf = (id: string): Placement => {
  const [row] = selectPlacements([id]);
  if (row === undefined) throw new Error(`Expected a row ${id}`);
  return row;
};
function placed(facts: AssetFacts, id: string, kind: Look['kind'] | 'lying' = 'set'): Placing {
  const place = placeProduct(facts, rowOf(id), kind);
  if (place.outcome === 'refused') throw new Error(place.sentence);
  return place.placing;
}
const fillOf = ({ box, widthPx, heightPx }: Placing) => Math.max(box.widthPx / widthPx, box.heightPx / heightPx);
const below = ({ box, heightPx }: Placing) => heightPx - box.topPx - box.heightPx;
const rightEdge = ({ box }: Placing) => box.leftPx + box.widthPx;

describe('a product in the frame', () => {
  test('takes 70 % of a row without a fill, in whole pixels', () => {
    const { box, cut, scale } = placed(productFacts({ soft: 0 }), 'default-product-square');

    expect(box).toEqual({ leftPx: 240, topPx: 278, widthPx: 1120, heightPx: 1120 });
    expect(cut).toEqual(box);
    expect(scale).toBeCloseTo(1120 / 2400, 12);
  });

  test.each([
    ['amazon-main', 0.87],
    ['google-merchant-image-link', 0.77],
    ['mercado-libre-listing', 0.97],
    ['tiktok-shop-main', 0.7],
    ['temu-apparel', 0.7],
  ])('fills %s by %f', (id, fill) => {
    expect(fillOf(placed(productFacts({}), id, 'plain'))).toBeCloseTo(fill, 2);
  });

  test('stays out of the zone that the row keeps free', () => {
    const { box } = placed(productFacts({}), 'meta-reel');

    expect(box).toEqual({ leftPx: 207, topPx: 451, widthPx: 665, heightPx: 665 });
  });

  test('has as much space above as below for a plain look or where it lies, 58:42 otherwise', () => {
    const plain = placed(productFacts({}), 'default-story-reel', 'plain');
    const lying = placed(productFacts({}), 'default-story-reel', 'lying');
    const standing = placed(productFacts({}), 'default-story-reel', 'scene');

    expect(Math.abs(plain.box.topPx - below(plain))).toBeLessThanOrEqual(1);
    expect(lying).toEqual(plain);
    expect(standing.box.topPx / (standing.box.topPx + below(standing))).toBeCloseTo(0.58, 2);
  });

  test('has its frame on the plate in u, with the base line at 0', () => {
    const { crop, pxPerU } = placed(productFacts({}), 'default-product-square');

    expect(pxPerU).toBeCloseTo(1120, 3);
    expect(crop.left).toBeCloseTo(-1600 / 1120 / 2, 5);
    expect(crop.bottom).toBeCloseTo((-0.42 * 480) / 1120, 5);
    expect(crop.width).toBeCloseTo(1600 / 1120, 5);
    expect(crop.height).toBeCloseTo(1600 / 1120, 5);
  });
});

describe('a small photo', () => {
  test('shrinks the output before it enlarges the product', () => {
    const { widthPx, heightPx, scale, isSoft } = placed(
      productFacts({ width: 600, height: 600 }),
      'default-product-square',
    );

    expect([widthPx, heightPx]).toEqual([1071, 1071]);
    expect(scale).toBeLessThanOrEqual(1.25);
    expect(isSoft).toBe(false);
  });

  test('is enlarged up to 2x at the least size, and called soft', () => {
    const { widthPx, scale, isSoft } = placed(productFacts({ width: 300, height: 300 }), 'default-product-square');

    expect(widthPx).toBe(800);
    expect(scale).toBeCloseTo(560 / 300, 2);
    expect(isSoft).toBe(true);
  });

  test('is refused beyond that, with a size that is enough', () => {
    const small = productFacts({ width: 100, height: 200, space: 40 });

    const place = placeProduct(small, rowOf('default-product-square'), 'set');

    expect(place).toMatchObject({
      outcome: 'refused',
      code: 'PHOTO_TOO_SMALL',
      sentence:
        'Expected a product of at least 283 px on its longer side for default-product-square, got 200 px; ' +
        'upload a photo of at least 255 x 396 px framed like this one.',
    });
    const enough = productFacts({ width: 142, height: 283, space: 56 });
    expect(placeProduct(enough, rowOf('default-product-square'), 'set').outcome).toBe('make');
  });
});

describe('a product that the photo cuts off', () => {
  const frames = ['default-blog-header', 'default-story-reel', 'meta-reel', 'amazon-main', 'youtube-banner'];

  test.each(frames)('at the bottom rises from the bottom edge of %s', (id) => {
    const place = placed(productFacts({ width: 1600, touches: { bottom: true } }), id);

    expect(below(place)).toBe(0);
    expect(place.crop.bottom).toBe(0);
    expect(place.box.topPx).toBeGreaterThan(0);
  });

  test.each(frames)('at the top and at the left lies in that corner of %s', (id) => {
    const { box } = placed(productFacts({ touches: { top: true, left: true } }), id);

    expect([box.leftPx, box.topPx]).toEqual([0, 0]);
  });

  test('at the right lies on the right edge and stands as it would', () => {
    const place = placed(productFacts({ touches: { right: true } }), 'default-blog-header');

    expect(rightEdge(place)).toBe(place.widthPx);
    expect(below(place)).toBeGreaterThan(0);
  });

  test('at both sides reaches from edge to edge', () => {
    const facts = productFacts({ width: 3000, height: 1200, touches: { left: true, right: true } });

    const { box, cut, widthPx } = placed(facts, 'default-blog-header');

    expect([box.leftPx, box.widthPx]).toEqual([0, widthPx]);
    expect([cut.leftPx, cut.widthPx]).toEqual([0, widthPx]);
  });

  test.each([
    ['default-x-header', { left: true, right: true }, 'left'],
    ['google-merchant-image-link', { left: true, right: true }, 'left'],
    ['default-story-reel', { top: true, bottom: true }, 'top and bottom'],
  ])('is refused for %s where it would have to be cut again', (id, touches, named) => {
    const facts = productFacts({ width: 3000, height: 1700, touches });

    const place = placeProduct(facts, rowOf(id), 'plain');

    expect(place).toMatchObject({
      outcome: 'refused',
      code: 'PRODUCT_CUT_OFF',
      sentence: expect.stringContaining(named),
    });
  });

  test('at all four sides is a trimmed cutout, and stands free', () => {
    const facts = productFacts({ touches: { top: true, right: true, bottom: true, left: true } });

    expect(placed(facts, 'default-product-square').box).toMatchObject({ leftPx: 240, widthPx: 1120 });
  });
});

describe('every row and kind of look', () => {
  const random = seededRandom(20261123);
  const products = Array.from({ length: 60 }, () => anyFacts(random));

  test.each(allPlacements)('$id gives exact sizes or a named refusal for any product', (row) => {
    let made = 0;

    for (const facts of products) {
      for (const kind of kinds) {
        const place = placeProduct(facts, row, kind);

        if (place.outcome === 'make') made += 1;
        if (place.outcome === 'make') expectSound(place.placing, facts, row);
        else expect(place.code).toMatch(/^(PHOTO_TOO_SMALL|PRODUCT_CUT_OFF)$/);
      }
    }

    expect(made).toBeGreaterThan(products.length);
  });

  test('gives its full size for a large, whole product', () => {
    for (const row of allPlacements) {
      const place = placeProduct(productFacts({ width: 4000, height: 5000 }), row, 'plain');

      expect(place).toMatchObject({ outcome: 'make', placing: { isSoft: false, ...sizeOf(row) } });
    }
  });
});

const sizeOf = ({ deliver: { widthPx, heightPx } }: Placement) => ({ widthPx, heightPx });

/** What must hold for every placing, whatever the product. */
function expectSound(place: Placing, facts: AssetFacts, row: Placement): void {
  placingSchema.parse(place);
  const { widthPx, heightPx, box, cut, crop, scale, pxPerU, isSoft } = place;
  const sides = cutSides(facts);
  const isCut = Object.values(sides).includes(true);
  const zone = row.safeZone ?? { top: 0, right: 0, bottom: 0, left: 0 };

  expect(widthPx).toBeLessThanOrEqual(row.deliver.widthPx);
  expect(widthPx).toBeGreaterThanOrEqual(row.minWidth ?? row.minHeight ?? Math.floor(row.deliver.widthPx / 2));
  expect(heightPx).toBeGreaterThanOrEqual(row.minHeight ?? 1);
  expect(Math.abs(heightPx - (widthPx * row.deliver.heightPx) / row.deliver.widthPx)).toBeLessThanOrEqual(1);
  expect(scale).toBeLessThanOrEqual(isSoft ? 2.04 : 1.28);
  expect(box.leftPx).toBeGreaterThanOrEqual(sides.left ? 0 : Math.floor(zone.left * widthPx));
  expect(box.topPx).toBeGreaterThanOrEqual(sides.top ? 0 : Math.floor(zone.top * heightPx));
  expect(rightEdge(place)).toBeLessThanOrEqual(sides.right ? widthPx : Math.ceil((1 - zone.right) * widthPx));
  expect(heightPx - below(place)).toBeLessThanOrEqual(
    sides.bottom ? heightPx : Math.ceil((1 - zone.bottom) * heightPx),
  );
  if (sides.left) expect(box.leftPx).toBe(0);
  if (sides.top) expect(box.topPx).toBe(0);
  if (sides.right) expect(rightEdge(place)).toBe(widthPx);
  if (sides.bottom) expect(below(place)).toBe(0);
  if (!isCut && row.productFill !== null) {
    expect(fillOf(place)).toBeGreaterThanOrEqual(row.productFill.min ?? 0);
    expect(fillOf(place)).toBeLessThanOrEqual(row.productFill.max ?? 1);
  }
  expect(Math.abs(cut.widthPx - facts.cutBox.widthPx * scale)).toBeLessThanOrEqual(1);
  expect(Math.abs(cut.heightPx - facts.cutBox.heightPx * scale)).toBeLessThanOrEqual(1);
  expect(Math.abs(crop.width * pxPerU - widthPx)).toBeLessThan(0.01);
  expect(Math.abs(crop.height * pxPerU - heightPx)).toBeLessThan(0.01);
  expect(Math.abs(-crop.left * pxPerU - (box.leftPx + box.widthPx / 2))).toBeLessThanOrEqual(1.5);
  expect(Math.abs(-crop.bottom * pxPerU - below(place))).toBeLessThanOrEqual(1.5);
}
