import type { Placing } from '../contracts/plan.ts';
import { productDepthPx } from '../sets/product-footprint.ts';
import type { Raster } from './raster.ts';
import type { PlacedCutout } from './resample-product.ts';
import type { Field } from './soft-blur.ts';
import type { Grid } from './studio-places.ts';

const productLevel = 128;
/**
 * Columns that end within this share of the product's height above its base touch the ground (docs/imaging.md), or within what
 * the camera sees of half the product's depth: what stands further back, and the sides of a round base, are seen higher.
 */
const contactReach = 0.04;
/**
 * Parts that end this far above the base, of the height, stand further back, where no column within this share of the width
 * ends lower by more than the slack: a mug's handle hangs higher, a shoe's toe rises from what touches.
 */
const standingReach = 0.1;
const aroundShare = 0.06;
const slackShare = 0.004;
/** From what touches on, a base's edge that is no steeper than this, over this share of the width, touches, too: a carton's. */
const steepestEdge = 0.4;
const edgeShare = 0.015;
/** Light from the whole room reaches into shadows: their depth is kept a little less for the set's own colour. */
const thicknessU = 0.008;

/**
 * The contact set at reduced size: each touching column's lowest product pixel, a little thick, 0..1. `belowPx`
 * draws it on below the product, so that it is seen there.
 */
export function drawContact(
  placed: PlacedCutout,
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
export function contactRows({ cut, cutout }: PlacedCutout, { box }: Placing, pitchDegrees: number): Int32Array {
  const deepPx = (productDepthPx(box) / 2) * Math.sin((pitchDegrees * Math.PI) / 180);
  const base = box.topPx + box.heightPx - cut.topPx;
  const nearest = base - Math.max(contactReach * box.heightPx, deepPx);
  const lowest = Int32Array.from({ length: cut.widthPx }, (_, column) => lowestProduct(cutout, column));
  const around = Math.max(1, Math.round(aroundShare * box.widthPx));
  const isLowest = (column: number): boolean =>
    lowest
      .subarray(Math.max(0, column - around), column + around + 1)
      .every((row) => row <= (lowest[column] ?? -1) + slackShare * box.heightPx);
  const farthest = base - standingReach * box.heightPx;
  const touches = lowest.map((row, column) => (row >= nearest || (row >= farthest && isLowest(column)) ? 1 : 0));
  const span = Math.max(4, Math.round(edgeShare * box.widthPx));
  for (const step of [1, -1]) {
    for (let at = step > 0 ? span : cut.widthPx - 1 - span; at >= 0 && at < cut.widthPx; at += step) {
      const [row, before] = [lowest[at] ?? -1, lowest[at - step * span] ?? -1];
      const goesOn = touches[at - step] === 1 && before >= farthest && Math.abs(row - before) <= steepestEdge * span;
      if (row >= farthest && goesOn) touches[at] = 1;
    }
  }
  return lowest.map((row, column) => (touches[column] === 1 ? row : -1));
}

/** The lowest row of a column with alpha >= 128, or -1. */
function lowestProduct({ data, widthPx, heightPx }: Raster, column: number): number {
  for (let row = heightPx - 1; row >= 0; row--) {
    if ((data[(row * widthPx + column) * 4 + 3] ?? 0) >= productLevel) return row;
  }
  return -1;
}
