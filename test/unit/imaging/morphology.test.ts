import { describe, expect, it } from 'vitest';
import { dilate, erode } from '../../../shared/imaging/morphology.ts';
import type { Mask } from '../../../shared/imaging/raster.ts';
import { drawMask, noiseAt } from './pictures.ts';

const noise = drawMask(37, 23, (x, y) => Math.floor(noiseAt(x, y) * 256));
const dotAt = (cx: number, cy: number) => drawMask(15, 11, (x, y) => (x === cx && y === cy ? 200 : 0));
const inverted = (mask: Mask): Mask => ({ ...mask, data: mask.data.map((value) => 255 - value) });

/** The definition: the largest or smallest value of the square around each pixel. */
function byDefinition(mask: Mask, radiusPx: number, pick: (...values: number[]) => number): Mask {
  const { widthPx, heightPx, data } = mask;
  return drawMask(widthPx, heightPx, (x, y) => {
    const values: number[] = [];
    for (let ny = Math.max(0, y - radiusPx); ny <= Math.min(heightPx - 1, y + radiusPx); ny++) {
      for (let nx = Math.max(0, x - radiusPx); nx <= Math.min(widthPx - 1, x + radiusPx); nx++) {
        values.push(data[ny * widthPx + nx] ?? 0);
      }
    }
    return pick(...values);
  });
}

describe('dilate and erode', () => {
  it.each([0, 1, 3, 40])('take the largest and the smallest value within %i px', (radiusPx) => {
    expect(dilate(noise, radiusPx)).toEqual(byDefinition(noise, radiusPx, Math.max));
    expect(erode(noise, radiusPx)).toEqual(byDefinition(noise, radiusPx, Math.min));
  });

  it('grow a dot to a square, cut off at the frame', () => {
    const inside = dilate(dotAt(7, 5), 2);
    const corner = dilate(dotAt(0, 0), 2);

    expect(inside).toEqual(drawMask(15, 11, (x, y) => (Math.abs(x - 7) <= 2 && Math.abs(y - 5) <= 2 ? 200 : 0)));
    expect(corner).toEqual(drawMask(15, 11, (x, y) => (x <= 2 && y <= 2 ? 200 : 0)));
  });

  it('leave a full mask full: the edge of the frame does not eat', () => {
    const full = drawMask(15, 11, () => 255);

    expect(erode(full, 4)).toEqual(full);
  });

  it('are each the other on the inverted mask', () => {
    expect(erode(noise, 2)).toEqual(inverted(dilate(inverted(noise), 2)));
  });

  it('do not change their input', () => {
    const before = noise.data.slice();

    dilate(noise, 3);
    erode(noise, 3);

    expect(noise.data).toEqual(before);
  });
});

it.each([
  ['dilate', dilate],
  ['erode', erode],
])('%s leaves the pixels of a Buffer as they are', (_name, change) => {
  const data = Buffer.from([0, 0, 255, 255, 0, 0, 255, 0, 0]);

  const changed = change({ data, widthPx: 3, heightPx: 3 }, 1);

  expect([...data]).toEqual([0, 0, 255, 255, 0, 0, 255, 0, 0]);
  expect(changed.data).not.toEqual(new Uint8Array(data));
});
