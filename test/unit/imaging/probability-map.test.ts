import { describe, expect, it } from 'vitest';
import { frameProduct, type ProbabilityMap, resampleMap } from '../../../shared/imaging/probability-map.ts';

const region = { leftPx: 100, topPx: 50, widthPx: 400, heightPx: 200 };
/** A grid of 40 x 20 over 400 x 200 pixels whose values rise from left to right. */
const ramp: ProbabilityMap = {
  probability: Float32Array.from({ length: 800 }, (_, i) => (i % 40) / 40),
  grid: { widthPx: 40, heightPx: 20 },
  region,
};

describe('resampleMap', () => {
  it('reads between the values, and 0 outside the region', () => {
    const values = resampleMap(
      ramp,
      { leftPx: 0, topPx: 150, widthPx: 600, heightPx: 1 },
      { widthPx: 600, heightPx: 1 },
    );

    expect([values[99], values[501]]).toEqual([0, 0]);
    expect(values[305]).toBeCloseTo(20 / 40, 2);
    expect(values[310]).toBeCloseTo(20.5 / 40, 2);
  });

  it('gives the same values back for the same grid', () => {
    const values = resampleMap(ramp, region, ramp.grid);

    values.forEach((value, i) => {
      expect(value).toBeCloseTo(ramp.probability[i] ?? 0, 5);
    });
  });
});

describe('frameProduct', () => {
  it('frames what is likely with a margin, inside the region', () => {
    const probability = new Float32Array(800);
    for (let y = 8; y < 12; y++) for (let x = 10; x < 30; x++) probability[40 * y + x] = 1;

    // 200 x 40 pixels at (200, 130), and a margin of 12 % of 200 and 8 pixels; the region ends at y = 50 and 250.
    expect(frameProduct({ ...ramp, probability })).toEqual({ leftPx: 168, topPx: 98, widthPx: 264, heightPx: 104 });
  });

  it('is null where nothing is likely', () => {
    expect(frameProduct({ ...ramp, probability: new Float32Array(800) })).toBeNull();
  });
});
