import { describe, expect, test } from 'vitest';
import type { AssetFacts } from '../../../shared/contracts/asset-facts.ts';
import type { Placement } from '../../../shared/contracts/placement.ts';
import { type PaintPass, paintPass } from '../../../shared/contracts/plan.ts';
import { allPlacements } from '../../../shared/placements/placements.ts';
import { selectPlacements } from '../../../shared/placements/select-placements.ts';
import { judgePair } from '../../../shared/planning/legal-pairs.ts';
import { placeProduct } from '../../../shared/planning/place-product.ts';
import { type PlatePlan, type PlateWish, planPlates } from '../../../shared/planning/plan-plates.ts';
import { stageRules } from '../../../shared/planning/stage-rules.ts';
import { liesIn } from '../../../shared/planning/unit-rect.ts';
import { anyFacts, productFacts, seededRandom } from './product-facts.ts';

const scene = { name: 'scene', kind: 'scene', prompt: 'A beach', set: { sweep: '#cccccc' } } as const;
const defaults = selectPlacements(['default-*']);
function wishesOf(facts: AssetFacts, rows: readonly Placement[] = defaults): PlateWish[] {
  return rows.flatMap((row) => {
    const place = judgePair(scene, row).isLegal ? placeProduct(facts, row, 'scene') : undefined;
    return place?.outcome === 'make' ? [{ id: row.id, ...place.placing }] : [];
  });
}
const planned = (wishes: readonly PlateWish[]) => planPlates(wishes, stageRules(scene, productFacts({}), 'studio'));
const canvases = ({ plates }: PlatePlan) =>
  plates.map(({ passes }) =>
    passes.map(({ name, canvas }) => `${name} ${canvas.widthPx}x${canvas.heightPx}`).join(', '),
  );
const onPlate = ({ plateOf }: PlatePlan, plate: number) =>
  [...plateOf].flatMap(([id, index]) => (index === plate ? [id] : []));

describe('the five defaults', () => {
  test('are a close and a wide plate for a square product', () => {
    const plan = planned(wishesOf(productFacts({})));

    expect(canvases(plan)).toEqual(['hero 1152x1056, tall 1152x2112', 'hero 2016x672']);
    expect(onPlate(plan, 0)).toEqual(['default-instagram-post', 'default-story-reel', 'default-product-square']);
    expect(onPlate(plan, 1)).toEqual(['default-blog-header', 'default-x-header']);
  });

  test('are one plate for a long, low product', () => {
    const plan = planned(wishesOf(productFacts({ width: 2400, height: 1090 })));

    expect(canvases(plan)).toEqual(['hero 1008x1056, wide 1536x1056, tall 1536x2112']);
  });

  test('share their plates among products of like shape', () => {
    const names = [1, 1.02, 1.04].map((shape) =>
      JSON.stringify(planned(wishesOf(productFacts({ width: 2000, height: Math.round(2000 * shape), space: 90 })))),
    );
    const [first] = names;

    expect(names.map((name) => name === first)).toEqual([true, true, true]);
  });

  test('need few distinct plates for any shape between 1:3 and 3:1', () => {
    const distinct = new Set<string>();

    for (let step = 0; step < 200; step++) {
      const shape = 3 ** (step / 100 - 1);
      const facts = productFacts({
        width: Math.round(2000 * Math.sqrt(shape)),
        height: Math.round(2000 / Math.sqrt(shape)),
      });
      for (const { passes } of planned(wishesOf(facts)).plates) distinct.add(JSON.stringify(passes));
    }

    expect(distinct.size).toBeLessThanOrEqual(30);
  });
});

describe('the plates of any product', () => {
  const random = seededRandom(4);
  const products = Array.from({ length: 120 }, () => anyFacts(random));
  const selections = [defaults, allPlacements, ...products.map(() => allPlacements.filter(() => random() < 0.15))];

  test('hold every crop, without enlarging it beyond 2x', () => {
    let served = 0;

    for (const [index, facts] of products.entries()) {
      const wishes = wishesOf(facts, selections[index % selections.length]);
      const plan = planned(wishes);

      for (const wish of wishes) {
        const plate = plan.plates[plan.plateOf.get(wish.id) ?? -1];
        if (plate === undefined) throw new Error(`Expected a plate for ${wish.id}`);
        expect(liesIn(wish.crop, plate.rect)).toBe(true);
        expect(wish.pxPerU / plate.pxPerU).toBeLessThanOrEqual(2);
        served += 1;
      }
      for (const { passes, rect, pxPerU } of plan.plates) expectSoundPasses(passes, rect, pxPerU);
    }

    expect(served).toBeGreaterThan(500);
  });

  test('do not depend on the order of the placements', () => {
    for (const [index, facts] of products.entries()) {
      const wishes = wishesOf(facts, selections[index % selections.length]);

      expect(planned(wishes.toReversed()).plates).toEqual(planned(wishes).plates);
    }
  });

  test('stay as they are when a placement is added that they cover', () => {
    let added = 0;

    for (const [index, facts] of products.entries()) {
      const wishes = wishesOf(facts, selections[index % selections.length]);
      const before = planned(wishes);
      for (const extra of wishesOf(facts, allPlacements)) {
        const isCovered = before.plates.some(
          ({ rect, pxPerU }) => liesIn(extra.crop, rect) && extra.pxPerU <= pxPerU * 1.5,
        );
        if (!isCovered || before.plateOf.has(extra.id)) continue;

        expect(planned([...wishes, extra]).plates).toEqual(before.plates);
        added += 1;
      }
    }

    expect(added).toBeGreaterThan(300);
  });
});

describe('the whole catalogue', () => {
  test.each([
    ['a square', 2400, 2400],
    ['a bottle', 800, 2400],
    ['a shoe', 2400, 1090],
  ])('is served for %s by at most three plates', (_, width, height) => {
    const wishes = wishesOf(productFacts({ width, height }), allPlacements);

    const plan = planned(wishes);

    expect(plan.plates.length).toBeLessThanOrEqual(3);
    expect(plan.plateOf.size).toBe(wishes.length);
  });
});

describe('sizes that no plate can fill', () => {
  test('are left out, and the others are served', () => {
    const rows = selectPlacements(['default-product-square', { width: 9000, height: 9000, format: 'jpg' }]);
    const plan = planned(wishesOf(productFacts({ width: 9000, height: 9000 }), rows));

    expect([...plan.plateOf]).toEqual([['default-product-square', 0]]);
  });

  test('leave no plates where there is nothing else', () => {
    const rows = selectPlacements([{ width: 10_000, height: 100, format: 'jpg' }]);

    expect(planned(wishesOf(productFacts({}), rows))).toEqual({ plates: [], plateOf: new Map() });
  });

  test('are not needed where there are no slots', () => {
    expect(planned([])).toEqual({ plates: [], plateOf: new Map() });
  });
});

/** What must hold for the passes of any plate. */
function expectSoundPasses(passes: readonly PaintPass[], rect: PaintPass['rect'], pxPerU: number): void {
  const last = passes.at(-1);
  expect(last?.rect).toEqual(rect);
  for (const [index, pass] of passes.entries()) {
    const { canvas, keep } = paintPass.parse(pass);
    const before = passes[index - 1];
    const pixels = canvas.widthPx * canvas.heightPx;
    expect(canvas.widthPx % 16).toBe(0);
    expect(canvas.heightPx % 16).toBe(0);
    expect(Math.max(canvas.widthPx, canvas.heightPx)).toBeLessThanOrEqual(4096);
    expect(pixels).toBeLessThanOrEqual(4_500_000);
    expect(Math.abs(pass.rect.width * pxPerU - canvas.widthPx)).toBeLessThan(0.01);
    expect(Math.abs(pass.rect.height * pxPerU - canvas.heightPx)).toBeLessThan(0.01);
    if (before === undefined) {
      expect(keep).toBeNull();
      expect(pixels).toBeLessThanOrEqual(1.5 * 1024 * 1024);
      continue;
    }
    expect(keep).toMatchObject(before.canvas);
    expect(pixels / (before.canvas.widthPx * before.canvas.heightPx)).toBeLessThanOrEqual(2);
    const leftPx = (before.rect.left - pass.rect.left) * pxPerU;
    const topPx = (pass.rect.bottom + pass.rect.height - before.rect.bottom - before.rect.height) * pxPerU;
    expect(Math.abs((keep?.leftPx ?? -1) - leftPx)).toBeLessThan(0.01);
    expect(Math.abs((keep?.topPx ?? -1) - topPx)).toBeLessThan(0.01);
  }
}
