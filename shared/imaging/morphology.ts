import type { Mask } from './raster.ts';

/** The largest value within `radiusPx` in both directions (a square): white grows. Returns a new mask of the same size. */
export const dilate = (mask: Mask, radiusPx: number): Mask => spread(mask, radiusPx, true);

/** The smallest value within `radiusPx` in both directions (a square): white shrinks; the frame's edge does not eat. */
export const erode = (mask: Mask, radiusPx: number): Mask => spread(mask, radiusPx, false);

function spread(mask: Mask, radiusPx: number, grows: boolean): Mask {
  const { widthPx, heightPx } = mask;
  const rows = new Uint8Array(mask.data.length);
  for (let y = 0; y < heightPx; y++) spreadLine(mask.data, rows, y * widthPx, 1, widthPx, radiusPx, grows);
  const data = new Uint8Array(rows.length);
  for (let x = 0; x < widthPx; x++) spreadLine(rows, data, x, widthPx, heightPx, radiusPx, grows);
  return { data, widthPx, heightPx };
}

function spreadLine(
  from: Uint8Array,
  to: Uint8Array,
  start: number,
  step: number,
  count: number,
  radiusPx: number,
  grows: boolean,
): void {
  for (let i = 0; i < count; i++) {
    let best = from[start + i * step] ?? 0;
    const last = Math.min(count - 1, i + radiusPx);
    for (let k = Math.max(0, i - radiusPx); k <= last; k++) {
      const value = from[start + k * step] ?? 0;
      if (grows ? value > best : value < best) best = value;
    }
    to[start + i * step] = best;
  }
}
