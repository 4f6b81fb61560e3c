import type { Placing } from '../contracts/plan.ts';
import { linearOfLevel } from './colour.ts';
import { contactRows } from './contact-set.ts';
import type { LinearRaster } from './raster.ts';
import type { PlacedProduct } from './resample-product.ts';

/** Less gloss than this shows no picture of the product (imaging.md, Light). */
const leastGloss = 0.3;
/** At full gloss the stage mirrors this much at the contact; real counters are duller. */
const mostReflection = 0.12;
/** The reflection fades to nothing over this much of u. */
const reachU = 0.3;
const opaque = 255;

/**
 * Adds the product's mirror image below its contact columns, faded with the distance, at most 0.12 of its light.
 * `gloss` is the stage's, 0..1; below 0.3 nothing is mirrored. Returns a new raster.
 */
export function reflectProduct(
  background: LinearRaster,
  gloss: number,
  placed: PlacedProduct,
  placing: Placing,
): LinearRaster {
  if (gloss < leastGloss) return background;
  const { widthPx, heightPx } = background;
  const { cut, cutout } = placed;
  const data = background.data.slice();
  const feet = mirrorRows(contactRows(placed, placing));
  const reachPx = Math.round(reachU * placing.pxPerU);
  for (let column = Math.max(0, -cut.leftPx); column < Math.min(cut.widthPx, widthPx - cut.leftPx); column++) {
    const foot = feet[column] ?? -1;
    if (foot < 0) continue;
    for (let down = 1; down <= reachPx; down++) {
      const y = cut.topPx + foot + down;
      const from = foot - down;
      if (y >= heightPx || from < 0) break;
      const source = 4 * (from * cut.widthPx + column);
      const alpha = (cutout.data[source + 3] ?? 0) / opaque;
      const share = gloss * mostReflection * alpha * (1 - down / reachPx) ** 2;
      if (y < 0 || share === 0) continue;
      const to = 3 * (y * widthPx + cut.leftPx + column);
      for (let channel = 0; channel < 3; channel++) {
        const light = linearOfLevel[cutout.data[source + channel] ?? 0] ?? 0;
        data[to + channel] = (data[to + channel] ?? 0) * (1 - share) + light * share;
      }
    }
  }
  return { ...background, data };
}

/**
 * The row of the cutout above which each column is mirrored: that of its contact; between contacts, on the line from one to
 * the next; beyond them, that of the outermost. -1 everywhere where nothing touches.
 */
function mirrorRows(contacts: Int32Array): Int32Array {
  const feet = contacts.slice();
  let last = -1;
  for (const [column, row] of contacts.entries()) {
    if (row < 0) continue;
    for (let between = last + 1; last >= 0 && between < column; between++) {
      const share = (between - last) / (column - last);
      feet[between] = Math.round((feet[last] ?? row) * (1 - share) + row * share);
    }
    if (last < 0) feet.fill(row, 0, column);
    last = column;
  }
  if (last >= 0) feet.fill(feet[last] ?? -1, last);
  return feet;
}
