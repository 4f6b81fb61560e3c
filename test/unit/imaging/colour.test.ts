import { describe, expect, it } from 'vitest';
import { fineLevelOfLinear, linearOfHex, linearOfLevel, toEncoded, toLinear } from '../../../shared/imaging/colour.ts';

const levels = Array.from({ length: 256 }, (_, level) => level);

describe('linear light', () => {
  it('of each 8-bit level comes back as that level', () => {
    const returned = levels.map((level) => Math.round(fineLevelOfLinear(linearOfLevel[level] ?? -1) / 256));

    expect(returned).toEqual(levels);
  });

  it('of any value comes back as that value', () => {
    for (let value = 0; value <= 1; value += 1 / 1024) {
      expect(toEncoded(toLinear(value))).toBeCloseTo(value, 6);
    }
  });

  // IEC 61966-2-1: the published curve at known points.
  it.each([
    [0, 0],
    [0.04045, 0.0031308],
    [0.5, 0.2140411],
    [119 / 255, 0.184475],
    [188 / 255, 0.5028865],
    [1, 1],
  ])('of %f is %f', (encoded, linear) => {
    expect(toLinear(encoded)).toBeCloseTo(linear, 6);
    expect(toEncoded(linear)).toBeCloseTo(encoded, 5);
  });

  it('grows with each level', () => {
    const falls = levels.slice(1).filter((level) => (linearOfLevel[level] ?? 0) <= (linearOfLevel[level - 1] ?? 1));

    expect(falls).toEqual([]);
  });
});

describe('fineLevelOfLinear', () => {
  it('stays within a tenth of a level of the curve', () => {
    let worst = 0;
    for (let step = 0; step <= 200_000; step++) {
      const linear = (step / 200_000) ** 3;
      worst = Math.max(worst, Math.abs(fineLevelOfLinear(linear) / 256 - 255 * toEncoded(linear)));
    }

    expect(worst).toBeLessThan(0.1);
  });

  it.each([
    [-0.2, 0],
    [1.4, 255],
  ])('clips %f to %i', (linear, level) => {
    expect(fineLevelOfLinear(linear) / 256).toBe(level);
  });
});

describe('linearOfHex', () => {
  it('reads red, green and blue in this order, in either case', () => {
    const expected = [255, 128, 10].map((level) => linearOfLevel[level]);

    expect(linearOfHex('#ff800a')).toEqual(expected);
    expect(linearOfHex('#FF800A')).toEqual(expected);
  });
});
