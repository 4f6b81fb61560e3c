import type { PixelBox } from '../contracts/geometry.ts';
import type { Contact } from '../contracts/pose.ts';
import type { Mask } from './raster.ts';

const halfOpaque = 128;
/** docs/imaging.md, Geometry: columns that end within 4 % of the product's height above its base can touch the ground. */
const reachShare = 0.04;
/** A column touches where none within this share of the width ends lower by more than the slack, a share of the height. */
const aroundShare = 0.06;
const slackShare = 0.004;
/** Facts are kept small: of many contacts (a fringe, grass) the widest are kept. */
const mostContacts = 24;
const none = -1;

/**
 * The contact set: runs of columns whose lowest matte >= 128 lies within 4 % of the box's height above its bottom and is
 * a local lowest point. Widest first, at most 24; `box` is the tight box of matte >= 128, all in pixels of P.
 */
export function findContacts(matte: Mask, box: PixelBox): Contact[] {
  const lowest = lowestRows(matte, box);
  const base = box.topPx + box.heightPx - 1;
  const around = Math.max(1, Math.round(aroundShare * box.widthPx));
  const slack = Math.max(1, Math.round(slackShare * box.heightPx));
  const touches = (x: number): boolean => {
    const row = lowest[x] ?? none;
    if (row === none || row < base - reachShare * box.heightPx) return false;
    for (let near = Math.max(0, x - around); near <= Math.min(lowest.length - 1, x + around); near++) {
      if ((lowest[near] ?? none) > row + slack) return false;
    }
    return true;
  };
  const runs: Contact[] = [];
  for (let x = 0; x < lowest.length; x++) {
    if (!touches(x)) continue;
    const start = x;
    let yPx = lowest[x] ?? none;
    while (x + 1 < lowest.length && touches(x + 1)) yPx = Math.max(yPx, lowest[++x] ?? none);
    runs.push({ leftPx: box.leftPx + start, widthPx: x - start + 1, yPx });
  }
  return runs.sort((a, b) => b.widthPx - a.widthPx || a.leftPx - b.leftPx).slice(0, mostContacts);
}

/** The lowest row with matte >= 128 in each column of the box, or -1. */
function lowestRows({ data, widthPx }: Mask, box: PixelBox): Int32Array {
  const rows = new Int32Array(box.widthPx).fill(none);
  for (let x = 0; x < box.widthPx; x++) {
    let y = box.topPx + box.heightPx - 1;
    while (y >= box.topPx && (data[y * widthPx + box.leftPx + x] ?? 0) < halfOpaque) y--;
    if (y >= box.topPx) rows[x] = y;
  }
  return rows;
}
