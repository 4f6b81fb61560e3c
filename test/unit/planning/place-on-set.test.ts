import { describe, expect, test } from 'vitest';
import type { AssetFacts } from '../../../shared/contracts/asset-facts.ts';
import type { MakeSlot } from '../../../shared/contracts/plan.ts';
import type { StudioPoint, StudioSet } from '../../../shared/contracts/studio-set.ts';
import { allPlacements } from '../../../shared/placements/placements.ts';
import { judgePair } from '../../../shared/planning/legal-pairs.ts';
import { placeOnSet } from '../../../shared/planning/place-on-set.ts';
import { resolveSlots } from '../../../shared/planning/resolve-slots.ts';
import { mirrorSet } from '../../../shared/sets/mirror-set.ts';
import { projectPoint } from '../../../shared/sets/project-set.ts';
import { studioSets } from '../../../shared/sets/studio-sets.ts';
import { productFacts } from './product-facts.ts';

const setOf = (id: string): StudioSet => {
  const found = studioSets.find((set) => set.id === id);
  if (found === undefined) throw new Error(`Expected a set ${id}`);
  return found;
};
const zoomOf = (set: StudioSet, { setCrop }: MakeSlot) => {
  const zoom = set.zooms.find(({ name }) => name === setCrop?.zoom);
  if (zoom === undefined || setCrop === null) throw new Error('Expected a slot in a set');
  return { zoom, setCrop };
};
const products: [string, AssetFacts][] = [
  ['square', productFacts({})],
  ['1:3', productFacts({ width: 900, height: 2700 })],
  ['2.2:1', productFacts({ width: 2640, height: 1200 })],
];
const shapes = studioSets.flatMap((set) => products.map(([name, facts]) => [set.id, name, facts] as const));
const slotsOf = (set: StudioSet, facts: AssetFacts) => {
  const look = { name: 'set', kind: 'set', set: { studio: set.id } } as const;
  return resolveSlots(look, allPlacements, facts, null, {}, set).slots;
};
const madeIn = (set: StudioSet, facts: AssetFacts) =>
  slotsOf(set, facts).flatMap((slot) => (slot.outcome === 'make' ? [slot] : []));

describe('in all placements', () => {
  test.each(shapes)(
    '%s shows a %s product within its pictures, at a size and sharpness that look right',
    (id, _, facts) => {
      const set = setOf(id);

      for (const slot of madeIn(set, facts)) {
        const { zoom, setCrop } = zoomOf(set, slot);
        expect(setCrop.leftPx).toBeGreaterThanOrEqual(-1e-3);
        expect(setCrop.topPx).toBeGreaterThanOrEqual(-1e-3);
        expect(setCrop.leftPx + setCrop.widthPx).toBeLessThanOrEqual(zoom.widthPx + 1e-3);
        expect(setCrop.topPx + setCrop.heightPx).toBeLessThanOrEqual(zoom.heightPx + 1e-3);
        expect(slot.placing.widthPx / setCrop.widthPx).toBeLessThanOrEqual(2 + 1e-6);
        expect(setCrop.uCm).toBeGreaterThanOrEqual(set.products.leastCm);
        expect(setCrop.uCm).toBeLessThanOrEqual(set.products.mostCm);
      }
    },
  );

  test.each(shapes)('%s shows a %s product at one size wherever that size serves', (id, _, facts) => {
    const sizes = madeIn(setOf(id), facts).map(({ setCrop }) => setCrop?.uCm ?? 0);
    const commonest = Math.max(...sizes.map((size) => sizes.filter((each) => each === size).length));

    expect(commonest / sizes.length).toBeGreaterThan(0.85);
  });

  test.each(shapes)('%s holds a %s product wherever a set may be shown', (id, _, facts) => {
    const look = { name: 'set', kind: 'set', set: { studio: id } } as const;
    const notAllowed = allPlacements.filter((row) => !judgePair(look, row).isLegal);

    const refused = slotsOf(setOf(id), facts).flatMap((slot) =>
      slot.outcome === 'refused' ? [[slot.placement.id, slot.code]] : [],
    );

    expect(refused).toEqual(notAllowed.map((row) => [row.id, 'PAIR_NOT_ALLOWED']));
  });
});

describe('the base', () => {
  test.each(studioSets.filter(({ poses }) => poses.includes('standing')).map(({ id }) => [id]))(
    'has its line in front of the stage point of %s, as far as for every product of the size',
    (id) => {
      const set = setOf(id);
      const facts = productFacts({ width: 1200, height: 2400 });
      const wish = { id: 'square', crop: { left: -1, bottom: -0.5, width: 2, height: 2 }, pxPerU: 400 };

      const crop = placeOnSet(set, facts, [wish]).get('square');

      const zoom = set.zooms.find(({ name }) => name === crop?.zoom);
      if (crop === undefined || zoom === undefined) throw new Error('Expected a crop');
      const front = Math.min(0.19 * crop.uCm, -set.baseLine.nearestCm);
      const foot: StudioPoint = [set.stageCm[0], set.stageCm[1] - front, set.stageCm[2]];
      const seen = projectPoint(set, zoom, foot);
      expect(crop.leftPx + crop.widthPx / 2).toBeCloseTo(seen?.xPx ?? 0, 3);
      expect(crop.topPx + crop.heightPx * 0.75).toBeCloseTo(seen?.yPx ?? 0, 2);
    },
  );

  test('of a lying product lies with its middle on the stage point', () => {
    const set = setOf('marble-above');
    const facts = productFacts({ width: 2400, height: 1200 });
    const wish = { id: 'square', crop: { left: -1, bottom: -0.75, width: 2, height: 2 }, pxPerU: 400 };

    const crop = placeOnSet(set, facts, [wish]).get('square');

    const zoom = set.zooms.find(({ name }) => name === crop?.zoom);
    const stage = zoom && projectPoint(set, zoom, set.stageCm);
    expect((crop?.topPx ?? 0) + (crop?.heightPx ?? 0) / 2).toBeCloseTo(stage?.yPx ?? 0, 3);
  });

  test('is in the same place of the mirror image', () => {
    const set = setOf('marble');
    const facts = productFacts({});
    const wish = { id: 'square', crop: { left: -1, bottom: -0.5, width: 2, height: 2 }, pxPerU: 400 };

    const crops = [set, mirrorSet(set)].map((each) => placeOnSet(each, facts, [wish]).get('square'));

    expect(crops[1]).toEqual(crops[0]);
  });
});

test.each([
  [12, 12],
  [55, 36],
  [1, 6],
])('a product of %d cm stands in marble at %d cm', (productSizeCm, uCm) => {
  const wish = { id: 'square', crop: { left: -1, bottom: -0.5, width: 2, height: 2 }, pxPerU: 300 };

  expect(placeOnSet(setOf('marble'), productFacts({}), [wish], productSizeCm).get('square')?.uCm).toBeCloseTo(uCm, 5);
});

test('frames that no zoom holds at any size are missing', () => {
  const wish = { id: 'ribbon', crop: { left: -20, bottom: -0.2, width: 40, height: 2 }, pxPerU: 50 };

  expect(placeOnSet(setOf('marble'), productFacts({}), [wish]).size).toBe(0);
});

test('a base that is wider than the stage takes a smaller size', () => {
  const set = setOf('plinth');
  const facts = productFacts({ width: 2600, height: 1000 });
  const wish = { id: 'square', crop: { left: -1, bottom: -0.5, width: 2, height: 2 }, pxPerU: 1600 };

  const uCm = placeOnSet(set, facts, [wish]).get('square')?.uCm ?? 0;

  expect(uCm).toBeLessThanOrEqual(0.95 * 30);
});
