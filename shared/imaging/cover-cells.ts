import type { Mask } from './raster.ts';
import type { PlacedCutout } from './resample-product.ts';
import type { Grid } from './studio-places.ts';

/** The product's matte in the middle of each cell of an output picture, 0..255. */
export function coverCells({ cut, cutout }: PlacedCutout, { width, height, cellPx }: Grid): Mask {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y + 0.5) * cellPx) - cut.topPx;
    if (row < 0 || row >= cut.heightPx) continue;
    for (let x = 0; x < width; x++) {
      const column = Math.floor((x + 0.5) * cellPx) - cut.leftPx;
      if (column < 0 || column >= cut.widthPx) continue;
      data[y * width + x] = cutout.data[4 * (row * cut.widthPx + column) + 3] ?? 0;
    }
  }
  return { data, widthPx: width, heightPx: height };
}
