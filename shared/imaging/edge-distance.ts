import type { Mask } from './raster.ts';

/** Steps of a chamfer distance (Borgefors 1986): straight and diagonal. */
const [straight, diagonal] = [1, 1.36];

/**
 * For each pixel the distance in pixels to the nearest one that is 0, within about 6 %; what lies outside the frame does
 * not count.
 */
export function edgeDistance({ data, widthPx, heightPx }: Mask): Float32Array {
  // With a border as far away as can be, so that no pixel needs to ask whether it has neighbours.
  const row = widthPx + 2;
  const distance = new Float32Array(row * (heightPx + 2)).fill(widthPx + heightPx);
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++) if (data[y * widthPx + x] === 0) distance[(y + 1) * row + x + 1] = 0;
  for (let y = 1; y <= heightPx; y++) for (let x = 1; x <= widthPx; x++) relax(distance, y * row + x, -1, -row);
  for (let y = heightPx; y >= 1; y--) for (let x = widthPx; x >= 1; x--) relax(distance, y * row + x, 1, row);
  const inside = new Float32Array(data.length);
  for (let y = 0; y < heightPx; y++) {
    const start = (y + 1) * row + 1;
    inside.set(distance.subarray(start, start + widthPx), y * widthPx);
  }
  return inside;
}

/** Takes the way over the neighbour beside, or over one of three in the next row, where that is shorter. */
function relax(distance: Float32Array, i: number, beside: number, next: number): void {
  const over = Math.min((distance[i + beside] ?? 0) + straight, (distance[i + next] ?? 0) + straight);
  const across = Math.min(distance[i + next - 1] ?? 0, distance[i + next + 1] ?? 0) + diagonal;
  distance[i] = Math.min(distance[i] ?? 0, over, across);
}
