import type { Mask } from './raster.ts';

/** The largest value within `radiusPx` in both directions (a square): white grows. Returns a new mask of the same size. */
export const dilate = (mask: Mask, radiusPx: number): Mask => spread(mask, radiusPx, true);

/** The smallest value within `radiusPx` in both directions (a square): white shrinks; the frame's edge does not eat. */
export const erode = (mask: Mask, radiusPx: number): Mask => spread(mask, radiusPx, false);

function spread(mask: Mask, radiusPx: number, grows: boolean): Mask {
  let grown = mask;
  for (const shift of shiftsTo(radiusPx)) grown = pickOfThree(grown, shift, 0, grows);
  for (const shift of shiftsTo(radiusPx)) grown = pickOfThree(grown, 0, shift, grows);
  return grown === mask ? { ...mask, data: mask.data.slice() } : grown;
}

/**
 * How far each pass looks, so that all of them together reach `radiusPx`: windows beside each other join without a gap, so
 * that each pass makes them up to three times as wide.
 */
function shiftsTo(radiusPx: number): number[] {
  const shifts: number[] = [];
  for (let reached = 0; reached < radiusPx; reached += shifts.at(-1) ?? 1)
    shifts.push(Math.min(2 * reached + 1, radiusPx - reached));
  return shifts;
}

/** Of each value and the two that stand (`dx`, `dy`) before and behind it, or at the frame's edge, the largest or smallest. */
function pickOfThree({ data: from, widthPx, heightPx }: Mask, dx: number, dy: number, grows: boolean): Mask {
  const data = new Uint8Array(from.length);
  for (let y = 0; y < heightPx; y++) {
    const row = y * widthPx;
    const above = Math.max(0, y - dy) * widthPx;
    const below = Math.min(heightPx - 1, y + dy) * widthPx;
    for (let x = 0; x < widthPx; x++) {
      const here = from[row + x] ?? 0;
      const before = from[above + Math.max(0, x - dx)] ?? 0;
      const behind = from[below + Math.min(widthPx - 1, x + dx)] ?? 0;
      const first = here > before === grows ? here : before;
      data[row + x] = first > behind === grows ? first : behind;
    }
  }
  return { data, widthPx, heightPx };
}
