import type { Mask } from './raster.ts';

/** The largest value within `radiusPx` in both directions (a square): white grows. Returns a new mask of the same size. */
export const dilate = (mask: Mask, radiusPx: number): Mask => spread(mask, radiusPx, true);

/** The smallest value within `radiusPx` in both directions (a square): white shrinks; the frame's edge does not eat. */
export const erode = (mask: Mask, radiusPx: number): Mask => spread(mask, radiusPx, false);

function spread({ data, widthPx, heightPx }: Mask, radiusPx: number, grows: boolean): Mask {
  const rows = spreadAlong(data, 1, widthPx, radiusPx, grows);
  return { data: spreadAlong(rows, widthPx, data.length, radiusPx, grows), widthPx, heightPx };
}

/**
 * The largest or smallest of each value and its neighbours `step` apart, up to `radius` of them on either side, within
 * its run of `length` values: rows one apart, or all columns side by side, so that memory is read in order.
 */
function spreadAlong(from: Uint8Array, step: number, length: number, radius: number, grows: boolean): Uint8Array {
  const to = new Uint8Array(from);
  for (let start = 0; start < from.length; start += length) {
    const end = start + length;
    for (let shift = step; shift <= Math.min(radius * step, length - 1); shift += step) {
      for (let i = start; i < end - shift; i++) {
        const [here, there] = [from[i] ?? 0, from[i + shift] ?? 0];
        if (grows ? there > (to[i] ?? 0) : there < (to[i] ?? 0)) to[i] = there;
        if (grows ? here > (to[i + shift] ?? 0) : here < (to[i + shift] ?? 0)) to[i + shift] = here;
      }
    }
  }
  return to;
}
