import { describe, expect, it } from 'vitest';
import type { AssetFacts } from '../../../shared/contracts/asset-facts.ts';
import { selectPlacements } from '../../../shared/placements/select-placements.ts';
import { needsPainter, placeExtended } from '../../../shared/planning/place-extended.ts';
import { productFacts } from './product-facts.ts';

const everywhere = { top: true, right: true, bottom: true, left: true };
const nowhere = { top: false, right: false, bottom: false, left: false };
/** A product of 400 x 400 px in the middle of 1200 x 800. */
const facts = (changes: Partial<AssetFacts> = {}): AssetFacts => {
  const box = { leftPx: 400, topPx: 200, widthPx: 400, heightPx: 400 };
  return {
    ...productFacts({ width: 400, height: 400 }),
    widthPx: 1200,
    heightPx: 800,
    box,
    cutBox: box,
    plainSides: everywhere,
    ...changes,
  };
};
const row = (width: number, height: number, changes = {}) => {
  const [found] = selectPlacements([{ id: 'any', ratio: `${width}:${height}`, width, height, format: 'png' }]);
  if (found === undefined) throw new Error('Expected a row');
  return { ...found, minWidth: width, minHeight: height, ...changes };
};
const placed = (...args: Parameters<typeof placeExtended>) => {
  const place = placeExtended(...args);
  if (place.outcome === 'refused') throw new Error(place.sentence);
  return place.placing;
};

describe('placeExtended', () => {
  it('shows the whole photo and continues it on both sides', () => {
    expect(placed(facts(), row(1200, 1200)).cut).toEqual({
      leftPx: 0,
      topPx: expect.any(Number),
      widthPx: 1200,
      heightPx: 800,
    });
    expect(placed(facts(), row(1600, 800)).cut).toEqual({ leftPx: 200, topPx: 0, widthPx: 1200, heightPx: 800 });
  });

  it('slides the photo to the side that cannot be continued', () => {
    const { cut, box } = placed(facts({ plainSides: { ...everywhere, left: false } }), row(1600, 800));

    expect(cut.leftPx).toBe(0);
    expect(box.leftPx).toBe(400);
  });

  it('fills the picture with a part of the photo where nothing can be continued', () => {
    const { cut, box } = placed(facts({ plainSides: nowhere }), row(800, 800));

    expect(cut).toEqual({ leftPx: -200, topPx: 0, widthPx: 1200, heightPx: 800 });
    expect(box.leftPx).toBe(200);
  });

  it('keeps to the fill that the row asks for', () => {
    const { box } = placed(facts(), row(1000, 1000, { productFill: { min: 0.75, max: 0.9 } }));

    expect(Math.max(box.widthPx, box.heightPx)).toBeGreaterThanOrEqual(750);
  });

  it('names the sides that it cannot continue', () => {
    const wide = { leftPx: 100, topPx: 200, widthPx: 1000, heightPx: 400 };
    const place = placeExtended(facts({ plainSides: nowhere, box: wide, cutBox: wide }), row(800, 800));

    expect(place).toMatchObject({ outcome: 'refused', code: 'BACKDROP_ENDS' });
    expect(place.outcome === 'refused' && place.sentence).toMatch(
      /^Expected a plain backdrop .* got one with more to it at the photo's bottom;/,
    );
  });

  it.each([
    ['more than twice the photo', {}, row(5000, 800)],
    ['a cutout without a backdrop', { matteSource: 'photo alpha' as const }, row(1200, 1200)],
  ])('refuses %s', (_name, changes, wanted) => {
    expect(placeExtended(facts(changes), wanted)).toMatchObject({
      outcome: 'refused',
      code: 'BACKDROP_ENDS',
    });
  });

  it('keeps a cut side of the product at the edge of the picture', () => {
    const box = { leftPx: 400, topPx: 400, widthPx: 400, heightPx: 400 };
    const touchesEdge = { ...nowhere, bottom: true };

    const { cut, heightPx } = placed(
      facts({ box, cutBox: box, touchesEdge, plainSides: { ...everywhere, bottom: false } }),
      row(1200, 1200),
    );

    expect(cut.topPx + cut.heightPx).toBe(heightPx);
  });

  it('paints only where nothing plain can be shown instead', () => {
    const plainAbove = facts({ plainSides: { ...nowhere, top: true } });

    const [painted, unpainted] = [facts({ plainSides: nowhere }), plainAbove].map((each) =>
      placed(each, row(1200, 1200), { hasPainter: true }),
    );

    expect(painted?.cut).toMatchObject({ widthPx: 1200, heightPx: 800 });
    expect(needsPainter(placed(plainAbove, row(1200, 1200), { hasPainter: true }), plainAbove)).toBe(false);
    expect((unpainted?.cut.topPx ?? 0) + 800).toBe(1200);
    expect(painted && needsPainter(painted, { plainSides: nowhere })).toBe(true);
  });

  it('paints at no side at which the product leaves the photo', () => {
    const box = { leftPx: 0, topPx: 200, widthPx: 400, heightPx: 400 };
    const cutLeft = facts({ box, cutBox: box, plainSides: nowhere, touchesEdge: { ...nowhere, left: true } });

    const { cut } = placed(cutLeft, row(1600, 800), { hasPainter: true });

    expect([cut.leftPx, cut.widthPx]).toEqual([0, 1200]);
  });

  it('keeps the product’s own scale where that is asked for, painted as well', () => {
    const place = placed(facts({ plainSides: nowhere }), row(1600, 900), { choose: () => 1, hasPainter: true });

    expect([place.scale, place.cut.widthPx, place.widthPx]).toEqual([1, 1200, 1600]);
  });
});
