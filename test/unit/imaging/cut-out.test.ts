import { describe, expect, it } from 'vitest';
import { fineLevelOfLinear, linearOfLevel } from '../../../shared/imaging/colour.ts';
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

const alphaAt = (x: number, y: number) => (softMatte.data[y * 160 + x] ?? 0) / 255;
const toLevels = (front: Colour, behind: Colour, alpha: number): Colour => {
  const mix = (c: 0 | 1 | 2) => Math.round(front[c] * alpha + behind[c] * (1 - alpha));
  return [mix(0), mix(1), mix(2)];
};
const toLight = (front: Colour, behind: Colour, alpha: number): Colour => {
  const light = (level: number) => linearOfLevel[Math.round(level)] ?? 0;
  const mix = (c: 0 | 1 | 2) =>
    Math.round(fineLevelOfLinear(light(front[c]) * alpha + light(behind[c]) * (1 - alpha)) / 256);
  return [mix(0), mix(1), mix(2)];
};

/** A cutout's colours at the photo's size. */
function layOut(cut: ReturnType<typeof cutOut>, mask: Mask): Uint8Array {
  const { leftPx, topPx } = boxOf(mask);
  const data = new Uint8Array(mask.data.length * 3);
  for (let i = 0; i < cut.widthPx * cut.heightPx; i++) {
    const at = (Math.floor(i / cut.widthPx) + topPx) * mask.widthPx + (i % cut.widthPx) + leftPx;
    data.set(cut.data.subarray(4 * i, 4 * i + 3), 3 * at);
  }
  return data;
}

/** Mean difference, in levels, to the true colours' composites on white, black and saturated colours in linear light. */
function recompositeError(colours: Uint8Array): number {
  const grounds: Colour[] = [
    [255, 255, 255],
    [0, 0, 0],
    [255, 0, 0],
    [0, 153, 0],
    [0, 0, 255],
    [255, 0, 255],
  ];
  let [sum, count] = [0, 0];
  softMatte.data.forEach((level, i) => {
    if (level === 0 || level === 255) return;
    const [x, y] = [i % 160, Math.floor(i / 160)];
    const shown: Colour = [colours[3 * i] ?? 0, colours[3 * i + 1] ?? 0, colours[3 * i + 2] ?? 0];
    for (const ground of grounds) {
      const [got, wanted] = [shown, shaded(x, y)].map((colour) => toLight(colour, ground, level / 255));
      for (const c of [0, 1, 2] as const) sum += Math.abs((got?.[c] ?? 0) - (wanted?.[c] ?? 0));
      count += 3;
    }
  });
  return sum / count;
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

  // Measured, share of the photo's own error: in sRGB 0.04 and 0.05, in linear light 0.19 and 0.18.
  it.each([
    ['white', white, toLevels],
    ['dark', dark, toLevels],
    ['white', white, toLight],
    ['dark', dark, toLight],
  ] as const)(
    'halves the error of a %s backdrop on other colours at least, in sRGB or linear light',
    (_name, behind, mix) => {
      const photo = drawRaster(160, 120, (x, y) => mix(shaded(x, y), behind, alphaAt(x, y)));
      const cut = cutOut(photo, softMatte, boxOf(softMatte));

      const errors = [photo.data, layOut(cut, softMatte)].map((colours) => recompositeError(colours));

      expect((errors[1] ?? 1) / (errors[0] ?? 1)).toBeLessThan(0.5);
    },
  );

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
