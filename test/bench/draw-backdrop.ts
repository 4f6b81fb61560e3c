import type { SizePx } from '../../shared/contracts/geometry.ts';
import type { Raster } from '../../shared/imaging/raster.ts';

/** Numbers 0..1, the same in every run. */
export type Random = () => number;
/** Red, green and blue, 0..255. */
type Colour = readonly number[];

const halfOpaque = 128;

/** A backdrop: a colour, light that falls off, in a third of them a weave of blotches, in a fifth a table's edge. */
export function drawBackdrop(size: SizePx, base: Colour, random: Random): Raster {
  const { widthPx, heightPx } = size;
  const data = new Uint8Array(widthPx * heightPx * 3);
  const [slopeX, slopeY, bulge] = [0.16 * (random() - 0.5), 0.16 * (random() - 0.5), -0.12 * random()];
  const blotches = random() < 0.35 ? 3 + 9 * random() : 0;
  const cellPx = 14 + 50 * random();
  const horizon = random() < 0.2 ? heightPx * (0.55 + 0.3 * random()) : heightPx;
  const tableLight = 0.8 + 0.3 * random();
  const grid = Array.from({ length: 128 * 128 }, () => random() - 0.5);
  const soft = (x: number, y: number) => {
    const [gx, gy] = [x / cellPx, y / cellPx];
    const [ix, iy] = [Math.floor(gx), Math.floor(gy)];
    const value = (dx: number, dy: number) => grid[((iy + dy) % 128) * 128 + ((ix + dx) % 128)] ?? 0;
    const [fx, fy] = [gx - ix, gy - iy];
    return (value(0, 0) * (1 - fx) + value(1, 0) * fx) * (1 - fy) + (value(0, 1) * (1 - fx) + value(1, 1) * fx) * fy;
  };
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const [nx, ny] = [(2 * x) / widthPx - 1, (2 * y) / heightPx - 1];
      const light = (1 + slopeX * nx + slopeY * ny + bulge * (nx * nx + ny * ny)) * (y > horizon ? tableLight : 1);
      const add = blotches === 0 ? 0 : 4 * blotches * soft(x, y);
      const at = 3 * (y * widthPx + x);
      for (let c = 0; c < 3; c++) data[at + c] = Math.min(255, Math.max(0, (base[c] ?? 0) * light + add));
    }
  }
  return { data, widthPx, heightPx, channels: 3 };
}

/** Half of all backdrops are white or pale, as in shops; the others have any colour. */
export function anyColour(random: Random): Colour {
  const grey = random() < 0.5 ? 225 + 30 * random() : 20 + 200 * random();
  const spread = random() < 0.6 ? 10 : 90;
  return [0, 1, 2].map(() => Math.min(255, Math.max(8, grey + spread * (random() - 0.5))));
}

/** The product's own mean colour, off by `levels` in a random direction. */
export function nearColour({ data }: Raster, levels: number, random: Random): Colour {
  const sum = [0, 0, 0];
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    if ((data[at + 3] ?? 0) < halfOpaque) continue;
    count++;
    for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + (data[at + c] ?? 0);
  }
  const sign = random() < 0.5 ? -1 : 1;
  return sum.map((total) => Math.min(255, Math.max(0, total / count + sign * levels)));
}
