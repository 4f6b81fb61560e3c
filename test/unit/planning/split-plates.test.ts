import { describe, expect, test } from 'vitest';
import { canvasFor, type PlateNeed } from '../../../shared/planning/plate-canvas.ts';
import { splitPlates, withoutCovered } from '../../../shared/planning/split-plates.ts';
import { unionOf } from '../../../shared/planning/unit-rect.ts';
import { seededRandom } from './product-facts.ts';

const random = seededRandom(62);
const quarters = (least: number, most: number) => Math.round((least + random() * (most - least)) * 4) / 4;
const anyNeed = (): PlateNeed => {
  const left = quarters(-2, -0.5);
  const bottom = quarters(-1, 0);
  const rect = { left, bottom, width: quarters(0.5, 2) - left, height: quarters(1, 2) - bottom };
  return { rect, pxPerU: Math.round(100 + random() * 900) };
};
const join = (a: PlateNeed, b: PlateNeed) => ({
  rect: unionOf(a.rect, b.rect),
  pxPerU: Math.max(a.pxPerU, b.pxPerU),
});

/** Pixels of the best close and wide plate within 1.5x, found by trying every grouping. */
function fewestPixels(needs: readonly PlateNeed[]): number {
  let fewest = Number.POSITIVE_INFINITY;
  for (let mask = 0; mask < 2 ** needs.length; mask++) {
    const groups = [0, 1].map((side) => needs.filter((_, index) => ((mask >> index) & 1) === side));
    const plates = groups.filter((group) => group.length > 0).map((group) => canvasFor(group.reduce(join)));
    const isGood = plates.every((plate) => plate !== undefined && plate.enlargement <= 1.5);
    if (isGood)
      fewest = Math.min(
        fewest,
        plates.reduce((sum, plate) => sum + (plate?.pixels ?? 0), 0),
      );
  }
  return fewest;
}

describe('the canvas of a need', () => {
  const rect = { left: -0.75, bottom: -0.25, width: 1.5, height: 1.5 };

  test.each([
    [100, 128, 192],
    [1120, 768, 1152],
    [2100, 1408, 2112],
  ])('for %i px a u has %i px a u', (pxPerU, plated, side) => {
    expect(canvasFor({ rect, pxPerU })).toMatchObject({ pxPerU: plated, canvas: { widthPx: side, heightPx: side } });
  });

  test('is the largest there is where 1.5x cannot be kept, and none beyond 2x', () => {
    expect(canvasFor({ rect, pxPerU: 2500 })).toMatchObject({ pxPerU: 1408 });
    expect(canvasFor({ rect, pxPerU: 2900 })).toBeUndefined();
  });
});

describe('needs', () => {
  test('that another one covers are left out, and the same ones kept once', () => {
    const wide = { rect: { left: -1, bottom: 0, width: 2, height: 1 }, pxPerU: 100 };
    const within = { rect: { left: -0.5, bottom: 0, width: 1, height: 1 }, pxPerU: 90 };
    const sharper = { rect: { left: -0.5, bottom: 0, width: 1, height: 1 }, pxPerU: 150 };

    expect(new Set(withoutCovered([within, wide, sharper, wide]))).toEqual(new Set([wide, sharper]));
  });

  test('that one plate serves take one', () => {
    const needs = Array.from({ length: 5 }, anyNeed).map((need) => ({ ...need, pxPerU: 300 }));

    expect(splitPlates(needs)).toHaveLength(1);
  });

  test('are split so that the fewest pixels are painted', () => {
    let split = 0;

    for (let run = 0; run < 1000; run++) {
      const needs = Array.from({ length: 2 + (run % 6) }, anyNeed);
      const plates = splitPlates(needs) ?? [];
      const fewest = fewestPixels(needs);
      if (plates.length !== 2 || fewest === Number.POSITIVE_INFINITY) continue;

      expect(plates.reduce((sum, { pixels }) => sum + pixels, 0)).toBe(fewest);
      split += 1;
    }

    expect(split).toBeGreaterThan(100);
  });

  test('of many odd shapes are answered without trying every grouping', () => {
    const needs = Array.from({ length: 200 }, (_, index) => ({
      rect: { left: -0.5 - index / 4, bottom: -0.25, width: 1 + index / 2, height: 1.5 },
      pxPerU: 900 - 4 * index,
    }));

    const startedAt = performance.now();
    splitPlates(needs);

    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});
