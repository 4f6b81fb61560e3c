import { describe, expect, it } from 'vitest';
import { findParts } from '../../../shared/imaging/connected-parts.ts';
import type { Mask } from '../../../shared/imaging/raster.ts';
import { drawMask, noiseAt } from './pictures.ts';

/** A mask from rows of digits: 0 = 0, 1 = 28, … 9 = 252. */
const maskOf = (...rows: string[]): Mask =>
  drawMask(rows[0]?.length ?? 0, rows.length, (x, y) => 28 * Number(rows[y]?.[x] ?? 0));

describe('findParts', () => {
  it('finds none in an empty mask and one in a full one', () => {
    expect(
      findParts(
        drawMask(9, 7, () => 0),
        1,
      ),
    ).toEqual([]);
    expect(
      findParts(
        drawMask(9, 7, () => 200),
        1,
      ).map(({ pixels, peak }) => [pixels.length, peak]),
    ).toEqual([[63, 200]]);
  });

  it('joins pixels that touch at a corner, and no others', () => {
    const parts = findParts(maskOf('900009', '090090', '000000', '009900'), 1);

    expect(parts.map(({ pixels }) => [...pixels].toSorted((a, b) => a - b))).toEqual([
      [0, 7],
      [5, 10],
      [20, 21],
    ]);
  });

  it('does not join the end of a row with the start of the next', () => {
    expect(findParts(maskOf('00009', '00000', '90000', '00009'), 1)).toHaveLength(3);
    expect(findParts(maskOf('0009', '9000'), 1)).toHaveLength(2);
  });

  it('counts pixels at the threshold, and says the largest value of a part', () => {
    const parts = findParts(maskOf('13500', '00000', '00024'), 56);

    expect(parts.map(({ pixels, peak }) => [pixels.length, peak])).toEqual([
      [2, 140],
      [2, 112],
    ]);
  });

  it('holds every pixel at or above the threshold exactly once', () => {
    const mask = drawMask(80, 60, (x, y) => Math.floor(noiseAt(x, y) * 256));

    const found = findParts(mask, 170).flatMap(({ pixels }) => [...pixels]);

    const expected = [...mask.data.keys()].filter((at) => (mask.data[at] ?? 0) >= 170);
    expect(found.toSorted((a, b) => a - b)).toEqual(expected);
  });

  it('follows a spiral that fills the mask', () => {
    const spiral = maskOf('9999999', '0000009', '9999909', '9000909', '9099909', '9000009', '9999999');

    expect(findParts(spiral, 1).map(({ pixels }) => pixels.length)).toEqual([
      spiral.data.filter((value) => value > 0).length,
    ]);
  });
});
