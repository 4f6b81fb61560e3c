import type { Placing } from '../contracts/plan.ts';
import { productDepthPx } from '../sets/product-footprint.ts';
import type { Raster } from './raster.ts';
import type { PlacedProduct } from './resample-product.ts';
import type { Field } from './soft-blur.ts';
import type { Grid } from './studio-places.ts';

const productLevel = 128;
/**
 * Columns that end within this share of the product's height above its base touch the ground (imaging.md), or within what
 * the camera sees of half the product's depth: what stands further back, and the sides of a round base, are seen higher.
 */
const contactReach = 0.04;
/** Light from the whole room reaches into shadows: their depth is kept a little less for the set's own colour. */
const thicknessU = 0.008;

/**
 * The contact set at reduced size: each touching column's lowest product pixel, a little thick, 0..1. `belowPx`
 * draws it on below the product, so that it is seen there.
 */
export function drawContact(
  placed: PlacedProduct,
  placing: Placing,
  { pitchDegrees, grid, belowPx }: { pitchDegrees: number; grid: Grid; belowPx: number },
): Field {
  const { cut } = placed;
  const { cellPx } = grid;
  const data = new Float32Array(grid.width * grid.height);
  const thickness = Math.max(1, (thicknessU * placing.pxPerU) / cellPx);
  const perCell = 1 / cellPx;
  for (const [column, row] of contactRows(placed, placing, pitchDegrees).entries()) {
    if (row < 0) continue;
    const x = Math.floor((cut.leftPx + column) / cellPx);
    if (x < 0 || x >= grid.width) continue;
    const foot = (cut.topPx + row + 1 + belowPx) / cellPx;
    const top = Math.max(0, foot - thickness);
    for (let cell = Math.floor(top); cell < Math.min(foot, grid.height); cell++) {
      const covered = Math.min(foot, cell + 1) - Math.max(top, cell);
      const at = cell * grid.width + x;
      data[at] = Math.min(1, (data[at] ?? 0) + perCell * covered);
    }
  }
  return { data, width: grid.width, height: grid.height };
}

/** For each column of the cutout the row in which it touches ground seen from above by `pitchDegrees`, or -1 where it does not. */
export function contactRows({ cut, cutout }: PlacedProduct, { box }: Placing, pitchDegrees: number): Int32Array {
  const deepPx = (productDepthPx(box) / 2) * Math.sin((pitchDegrees * Math.PI) / 180);
  const highest = box.topPx + box.heightPx - Math.max(contactReach * box.heightPx, deepPx);
  return Int32Array.from({ length: cut.widthPx }, (_, column) => {
    const row = lowestProduct(cutout, column);
    return cut.topPx + row < highest ? -1 : row;
  });
}

/** The lowest row of a column with alpha >= 128, or -1. */
function lowestProduct({ data, widthPx, heightPx }: Raster, column: number): number {
  for (let row = heightPx - 1; row >= 0; row--) {
    if ((data[(row * widthPx + column) * 4 + 3] ?? 0) >= productLevel) return row;
  }
  return -1;
}
