import { describe, expect, it } from 'vitest';
import { layoutAgreement } from '../../../shared/imaging/layout-agreement.ts';
import type { Raster } from '../../../shared/imaging/raster.ts';
import { type Colour, drawRaster, noiseAt } from './pictures.ts';

const whole = { left: -2, bottom: -1, width: 4, height: 3 };
/** A table below, a wall with a bright window above. */
const scene = (x: number, y: number): Colour => {
  const isWindow = x > 60 && x < 130 && y > 20 && y < 80;
  const level = y > 170 ? 70 : isWindow ? 230 : 150;
  return [level, level, level];
};
const draw = (colourAt: (x: number, y: number) => Colour): Raster => drawRaster(320, 240, colourAt);
const underpaint = draw(scene);
const agreementOf = (plate: Raster, laidOut = underpaint) => layoutAgreement(plate, whole, laidOut, whole);

describe('layoutAgreement', () => {
  it('is 1 for the underpaint itself', async () => {
    expect(await agreementOf(underpaint)).toBeCloseTo(1, 6);
  });

  it('is never above 1, nor below -1, by a rounding', async () => {
    const noises = Array.from({ length: 24 }, (_, seed) =>
      draw((x, y) => {
        const level = Math.round(255 * noiseAt(Math.floor(x / 10), Math.floor(y / 10), seed));
        return [level, level, level];
      }),
    );

    const agreements = await Promise.all(noises.map((noise) => agreementOf(noise, noise)));

    expect(agreements.every((agreement) => agreement <= 1 && agreement > 0.999)).toBe(true);
  });

  it('stays near 1 where texture, colour and exposure change', async () => {
    const painted = draw((x, y) => {
      const level = 0.8 * scene(x, y)[0] + 20 + 30 * (noiseAt(x, y) - 0.5);
      return [level + 12, level, level - 12];
    });

    expect(await agreementOf(painted)).toBeGreaterThan(0.98);
  });

  it('is near -1 for the inverse, and near 0 for noise', async () => {
    const inverse = draw((x, y) => scene(x, y).map((level) => 255 - level) as unknown as Colour);
    const noise = draw((x, y) => [255 * noiseAt(x, y), 255 * noiseAt(x, y), 255 * noiseAt(x, y)]);

    expect(await agreementOf(inverse)).toBeLessThan(-0.98);
    expect(Math.abs(await agreementOf(noise))).toBeLessThan(0.2);
  });

  it('falls with every step that the table moves', async () => {
    const moved = (px: number) => draw((x, y) => (y > 170 - px && y <= 170 ? [70, 70, 70] : scene(x, y)));

    const agreements = await Promise.all([0, 20, 50, 90].map((px) => agreementOf(moved(px))));

    expect(agreements).toEqual(agreements.toSorted((a, b) => b - a));
    expect(agreements.at(-1)).toBeLessThan(0.7);
  });

  it('is 0 for a plate of one colour', async () => {
    expect(await agreementOf(draw(() => [120, 120, 120]))).toBe(0);
  });

  it('compares the part of a larger plate that the underpaint covers', async () => {
    const outer = { left: -3, bottom: -1.5, width: 8, height: 6 };
    // 80 px a u: the underpaint begins 1 u from the left and 2.5 u from the top.
    const plate = drawRaster(640, 480, (x, y) => {
      const [column, row] = [x - 80, y - 200];
      const isCovered = column >= 0 && column < 320 && row >= 0 && row < 240;
      return isCovered ? scene(column, row) : [noiseAt(x, y) * 255, 20, 240];
    });

    expect(await layoutAgreement(plate, outer, underpaint, whole)).toBeCloseTo(1, 3);
    expect(await layoutAgreement(plate, { ...outer, left: -4 }, underpaint, whole)).toBeLessThan(0.9);
  });

  it.each([
    [124, 1],
    [126, 0],
  ])('asks of a flat underpaint of 100 that a plate of %i stays within 24 levels: %i', async (level, expected) => {
    const flat = draw(() => [100, 100, 100]);
    const plate = draw((x) => (x % 2 === 0 ? [level - 1, level - 1, level - 1] : [level, level, level]));

    expect(await agreementOf(plate, flat)).toBe(expected);
  });
});
