import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { AssetFacts } from '../../../shared/contracts/asset-facts.ts';
import type { Look } from '../../../shared/contracts/brief.ts';
import type { PaintPass } from '../../../shared/contracts/plan.ts';
import { allPlacements } from '../../../shared/placements/placements.ts';
import { selectPlacements } from '../../../shared/placements/select-placements.ts';
import { judgePair } from '../../../shared/planning/legal-pairs.ts';
import { placeProduct } from '../../../shared/planning/place-product.ts';
import { type PlateWish, planPlates } from '../../../shared/planning/plan-plates.ts';
import { leastDiffusionSidePx } from '../../../shared/planning/plate-canvas.ts';
import { aroundProduct, stageRules } from '../../../shared/planning/stage-rules.ts';
import { liesIn } from '../../../shared/planning/unit-rect.ts';
import { anyFacts, productFacts, seededRandom } from './product-facts.ts';

const stage: Look = { name: 'scene', kind: 'scene', prompt: 'A beach', set: { sweep: '#cccccc' } };
const inContext: Look = { ...stage, mode: 'in-context' };
const random = seededRandom(21);
const products = Array.from({ length: 80 }, () => anyFacts(random));

function wishesOf(facts: AssetFacts, rows = allPlacements): PlateWish[] {
  return rows.flatMap((row) => {
    const place = judgePair(stage, row).isLegal ? placeProduct(facts, row, 'scene') : undefined;
    return place?.outcome === 'make' ? [{ id: row.id, ...place.placing }] : [];
  });
}
const sidesOf = ({ canvas }: PaintPass) => [canvas.widthPx, canvas.heightPx];
const smallRows = selectPlacements(
  [
    [160, 160],
    [320, 100],
    [90, 400],
  ].map(([width = 0, height = 0]) => ({ width, height, format: 'webp' as const })),
);
const someRows = () => [...allPlacements, ...smallRows].filter(() => random() < 0.03);

test('the shortest side is that of every engine with weights', () => {
  const file = new URL('../../../gpu-container/engines.json', import.meta.url);
  const engine = z.object({ weights: z.unknown(), sizeRule: z.object({ minSidePx: z.int() }) });

  const table = z.array(engine).parse(JSON.parse(readFileSync(file, 'utf8')));

  const least = table.filter(({ weights }) => weights !== null).map(({ sizeRule }) => sizeRule.minSidePx);
  expect(new Set(least)).toEqual(new Set([leastDiffusionSidePx]));
});

describe('plates for an engine with weights', () => {
  test('have no pass below 256 px a side, and serve whatever those of the engine studio do', () => {
    let enlarged = 0;

    for (const facts of products) {
      const wishes = wishesOf(facts, someRows());
      const studio = planPlates(wishes, stageRules(stage, facts, 'studio'));
      const sdxl = planPlates(wishes, stageRules(stage, facts, 'sdxl'));

      const passes = sdxl.plates.flatMap((plate) => plate.passes);
      expect(Math.min(256, ...passes.flatMap(sidesOf))).toBe(256);
      expect([...passes.flatMap(sidesOf)].filter((px) => px % 16 !== 0 || px > 4096)).toEqual([]);
      expect([...sdxl.plateOf.keys()]).toEqual([...studio.plateOf.keys()]);
      for (const wish of wishes) {
        const plate = sdxl.plates[sdxl.plateOf.get(wish.id) ?? -1];
        expect(plate !== undefined && liesIn(wish.crop, plate.rect)).toBe(true);
        expect(wish.pxPerU / (plate?.pxPerU ?? 0)).toBeLessThanOrEqual(2);
      }
      if (JSON.stringify(sdxl) !== JSON.stringify(studio)) enlarged++;
    }

    expect(enlarged).toBeGreaterThan(5);
  });

  test('are those of the engine studio where these are large enough', () => {
    const facts = productFacts({});
    const wishes = wishesOf(facts, selectPlacements(['default-*']));

    const [studio, sdxl] = ['studio', 'sdxl'].map((engine) => planPlates(wishes, stageRules(stage, facts, engine)));

    expect(sdxl).toEqual(studio);
  });

  test.each([
    ['30:1', 3000],
    ['1:20', 150],
  ])('show more than a size of %s needs, where a canvas of that shape is too thin for them', (ratio, width) => {
    const facts = productFacts({ width: 1000, height: 1000 });
    const [wish, ...others] = wishesOf(facts, selectPlacements([{ ratio, width, format: 'webp' }]));

    const { plates } = planPlates(wish === undefined ? [] : [wish], stageRules(stage, facts, 'sdxl'));

    const [plate] = plates;
    expect([plates.length, others.length]).toEqual([1, 0]);
    expect(plate !== undefined && wish !== undefined && liesIn(wish.crop, plate.rect)).toBe(true);
    expect(Math.min(...(plate?.passes ?? []).flatMap(sidesOf))).toBeGreaterThanOrEqual(256);
  });
});

describe('the hero of an engine that sees the product', () => {
  test('shows all of it that the plate does, with the ground around it', () => {
    let widened = 0;

    for (const facts of products) {
      for (const { passes, rect } of planPlates(wishesOf(facts), stageRules(inContext, facts, 'sdxl')).plates) {
        const [hero] = passes;
        if (hero === undefined) throw new Error('Expected a hero');

        expect(liesIn(within(aroundProduct(facts.box), rect), hero.rect)).toBe(true);
        if (hero.canvas.widthPx * hero.canvas.heightPx > 1.5 * 1024 * 1024) widened++;
      }
    }

    expect(widened).toBeGreaterThan(5);
  });

  test('grows by no more than 2x a pass, each keeping the picture of the one before', () => {
    for (const facts of products) {
      const { plates } = planPlates(wishesOf(facts), stageRules(inContext, facts, 'sdxl'));
      for (const { passes, rect } of plates) {
        expect(passes.at(-1)?.rect).toEqual(rect);
        for (const [index, { canvas, keep }] of passes.entries()) {
          const before = passes[index - 1];
          if (before === undefined) continue;
          expect(keep).toMatchObject(before.canvas);
          expect(canvas.widthPx * canvas.heightPx).toBeLessThanOrEqual(
            2 * before.canvas.widthPx * before.canvas.heightPx,
          );
        }
      }
    }
  });
});

/** The part of a rectangle that lies in another one. */
function within(inner: PaintPass['rect'], outer: PaintPass['rect']): PaintPass['rect'] {
  const left = Math.max(inner.left, outer.left);
  const bottom = Math.max(inner.bottom, outer.bottom);
  const right = Math.min(inner.left + inner.width, outer.left + outer.width);
  const top = Math.min(inner.bottom + inner.height, outer.bottom + outer.height);
  return { left, bottom, width: right - left, height: top - bottom };
}
