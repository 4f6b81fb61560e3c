import type { Mask } from './raster.ts';

/** A part of a mask whose pixels touch, corners included: its pixels, and the largest value among them. */
export type Part = { readonly pixels: Int32Array; readonly peak: number };

/** The parts of all pixels at or above `threshold`, in the order of their first pixel. */
export function findParts({ data, widthPx, heightPx }: Mask, threshold: number): Part[] {
  const isSeen = new Uint8Array(data.length);
  const queue = new Int32Array(data.length);
  const parts: Part[] = [];
  for (let first = 0; first < data.length; first++) {
    if (isSeen[first] === 1 || (data[first] ?? 0) < threshold) continue;
    isSeen[first] = 1;
    queue[0] = first;
    let count = 1;
    let peak = 0;
    for (let next = 0; next < count; next++) {
      const pixel = queue[next] ?? 0;
      peak = Math.max(peak, data[pixel] ?? 0);
      const x = pixel % widthPx;
      const y = (pixel - x) / widthPx;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(heightPx - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(widthPx - 1, x + 1); nx++) {
          const neighbour = ny * widthPx + nx;
          if (isSeen[neighbour] === 1 || (data[neighbour] ?? 0) < threshold) continue;
          isSeen[neighbour] = 1;
          queue[count++] = neighbour;
        }
      }
    }
    parts.push({ pixels: queue.slice(0, count), peak });
  }
  return parts;
}
