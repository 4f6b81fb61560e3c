import { describe, expect, it } from 'vitest';
import { projectAlpha } from '../../../shared/imaging/project-alpha.ts';
import type { Mask } from '../../../shared/imaging/raster.ts';
import { type Colour, drawMask, drawRaster } from './pictures.ts';

const [widthPx, heightPx] = [120, 90];
const softDisc = (radiusPx: number, softPx: number) =>
  drawMask(widthPx, heightPx, (x, y) =>
    Math.round(255 * Math.min(1, Math.max(0, (radiusPx - Math.hypot(x - 60, y - 45)) / softPx + 0.5))),
  );
const truth = softDisc(30, 3);
/** As a guided alpha is: too wide and too soft. */
const fat = softDisc(30.7, 7);
const red: Colour = [190, 40, 50];
const pale: Colour = [236, 233, 228];

function photoOn(product: Colour, backdrop: Colour, light = 1) {
  return drawRaster(widthPx, heightPx, (x, y) => {
    const share = (truth.data[y * widthPx + x] ?? 0) / 255;
    const mix = (c: 0 | 1 | 2) =>
      Math.round(
        255 * (share * (product[c] / 255) ** light + (1 - share) * (backdrop[c] / 255) ** light) ** (1 / light),
      );
    return [mix(0), mix(1), mix(2)];
  });
}

/** Mean difference to the true alpha where the fat one is soft, 0..1. */
function errorOf(matte: Mask): number {
  let [sum, count] = [0, 0];
  fat.data.forEach((level, i) => {
    if (level === 0 || level === 255) return;
    sum += Math.abs((matte.data[i] ?? 0) - (truth.data[i] ?? 0)) / 255;
    count++;
  });
  return sum / count;
}

describe('projectAlpha', () => {
  // Before 0.163; measured: sRGB 0.027, linear light 0.022.
  it.each([
    ['sRGB', 1],
    ['linear light', 2.2],
  ])('finds the true edge below a soft guess of it where the photo mixed in %s', (_name, light) => {
    const photo = photoOn(red, pale, light);

    const matte = projectAlpha(photo, fat);

    expect(errorOf(fat)).toBeGreaterThan(0.1);
    expect(errorOf(matte)).toBeLessThan(0.035);
  });

  it('leaves the matte nearly as it is where product and backdrop look alike', () => {
    const photo = photoOn(pale, [237, 234, 229]);

    const matte = projectAlpha(photo, fat);

    const furthest = fat.data.reduce((most, level, i) => Math.max(most, Math.abs(level - (matte.data[i] ?? 0))), 0);
    expect(furthest).toBeLessThanOrEqual(20);
  });

  it('keeps what is exactly 0 or 255, and its input', () => {
    const before = new Uint8Array(fat.data);

    const matte = projectAlpha(photoOn(red, pale), fat);

    const changed = fat.data.filter((level, i) => (level === 0 || level === 255) && matte.data[i] !== level);
    expect(changed.length).toBe(0);
    expect(fat.data).toEqual(before);
  });

  it('reads a soft edge that runs into the edge of the photo', () => {
    const edge = drawMask(40, 30, (x) => (x < 3 ? 0 : x < 6 ? 128 : 255));
    const photo = drawRaster(40, 30, (x) => (x < 4 ? pale : red));

    const { data } = projectAlpha(photo, edge);

    const corner = [...data.subarray(2, 7)];
    expect(corner[0]).toBe(0);
    expect(corner[1]).toBeLessThan(32);
    expect(corner.slice(2)).toEqual([255, 255, 255]);
  });
});
