import { describe, expect, it } from 'vitest';
import type { ProbabilityMap } from '../../../shared/imaging/probability-map.ts';
import type { Mask } from '../../../shared/imaging/raster.ts';
import { refineMatte } from '../../../shared/imaging/refine-matte.ts';
import { type Colour, codeOf, drawMask, noiseAt } from './pictures.ts';
import { photoOf } from './placed-products.ts';

/** As u2netp's. */
const networkSidePx = 320;
const sidePx = 900;
const wide = 700;
const softEdge = (depthPx: number) => Math.round(255 * Math.min(1, Math.max(0, depthPx / 2 + 0.5)));
const disc = drawMask(sidePx, wide, (x, y) => softEdge(260 - Math.hypot(x - 450, y - 350)));
const withHandle = drawMask(sidePx, wide, (x, y) => {
  const body = 200 - Math.hypot(x - 400, y - 350);
  const handle = 14 - Math.abs(110 - Math.hypot(x - 600, y - 350));
  return softEdge(Math.max(body, handle));
});
const glaze = (x: number, y: number): Colour => [150 + 40 * Math.sin(x / 60), 50 + 20 * noiseAt(x >> 2, y >> 2), 60];

/** What a network of 320 x 320 would say of a product that it sees right but coarsely. */
function guessOf(matte: Mask): ProbabilityMap {
  const { widthPx, heightPx, data } = matte;
  const probability = new Float32Array(networkSidePx * networkSidePx);
  for (let y = 0; y < networkSidePx; y++) {
    for (let x = 0; x < networkSidePx; x++) {
      let [sum, count] = [0, 0];
      for (let sy = Math.floor((y * heightPx) / networkSidePx); sy < ((y + 1) * heightPx) / networkSidePx; sy++) {
        for (let sx = Math.floor((x * widthPx) / networkSidePx); sx < ((x + 1) * widthPx) / networkSidePx; sx++) {
          sum += data[sy * widthPx + sx] ?? 0;
          count++;
        }
      }
      probability[y * networkSidePx + x] = sum / count / 255;
    }
  }
  const grid = { widthPx: networkSidePx, heightPx: networkSidePx };
  return { probability, grid, region: { leftPx: 0, topPx: 0, widthPx, heightPx } };
}

/** Mean absolute error, 0..1, within 6 px of the true edge; and how many pixels further away are not exact. */
function errorOf(matte: Mask, truth: Mask): { edge: number; elsewhere: number } {
  const { widthPx, heightPx } = truth;
  let [sum, count, elsewhere] = [0, 0, 0];
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const at = y * widthPx + x;
      const here = truth.data[at] ?? 0;
      const isNear = [-6, 6].some((step) => truth.data[at + step] !== here || truth.data[at + step * widthPx] !== here);
      if (isNear || (here > 0 && here < 255)) {
        sum += Math.abs((matte.data[at] ?? 0) - here) / 255;
        count++;
      } else if (matte.data[at] !== here && Math.min(x, y, widthPx - 1 - x, heightPx - 1 - y) > 8) elsewhere++;
    }
  }
  return { edge: sum / count, elsewhere };
}

/** Mean absolute error near the edge, 0..1. Measured: 0.0118, 0.0118 and 0.0126, and 0.0119 for the closer look. */
const maxEdgeError = 0.014;

describe('refineMatte', () => {
  it.each([
    ['a disc on white', disc, [244, 243, 240]],
    ['a disc on a dark backdrop', disc, [40, 44, 52]],
    ['a mug with a handle', withHandle, [244, 243, 240]],
  ] as [string, Mask, Colour][])('finds the edge of %s', async (_name, truth, behind) => {
    const photo = photoOf(truth, glaze, behind);

    const matte = await refineMatte(photo, guessOf(truth));

    const { edge, elsewhere } = errorOf(matte, truth);
    expect([matte.widthPx, matte.heightPx]).toEqual([sidePx, wide]);
    expect(edge).toBeLessThan(maxEdgeError);
    expect(elsewhere).toBe(0);
  });

  it('is exactly 0 or 255 deeper than the band, whatever pattern product and backdrop have there', async () => {
    const speckled = (x: number, y: number): Colour => (noiseAt(x >> 1, y >> 1) > 0.7 ? [235, 235, 230] : glaze(x, y));
    const plain = photoOf(disc, speckled, [226, 225, 220]);
    const photo = { ...plain, data: plain.data.map((level, at) => level + Math.round(14 * noiseAt(at, 7))) };

    const matte = await refineMatte(photo, guessOf(disc));

    const bandPx = 12;
    const soft = matte.data.filter((level, i) => {
      const depth = 260 - Math.hypot((i % sidePx) - 450, Math.floor(i / sidePx) - 350);
      return Math.abs(depth) > bandPx && level !== (depth > 0 ? 255 : 0);
    });
    expect(soft.length).toBe(0);
  });

  it('drops specks that are far smaller than the product', async () => {
    const speck = drawMask(sidePx, wide, (x, y) =>
      Math.max(disc.data[y * sidePx + x] ?? 0, softEdge(4 - Math.hypot(x - 60, y - 60))),
    );
    const photo = photoOf(speck, glaze, [244, 243, 240]);

    const matte = await refineMatte(photo, guessOf(speck));

    expect(matte.data[60 * sidePx + 60]).toBe(0);
    expect(matte.data[350 * sidePx + 450]).toBe(255);
  });

  it('lays the region of a closer look where it belongs in the photo', async () => {
    const photo = photoOf(disc, glaze, [244, 243, 240]);
    const region = { leftPx: 150, topPx: 50, widthPx: 600, heightPx: 600 };
    const part = drawMask(600, 600, (x, y) => disc.data[(y + 50) * sidePx + x + 150] ?? 0);

    const matte = await refineMatte(photo, { ...guessOf(part), region });

    const { edge, elsewhere } = errorOf(matte, disc);
    expect(edge).toBeLessThan(maxEdgeError);
    expect(elsewhere).toBe(0);
  });

  it('refuses a guess without anything opaque', async () => {
    const photo = photoOf(disc, glaze, [244, 243, 240]);
    const haze = drawMask(sidePx, wide, () => 0);

    expect(await codeOf(refineMatte(photo, guessOf(haze)))).toBe('NO_PRODUCT_FOUND');
  });
});
