import { describe, expect, it } from 'vitest';
import { edgeDistance } from '../../../shared/imaging/edge-distance.ts';
import { drawMask } from './pictures.ts';

describe('edgeDistance', () => {
  it('is the distance to the nearest pixel that is 0, within 6 %', () => {
    const mask = drawMask(61, 41, (x, y) => (x === 30 && y === 20 ? 0 : 255));

    const distance = edgeDistance(mask);

    for (const [x, y] of [
      [30, 20],
      [50, 20],
      [30, 3],
      [45, 35],
      [10, 10],
      [5, 25],
    ] as const) {
      const exact = Math.hypot(x - 30, y - 20);
      expect(Math.abs((distance[y * 61 + x] ?? 0) - exact)).toBeLessThanOrEqual(0.06 * exact);
    }
  });

  it('does not count what lies outside the frame', () => {
    const distance = edgeDistance(drawMask(9, 1, (x) => (x === 0 ? 0 : 255)));

    expect([...distance].map(Math.round)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
