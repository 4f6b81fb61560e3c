import { describe, expect, test } from 'vitest';
import type { AssetFacts } from '../../../shared/contracts/asset-facts.ts';
import type { Brief } from '../../../shared/contracts/brief.ts';
import type { MakeSlot } from '../../../shared/contracts/plan.ts';
import { shownZoom } from '../../../shared/planning/choose-set.ts';
import { makePlan } from '../../../shared/planning/make-plan.ts';
import { projectPoint } from '../../../shared/sets/project-set.ts';
import { productFacts } from './product-facts.ts';

type Views = Readonly<Record<'front' | 'side' | 'back', AssetFacts>>;
/** Photos of one product at three sizes: as high, less deep than wide, seen from about as high where that is known. */
const views: Views = {
  front: { ...productFacts({ width: 1600, height: 2000 }), cameraPitchDegrees: 8 },
  side: { ...productFacts({ width: 900, height: 2000, space: 500 }), cameraPitchDegrees: 9.4 },
  back: { ...productFacts({ width: 2200, height: 2800 }), cameraPitchDegrees: null },
};
const payload = { key: 'somewhere', sha256: 'a'.repeat(64) };

/** What a look comes to for each view, and each slot by its placement. */
async function planViews(words: string, said: Partial<Brief> = {}, shown: Views = views) {
  const brief: Brief = {
    v: 1,
    looks: [{ kind: 'set', name: 'set', set: { words } }],
    placements: ['default-*'],
    ...said,
  };
  const plans = Object.entries(shown).map(async ([view, facts]) => {
    const { body } = await makePlan({
      ...{ tenant: 'acme', sku: 'flask', view, assetId: 'b'.repeat(32), photoSha256: payload.sha256 },
      ...{ p: payload, matte: payload, cutout: payload, facts, brief, engine: null, engineWeights: null },
      renderUnderpaint: async () => new Uint8Array(),
      renderUnderpaintAround: () => Promise.reject(new Error('nothing is painted around a product')),
    });
    const [look] = body.looks;
    if (look === undefined || look.set === null || !('studio' in look.set)) throw new Error('Expected a studio set');
    const made = look.slots.flatMap((slot) => (slot.outcome === 'make' ? [slot] : []));
    return { set: look.set, slots: new Map(made.map((slot) => [slot.placement.id, slot])) };
  });
  return Promise.all(plans);
}

/** The row of an output at which a line of the set's floor, 30 cm behind the stage point, is seen. */
function horizonOf(set: Parameters<typeof shownZoom>[0], slot: MakeSlot | undefined): number {
  if (slot?.setCrop === null || slot?.setCrop === undefined) throw new Error('Expected a slot in a set');
  const shown = shownZoom(set, slot.setCrop.zoom);
  const [x, y, z] = shown.set.stageCm;
  const seen = projectPoint(shown.set, shown.zoom, [x, y + 30, z]);
  return (((seen?.yPx ?? Number.NaN) - slot.setCrop.topPx) * slot.placing.heightPx) / slot.setCrop.heightPx;
}

describe('views of one sku that are as high as each other', () => {
  test.each(['polished marble', 'wood', 'a sage arch', 'linen', 'a plinth'])(
    'share the set of %j and their size in it',
    async (words) => {
      const plans = await planViews(words);

      const sets = plans.map(({ set }) => [set.studio, set.tint]);
      const sizes = plans.flatMap(({ slots }) => [...slots.values()].map(({ setCrop }) => setCrop?.uCm));
      expect(new Set(sets.map(String)).size).toBe(1);
      expect(plans.map(({ slots }) => slots.size)).toEqual([5, 5, 5]);
      expect(new Set(sizes).size).toBe(1);
    },
  );

  test.each(['polished marble', 'linen', 'walnut', 'a plinth'])(
    'share base line, scale and horizon in %j wherever their height fills the frame',
    async (words) => {
      const plans = await planViews(words);

      for (const id of [
        'default-product-square',
        'default-blog-header',
        'default-x-header',
        'default-instagram-post',
      ]) {
        const seen = plans.map(({ set, slots }) => {
          const slot = slots.get(id);
          const { box, pxPerU } = slot?.placing ?? { box: { topPx: 0, heightPx: 0 }, pxPerU: 0 };
          return { base: box.topPx + box.heightPx, pxPerU, horizon: horizonOf(set, slot) };
        });
        const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
        expect(spread(seen.map(({ base }) => base))).toBeLessThanOrEqual(1);
        expect(spread(seen.map(({ pxPerU }) => pxPerU))).toBeLessThanOrEqual(1);
        expect(spread(seen.map(({ horizon }) => horizon))).toBeLessThanOrEqual(1);
      }
    },
  );

  test('do not depend on which other views there are', async () => {
    const [front] = await planViews('polished marble');
    const [alone] = await planViews('polished marble', {}, { ...views, side: views.back, back: views.front });

    expect(alone).toEqual(front);
  });
});

describe('views of one sku that are wider than high', () => {
  const shoe: Views = {
    front: productFacts({ width: 900, height: 1000 }),
    side: productFacts({ width: 2600, height: 1000 }),
    back: productFacts({ width: 880, height: 1000 }),
  };

  test('have one scale where the brief knows how high the product is', async () => {
    const plans = await planViews('oak', { productHeightCm: 12, placements: ['x-ad-square', 'x-ad-landscape'] }, shoe);

    for (const [index, { slots }] of plans.entries()) {
      const { box } = Object.values(shoe)[index] ?? shoe.front;
      for (const { setCrop } of slots.values()) {
        const heightCm = ((setCrop?.uCm ?? 0) * box.heightPx) / Math.max(box.widthPx, box.heightPx);
        expect(heightCm).toBeCloseTo(12, 3);
      }
    }
  });

  test('take the size that the brief knows for the longest side of each', async () => {
    const plans = await planViews('oak', { productSizeCm: 28 }, shoe);

    const sizes = plans.flatMap(({ slots }) => [...slots.values()].map(({ setCrop }) => setCrop?.uCm));
    expect(new Set(sizes)).toEqual(new Set([28]));
  });
});
