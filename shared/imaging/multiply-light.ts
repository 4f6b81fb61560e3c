import type { Region } from './contact-set.ts';
import type { LinearRaster } from './raster.ts';
import type { Field } from './soft-blur.ts';

/** So little shade is lost in rounding. */
const noShade = 0.9995;

/** Multiplies the region of a picture by a field, read between its cells (bilinear). Returns a new raster. */
export function multiplyLight(
  background: LinearRaster,
  region: Region,
  { data: field, width, height }: Field,
): LinearRaster {
  const { cellPx } = region;
  const data = background.data.slice();
  const bottom = Math.min(background.heightPx, region.topPx + height * cellPx);
  const right = Math.min(background.widthPx, region.leftPx + width * cellPx);
  for (let y = region.topPx; y < bottom; y++) {
    const fy = Math.max(0, Math.min(height - 1.001, (y - region.topPx + 0.5) / cellPx - 0.5));
    const row = Math.trunc(fy);
    const below = fy - row;
    for (let x = region.leftPx; x < right; x++) {
      const fx = Math.max(0, Math.min(width - 1.001, (x - region.leftPx + 0.5) / cellPx - 0.5));
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
