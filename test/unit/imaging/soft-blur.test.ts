import { describe, expect, it } from 'vitest';
import { type Field, softBlur } from '../../../shared/imaging/soft-blur.ts';
import { noiseAt } from './pictures.ts';

const fieldOf = (width: number, height: number, valueAt: (x: number, y: number) => number): Field => ({
  data: Float32Array.from({ length: width * height }, (_, at) => valueAt(at % width, Math.floor(at / width))),
  width,
  height,
});
const dot = (side: number) => fieldOf(side, side, (x, y) => (x === (side - 1) / 2 && y === (side - 1) / 2 ? 1 : 0));
const sumOf = ({ data }: Field) => data.reduce((sum, value) => sum + value, 0);

/** Variance of a field's columns and rows about its centre of mass. */
function spreadOf({ data, width }: Field): { x: number; y: number } {
  let [sum, x1, x2, y1, y2] = [0, 0, 0, 0, 0];
  data.forEach((value, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    sum += value;
    x1 += value * x;
    x2 += value * x * x;
    y1 += value * y;
    y2 += value * y * y;
  });
  return { x: x2 / sum - (x1 / sum) ** 2, y: y2 / sum - (y1 / sum) ** 2 };
}

describe('softBlur', () => {
  it.each([1, 2, 3.3, 6, 10])('keeps the sum and has the spread of sigma %f', (sigma) => {
    const blurred = softBlur(dot(161), sigma, sigma);

    const { x, y } = spreadOf(blurred);
    expect(sumOf(blurred)).toBeCloseTo(1, 4);
    // Boxes have whole radii: measured, sigma is 0.14 to 0.18 px too small.
    expect(Math.abs(Math.sqrt(x) - sigma)).toBeLessThan(0.2);
    expect(x).toBeCloseTo(y, 3);
  });

  it.each([3, 6, 10])('is a Gaussian of sigma %i along an axis, to a twentieth of its peak', (sigma) => {
    const { data } = softBlur(dot(121), sigma, 0);

    const peak = 1 / (Math.sqrt(2 * Math.PI) * sigma);
    const middleRow = data.subarray(60 * 121, 61 * 121);
    const worst = middleRow.reduce(
      (most, value, x) => Math.max(most, Math.abs(value - peak * Math.exp(-((x - 60) ** 2) / (2 * sigma * sigma)))),
      0,
    );
    // Measured: 3.8, 3.4 and 4.4 %.
    expect(worst / peak).toBeLessThan(0.05);
  });

  it('blurs each axis by its own sigma', () => {
    const { x, y } = spreadOf(softBlur(dot(121), 8, 2));

    expect(Math.sqrt(x)).toBeCloseTo(8, 0);
    expect(Math.sqrt(y)).toBeCloseTo(2, 0);
  });

  it('counts what lies outside as 0: the edge fades, the middle does not', () => {
    const { data } = softBlur(
      fieldOf(81, 41, () => 1),
      4,
      4,
    );

    expect(data[20 * 81 + 40]).toBeCloseTo(1, 4);
    expect(data[20 * 81]).toBeGreaterThan(0.3);
    expect(data[20 * 81]).toBeLessThan(0.6);
    expect(data[0]).toBeCloseTo((data[20 * 81] ?? 0) ** 2, 3);
  });

  it('is the same mirrored and turned', () => {
    const field = fieldOf(50, 50, (x, y) => noiseAt(x, y));
    const mirrored = fieldOf(50, 50, (x, y) => noiseAt(49 - x, y));
    const turned = fieldOf(50, 50, (x, y) => noiseAt(y, x));

    const [plain, mirror, turn] = [field, mirrored, turned].map((it) => softBlur(it, 3, 3).data);

    for (let at = 0; at < 2500; at++) {
      const [x, y] = [at % 50, Math.floor(at / 50)];
      expect(mirror?.[y * 50 + 49 - x]).toBeCloseTo(plain?.[at] ?? Number.NaN, 5);
      expect(turn?.[x * 50 + y]).toBeCloseTo(plain?.[at] ?? Number.NaN, 5);
    }
  });

  it('works where the blur is wider than the field', () => {
    const { data } = softBlur(
      fieldOf(5, 3, () => 1),
      30,
      30,
    );

    expect(data.every((value) => value > 0 && value < 0.1)).toBe(true);
  });

  it('does not change its input', () => {
    const field = fieldOf(30, 20, (x, y) => noiseAt(x, y));
    const before = field.data.slice();

    softBlur(field, 4, 2);

    expect(field.data).toEqual(before);
  });
});
