import type { Field } from './soft-blur.ts';
import type { Grid } from './studio-places.ts';

/** A field of half as many cells a side, read between them (bilinear). */
export function doubleField({ data, width, height }: Field, grid: Grid): Field {
  const out = new Float32Array(grid.width * grid.height);
  for (let y = 0; y < grid.height; y++) {
    const fy = Math.max(0, Math.min(height - 1, (y + 0.5) / 2 - 0.5));
    const row = Math.min(Math.max(0, height - 2), Math.trunc(fy));
    for (let x = 0; x < grid.width; x++) {
      const fx = Math.max(0, Math.min(width - 1, (x + 0.5) / 2 - 0.5));
      const column = Math.min(Math.max(0, width - 2), Math.trunc(fx));
      const [beside, below] = [fx - column, fy - row];
      const at = row * width + column;
      const upper = (data[at] ?? 0) * (1 - beside) + (data[at + 1] ?? 0) * beside;
      const lower = (data[at + width] ?? 0) * (1 - beside) + (data[at + width + 1] ?? 0) * beside;
      out[y * grid.width + x] = upper * (1 - below) + lower * below;
    }
  }
  return { data: out, width: grid.width, height: grid.height };
}
