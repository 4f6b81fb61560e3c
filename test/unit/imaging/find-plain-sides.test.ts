import { describe, expect, it } from 'vitest';
import { findPlainSides } from '../../../shared/imaging/find-plain-sides.ts';
import { type Colour, discMask, drawMask, drawRaster, noiseAt } from './pictures.ts';

const disc = discMask(600, 400, 300, 200, 90);
/** A grey backdrop on which the light falls off, with a camera's noise; `change` is what else is seen there, in levels. */
const photo = (change: (x: number, y: number) => number = () => 0) =>
  drawRaster(600, 400, (x, y): Colour => {
    const light = 205 - x / 25 - ((y - 200) / 70) ** 2 + 4 * (noiseAt(x, y) - 0.5) + change(x, y);
    const level = Math.round(Math.min(255, Math.max(0, light)));
    return [level, level, level - 6];
  });
const all = { top: true, right: true, bottom: true, left: true };

describe('findPlainSides', () => {
  it('finds every side of a plain backdrop, whatever its light', async () => {
    expect(await findPlainSides(photo(), disc)).toEqual(all);
  });

  it.each([
    [
      'a line that crosses it',
      { right: false },
      (x: number, y: number) => (x > 390 && Math.abs(y - 300) < 3 ? -40 : 0),
    ],
    [
      'a shadow that crosses it',
      { bottom: false },
      (x: number, y: number) => (y > 250 ? -30 * Math.exp(-(((x - 300) / 60) ** 2)) : 0),
    ],
    [
      'texture',
      { top: false },
      (x: number, y: number) => (y < 24 && Math.abs(x - 300) < 230 ? 24 * (noiseAt(x >> 3, y >> 3) - 0.5) : 0),
    ],
    ['where ground and wall meet', { left: false, right: false }, (_x: number, y: number) => (y > 260 ? -25 : 0)],
  ] as const)('leaves out a side with %s', async (_name, changed, change) => {
    expect(await findPlainSides(photo(change), disc)).toEqual({ ...all, ...changed });
  });

  it('leaves out a side that the product comes near', async () => {
    const near = drawMask(600, 400, (x, y) => (x > 200 && x < 400 && y > 150 && y < 395 ? 255 : 0));

    expect(await findPlainSides(photo(), near)).toEqual({ ...all, bottom: false });
  });
});
