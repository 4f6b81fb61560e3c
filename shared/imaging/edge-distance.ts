import type { Mask } from './raster.ts';

/** Steps of a chamfer distance (Borgefors 1986): straight and diagonal. */
const [straight, diagonal] = [1, 1.36];

/**
 * For each pixel the distance in pixels to the nearest one that is 0, within about 6 %; what lies outside the frame does
 * not count.
 */
export function edgeDistance({ data, widthPx, heightPx }: Mask): Float32Array {
  const far = widthPx + heightPx;
  const distance = new Float32Array(data.length);
  const read = (x: number, y: number): number => {
    if (x < 0 || y < 0 || x >= widthPx || y >= heightPx) return far;
    return distance[y * widthPx + x] ?? 0;
  };
  const relax = (x: number, y: number, step: -1 | 1): void => {
    const i = y * widthPx + x;
    const nearest = Math.min(
      read(x + step, y) + straight,
      read(x, y + step) + straight,
      read(x - 1, y + step) + diagonal,
      read(x + 1, y + step) + diagonal,
    );
    if (nearest < (distance[i] ?? 0)) distance[i] = nearest;
  };
  for (let i = 0; i < data.length; i++) distance[i] = data[i] === 0 ? 0 : far;
  for (let y = 0; y < heightPx; y++) for (let x = 0; x < widthPx; x++) relax(x, y, -1);
  for (let y = heightPx - 1; y >= 0; y--) for (let x = widthPx - 1; x >= 0; x--) relax(x, y, 1);
  return distance;
}
