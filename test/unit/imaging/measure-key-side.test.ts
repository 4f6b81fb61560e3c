import { expect, test } from 'vitest';
import { longestSideOf, makeLabView } from '../../../shared/imaging/lab-view.ts';
import { measureKeySide } from '../../../shared/imaging/measure-key-side.ts';
import type { Raster } from '../../../shared/imaging/raster.ts';
import { type Colour, discMask, drawRaster } from './pictures.ts';

const box = { leftPx: 60, topPx: 60, widthPx: 280, heightPx: 280 };
const matte = discMask(400, 400, 200, 200, 140);
const photoOf = (levelAt: (x: number, y: number) => number): Raster =>
  drawRaster(400, 400, (x, y): Colour => {
    const level = Math.round(levelAt(x, y));
    return [level, level, level];
  });
async function sideOf(photo: Raster): Promise<string> {
  const view = await makeLabView(photo, matte, box);
  return measureKeySide(view, longestSideOf(view, box));
}

test.each([
  ['left', (x: number) => 200 - 0.3 * x],
  ['right', (x: number) => 80 + 0.3 * x],
  ['unknown', () => 140],
  ['unknown', (_: number, y: number) => 200 - 0.3 * y],
] as const)('of a product that is lighter on that side is %s', async (side, levelAt) => {
  expect(await sideOf(photoOf(levelAt))).toBe(side);
});

test('of a product whose sides are of two colours is unknown', async () => {
  const photo = drawRaster(400, 400, (x): Colour => (x < 200 ? [70, 130, 60] : [235, 228, 215]));

  expect(await sideOf(photo)).toBe('unknown');
});

test('of a print whose rows do not agree is unknown', async () => {
  const photo = photoOf((x, y) => (Math.floor(y / 20) % 2 === 0 ? 200 - 0.3 * x : 80 + 0.3 * x));

  expect(await sideOf(photo)).toBe('unknown');
});
