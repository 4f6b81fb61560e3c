import { describe, expect, it } from 'vitest';
import { selectPlacements } from '../../../shared/placements/select-placements.ts';
import { resolveSlots } from '../../../shared/planning/resolve-slots.ts';
import { productFacts } from './product-facts.ts';

const white = { name: 'white', kind: 'plain', colour: '#ffffff' } as const;
const [row] = selectPlacements([{ id: 'any', width: 1000, height: 1000, format: 'png' }]);
const slotOf = (width: number, changes = {}) => {
  if (row === undefined) throw new Error('Expected a row');
  return resolveSlots(white, [{ ...row, ...changes }], productFacts({ width, height: width }), null, {
    productScale: 1,
  }).slots[0];
};

describe('a brief with productScale 1', () => {
  it('places the product without resampling it', () => {
    const slot = slotOf(613);

    expect(slot).toMatchObject({ outcome: 'make', placing: { scale: 1, widthPx: 1000, box: { widthPx: 613 } } });
  });

  it.each([
    ['is larger than the picture', 1200, {}, 'at most 83 %'],
    ['is larger than the row allows', 950, { productFill: { min: null, max: 0.9 } }, 'at most 93 %'],
    ['is smaller than the row asks for', 500, { productFill: { min: 0.75, max: 0.9 } }, 'at least 154 %'],
  ])('refuses a product that %s', (_name, width, changes, limit) => {
    const slot = slotOf(width, changes);

    expect(slot).toMatchObject({ outcome: 'refused', code: 'OWN_SCALE_NOT_POSSIBLE' });
    expect(slot?.outcome === 'refused' && slot.sentence).toContain(limit);
  });
});
