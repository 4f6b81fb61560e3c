import type { LinearRaster } from './raster.ts';
import type { Field } from './soft-blur.ts';
import type { Grid } from './studio-places.ts';

/** So little shade is lost in rounding. */
const noShade = 0.9995;

/** Multiplies a picture by a field of cells of `cellPx` pixels a side, read between them (bilinear). Returns a new raster. */
export function multiplyLight(
  background: LinearRaster,
  { data: field, width, height }: Field,
  { cellPx }: Pick<Grid, 'cellPx'>,
): LinearRaster {
  const data = background.data.slice();
  for (let y = 0; y < Math.min(background.heightPx, height * cellPx); y++) {
    const fy = Math.max(0, Math.min(height - 1.001, (y + 0.5) / cellPx - 0.5));
    const row = Math.trunc(fy);
    const below = fy - row;
    if (isLit(field, row * width, 2 * width)) continue;
    for (let x = 0; x < Math.min(background.widthPx, width * cellPx); x++) {
      const fx = Math.max(0, Math.min(width - 1.001, (x + 0.5) / cellPx - 0.5));
      const column = Math.trunc(fx);
      const beside = fx - column;
      const at = row * width + column;
      const upper = (field[at] ?? 1) * (1 - beside) + (field[at + 1] ?? 1) * beside;
      const lower = (field[at + width] ?? 1) * (1 - beside) + (field[at + width + 1] ?? 1) * beside;
      const light = upper * (1 - below) + lower * below;
      if (light > noShade) continue;
      const pixel = (y * background.widthPx + x) * 3;
      data[pixel] = (data[pixel] ?? 0) * light;
      data[pixel + 1] = (data[pixel + 1] ?? 0) * light;
      data[pixel + 2] = (data[pixel + 2] ?? 0) * light;
    }
  }
  return { ...background, data };
}

/** Whether nothing is shaded in `count` cells from one on. */
function isLit(field: Float32Array, from: number, count: number): boolean {
  for (let at = from; at < from + count; at++) if ((field[at] ?? 1) <= noShade) return false;
  return true;
}
