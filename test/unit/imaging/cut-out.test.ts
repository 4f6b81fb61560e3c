import { describe, expect, it } from 'vitest';
import { cutOut, cutOutAsIs } from '../../../shared/imaging/cut-out.ts';
import { measureAsset } from '../../../shared/imaging/measure-asset.ts';
import type { Mask } from '../../../shared/imaging/raster.ts';
import { type Colour, codeOf, discMask, drawMask, drawRaster } from './pictures.ts';
import { photoOf } from './placed-products.ts';

const matte = discMask(160, 120, 80, 60, 45);
/** A disc with an edge four pixels wide. */
const softMatte = drawMask(160, 120, (x, y) =>
  Math.round(255 * Math.min(1, Math.max(0, (45 - Math.hypot(x - 80, y - 60)) / 4 + 0.5))),
);
const red = (): Colour => [190, 40, 50];
const shaded = (x: number, y: number): Colour => [150 + x / 4, 40 + y / 4, 60];
const white: Colour = [250, 250, 250];
const dark: Colour = [20, 30, 25];
const boxOf = (mask: Mask) =>
  measureAsset(
    drawRaster(mask.widthPx, mask.heightPx, () => white),
    mask,
    'given',
  ).cutBox;

/** Mean and largest difference between the cutout's colours and the product's own, where alpha is at least `from`. */
function colourError(mask: Mask, colourAt: (x: number, y: number) => Colour, behind: Colour, from: number) {
  const photo = photoOf(mask, colourAt, behind);
  const box = boxOf(mask);
  const cut = cutOut(photo, mask, box);
  const errors: number[] = [];
  for (let at = 0; at < cut.data.length; at += 4) {
    const alpha = cut.data[at + 3] ?? 0;
    if (alpha < from || alpha === 255) continue;
    const pixel = at / 4;
    const colour = colourAt(box.leftPx + (pixel % box.widthPx), box.topPx + Math.floor(pixel / box.widthPx));
    colour.forEach((level, c) => {
      errors.push(Math.abs((cut.data[at + c] ?? 0) - level));
    });
  }
  return {
    mean: errors.reduce((sum, error) => sum + error, 0) / errors.length,
    worst: Math.max(...errors),
    count: errors.length,
  };
}

describe('cutOut', () => {
  it("has P's own bytes where the matte is 255 and nothing where it is 0", () => {
    const photo = photoOf(matte, shaded, white);
    const box = boxOf(matte);

    const { data, widthPx, heightPx } = cutOut(photo, matte, box);

    expect({ widthPx, heightPx }).toEqual({ widthPx: box.widthPx, heightPx: box.heightPx });
    let different = 0;
    for (let y = 0; y < heightPx; y++) {
      for (let x = 0; x < widthPx; x++) {
        const from = (y + box.topPx) * 160 + x + box.leftPx;
        const alpha = matte.data[from] ?? 0;
        const shown = data.subarray((y * widthPx + x) * 4, (y * widthPx + x) * 4 + 4);
        const expected = alpha === 0 ? [0, 0, 0] : photo.data.subarray(from * 3, from * 3 + 3);
        if (shown[3] !== alpha) different++;
        if (alpha === 0 || alpha === 255) different += expected.every((level, c) => shown[c] === level) ? 0 : 1;
      }
    }
    expect(different).toBe(0);
  });

  // Measured in levels of 255, mean / largest: white 6.6 / 13, dark 2.9 / 11; P itself is off by half the difference.
  it.each([
    ['white', white],
    ['dark', dark],
  ])('takes a %s backdrop out of a sharp edge', (_name, behind) => {
    const { mean, worst, count } = colourError(matte, red, behind, 1);

    expect(mean).toBeLessThan(8);
    expect(worst).toBeLessThan(16);
    expect(count).toBeGreaterThan(1000);
  });

  // Measured: white 13.6 / 28, dark 6.0 / 22.
  it.each([
    ['white', white],
    ['dark', dark],
  ])('takes a %s backdrop out of an edge four pixels wide', (_name, behind) => {
    const { mean, worst } = colourError(softMatte, shaded, behind, 1);

    expect(mean).toBeLessThan(16);
    expect(worst).toBeLessThan(32);
  });

  it('leaves the photo and the matte as they are', () => {
    const photo = photoOf(matte, shaded, white);
    const before = [photo.data.slice(), matte.data.slice()];

    cutOut(photo, matte, boxOf(matte));

    expect([photo.data, matte.data]).toEqual(before);
  });

  it('reads a soft edge that lies on the edge of the photo', () => {
    const edge = drawMask(60, 40, (x) => (x < 10 ? 128 : 255));
    const photo = photoOf(edge, red, white);

    const { data } = cutOut(photo, edge, { leftPx: 0, topPx: 0, widthPx: 60, heightPx: 40 });

    const [r = 0, g = 0] = data;
    expect([data[3], r > 150, g < 160]).toEqual([128, true, true]);
  });

  it('refuses a matte of another size', async () => {
    const photo = drawRaster(161, 120, () => white);

    const outcome = await codeOf((async () => cutOut(photo, matte, boxOf(matte)))());

    expect(outcome).toBe('IMAGE_SIZE_MISMATCH');
  });
});

describe('cutOutAsIs', () => {
  it("keeps the photo's own colours up to the edge", () => {
    const photo = drawRaster(160, 120, shaded);
    const box = boxOf(softMatte);

    const { data } = cutOutAsIs(photo, softMatte, box);

    let different = 0;
    for (let at = 0; at < data.length; at += 4) {
      const [x, y] = [(at / 4) % box.widthPx, Math.floor(at / 4 / box.widthPx)];
      const from = (y + box.topPx) * 160 + x + box.leftPx;
      const alpha = softMatte.data[from] ?? 0;
      const expected = alpha === 0 ? [0, 0, 0, 0] : [...photo.data.subarray(from * 3, from * 3 + 3), alpha];
      if (expected.some((level, c) => level !== data[at + c])) different++;
    }
    expect(different).toBe(0);
  });
});
