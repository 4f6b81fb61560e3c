import { expect, it } from 'vitest';
import { measureSharpness } from '../../../shared/imaging/measure-sharpness.ts';
import { openRaster } from '../../../shared/imaging/raster.ts';
import { type Colour, drawRaster } from './pictures.ts';

const stripes = drawRaster(64, 64, (x): Colour => (Math.floor(x / 8) % 2 === 0 ? [60, 60, 60] : [180, 180, 180]));

it('is the mean gradient, 0 for a flat picture and a level a pixel for a ramp', () => {
  expect(measureSharpness(drawRaster(32, 32, () => [90, 90, 90]))).toBe(0);
  expect(measureSharpness(drawRaster(32, 32, (x) => [x, x, x]))).toBeCloseTo(1, 6);
  expect(measureSharpness(drawRaster(32, 32, (_, y) => [3 * y, 3 * y, 3 * y]))).toBeCloseTo(3, 6);
});

it('is less for the same picture out of focus', async () => {
  const fine = drawRaster(64, 64, (x, y): Colour => ((x + y) % 2 === 0 ? [60, 60, 60] : [180, 180, 180]));
  const blurred = { ...fine, data: await openRaster(fine).blur(1.5).raw().toBuffer() };

  expect(measureSharpness(blurred)).toBeLessThan(measureSharpness(fine) / 4);
  expect(measureSharpness(stripes)).toBeGreaterThan(5);
});
