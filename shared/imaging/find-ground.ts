import { productDepthPx } from '../sets/product-footprint.ts';
import { projectPoint } from '../sets/project-set.ts';
import { contactRows } from './contact-set.ts';
import type { Front } from './meet-body.ts';
import type { Raster } from './raster.ts';
import type { PlacedCutout } from './resample-product.ts';
import type { StudioScene } from './studio-places.ts';

/**
 * Planning put the middle of the base on the stage point by its own idea of the base's depth. Where that is as near to ours as
 * this share of half the product's depth, the product stands there; else where it is seen.
 */
const sameBase = 0.6;
/** Of the ground that a flat foot would hide if it had no height, it hides so much. */
const hiddenShare = 0.5;
const halfOpaque = 128;
const degrees = Math.PI / 180;

/**
 * Where a product meets the ground: the output's rows in which the set's stage point and the middle of the product's base are
 * seen, half the depth of that base, how far away its middle is from the stage point, and the contact rows.
 */
export type Ground = {
  readonly pitch: number;
  readonly cmPerPx: number;
  readonly middlePx: number;
  readonly stagePx: number;
  readonly basePx: number;
  readonly footPx: number;
  readonly awayCm: number;
  readonly halfDepthPx: number;
  readonly contacts: Int32Array;
};

/** Finds where a standing product meets the ground of a set. */
export function groundOf({ set, view, crop, uCm, placing, placed }: StudioScene): Ground {
  const { box, pxPerU } = placing;
  const { pitchDegrees } = set.camera;
  const pitch = pitchDegrees * degrees;
  const contacts = contactRows(placed, placing, pitchDegrees);
  const halfDepthPx = productDepthPx(box) / 2;
  const footPx = footShare(contacts, box.widthPx) * halfDepthPx;
  const cmPerPx = uCm / pxPerU;
  const stageY = projectPoint(set, view, set.stageCm)?.yPx ?? 0;
  const seenPx = ((stageY - crop.topPx) * placing.heightPx) / crop.heightPx;
  // The middle of the base is seen above its front.
  const basePx = box.topPx + box.heightPx - footPx * Math.sin(pitch);
  const isOnStage = Math.abs(seenPx - basePx) < sameBase * halfDepthPx * Math.sin(pitch);
  const stagePx = isOnStage ? basePx : seenPx;
  const awayCm = ((stagePx - basePx) * cmPerPx) / Math.sin(pitch);
  const middlePx = box.leftPx + box.widthPx / 2;
  return { pitch, cmPerPx, middlePx, stagePx, basePx, footPx, awayCm, halfDepthPx, contacts };
}

/** Where a product's base ends before and behind, as the camera sees it; `stepPx` is a level of its body. */
export function frontOf(ground: Ground, { cut, cutout }: PlacedCutout, stepPx: number): Front {
  const { pitch, cmPerPx, middlePx, stagePx, footPx, contacts } = ground;
  const cmPerRow = cmPerPx / Math.sin(pitch);
  const y = Float32Array.from(contacts, (row) =>
    row < 0 ? Number.NEGATIVE_INFINITY : (stagePx - cut.topPx - row - 1) * cmPerRow,
  );
  const heights = contacts.map((row, column) => heightOfRun(cutout, column, row));
  return {
    ...{ y, back: y.map((front, column) => front + hiddenShare * (heights[column] ?? 0) * cmPerRow) },
    toLevel: Float32Array.from(heights, (height) => height / stepPx),
    ...{ leftCm: (cut.leftPx - middlePx) * cmPerPx, perCm: 1 / cmPerPx, footDepth: footPx * cmPerPx },
  };
}

/** How many rows of product there are in a column from a row upwards. */
function heightOfRun({ data, widthPx }: Raster, column: number, row: number): number {
  let top = row;
  while (top >= 0 && (data[4 * (top * widthPx + column) + 3] ?? 0) >= halfOpaque) top--;
  return row - top;
}

/** How much of the box's width the contacts span, 0..1; all of it where nothing touches. */
function footShare(contacts: Int32Array, widthPx: number): number {
  const first = contacts.findIndex((row) => row >= 0);
  const last = contacts.findLastIndex((row) => row >= 0);
  return first < 0 ? 1 : Math.min(1, (last + 1 - first) / widthPx);
}
