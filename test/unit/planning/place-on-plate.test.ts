import { expect, test } from 'vitest';
import type { PixelBox } from '../../../shared/contracts/geometry.ts';
import { shownOnPlate } from '../../../shared/imaging/background.ts';
import { selectPlacements } from '../../../shared/placements/select-placements.ts';
import { placeOnPlate } from '../../../shared/planning/place-on-plate.ts';
import { placeProduct } from '../../../shared/planning/place-product.ts';
import { planPlates } from '../../../shared/planning/plan-plates.ts';
import { stageRules } from '../../../shared/planning/stage-rules.ts';
import { anyFacts, productFacts, seededRandom } from './product-facts.ts';

const scene = { kind: 'scene', name: 'scene', prompt: 'a spa', set: { sweep: '#c3c6bd' } } as const;
const rows = selectPlacements(['default-*', 'linkedin-*', 'print']);
const edgesOf = ({ leftPx, topPx, widthPx, heightPx }: PixelBox) => [leftPx, topPx, leftPx + widthPx, topPx + heightPx];

test('stands with the middle of its base line at the origin, one u long', () => {
  const facts = productFacts({ width: 600, height: 1200, soft: 12 });
  const rect = { left: -1, bottom: -0.5, width: 2, height: 2 };

  const placing = placeOnPlate(facts, rect, { widthPx: 800, heightPx: 800 });

  expect(placing).toMatchObject({ pxPerU: 400, scale: 1 / 3, crop: rect, widthPx: 800, heightPx: 800 });
  expect(placing.box).toEqual({ leftPx: 300, topPx: 200, widthPx: 200, heightPx: 400 });
  expect(placing.cut).toEqual({ leftPx: 296, topPx: 196, widthPx: 208, heightPx: 408 });
});

test('is, to two pixels of the picture, where every picture of the plate puts the product', () => {
  const random = seededRandom(8);
  let compared = 0;

  for (let product = 0; product < 60; product++) {
    const facts = anyFacts(random);
    const wishes = rows.flatMap((row) => {
      const place = placeProduct(facts, row, 'scene');
      return place.outcome === 'make' ? [{ id: row.id, ...place.placing }] : [];
    });
    const { plates, plateOf } = planPlates(wishes, stageRules(scene, facts, 'sdxl'));
    for (const wish of wishes) {
      const plate = plates[plateOf.get(wish.id) ?? -1];
      const canvas = plate?.passes.at(-1)?.canvas;
      if (plate === undefined || canvas === undefined) continue;
      const { cut } = placeOnPlate(facts, plate.rect, canvas);
      const shown = shownOnPlate(wish.crop, plate);
      const enlargement = wish.pxPerU / plate.pxPerU;

      const inPicture = edgesOf(cut).map((px, at) => (px - (at % 2 === 0 ? shown.leftPx : shown.topPx)) * enlargement);
      const off = inPicture.map((px, at) => Math.abs(px - (edgesOf(wish.cut)[at] ?? 0)));
      // Whole pixels of the plate, enlarged, and those of the picture.
      expect(Math.max(...off)).toBeLessThan(enlargement + 2);
      compared++;
    }
  }

  expect(compared).toBeGreaterThan(200);
});
