import { productDepthPx } from '../sets/product-footprint.ts';
import { projectPoint } from '../sets/project-set.ts';
import type { Blocks } from './cast-studio-shadow.ts';
import { contactRows } from './contact-set.ts';
import { type Body, type Front, meetsBody, type Part } from './meet-body.ts';
import type { Raster } from './raster.ts';
import type { PlacedProduct } from './resample-product.ts';
import type { StudioScene } from './studio-places.ts';

/** So many heights of a product are looked at: an 80th of a lamp of 40 cm is half its stem. */
const levelCount = 80;
/** Of the parts of a product that stand side by side at one height (legs, a cup and its handle) the widest are kept. */
const mostParts = 6;
/** A part is at most so much deeper than it is wide: of 1, 1.2, 1.3 and 1.5 the one with the fewest shadows far from renders. */
const deeperThanWide = 1.3;
/**
 * Planning put the middle of the base on the stage point by its own idea of the base's depth. Where that is as near to ours as
 * this share of half the product's depth, the product stands there; else where it is seen.
 */
const sameBase = 0.6;
/** Of the ground that a flat foot would hide if it had no height, it hides so much. */
const hiddenShare = 0.5;
const halfOpaque = 128;
const degrees = Math.PI / 180;

type Run = { readonly fromPx: number; readonly toPx: number };
/**
 * Where a product meets the ground: the output's rows in which the set's stage point and the middle of the product's base are
 * seen, half the depth of that base, how far away its middle is from the stage point, and the contact rows.
 */
type Ground = {
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

/**
 * The body of a standing product, from its matte as the set's camera sees it: at each height as wide as it is seen, and as
 * deep as it is wide, at most as a product of its size is. What touches the ground stands where the camera sees it touch.
 */
export function standingBody(scene: StudioScene): Blocks {
  const body = standUp(scene);
  return (...way) => meetsBody(body, ...way);
}

function standUp(scene: StudioScene): Body {
  const { placing, placed } = scene;
  const ground = groundOf(scene);
  const { pitch, cmPerPx, basePx, halfDepthPx } = ground;
  const { topPx, widthPx } = placing.box;
  const stepPx = (basePx - topPx) / levelCount;
  const levels: Part[][] = [];
  for (let level = 0; level < levelCount; level++) {
    const under = levels.at(-1) ?? [];
    const runs = runsAt(placed, Math.round(basePx - (level + 0.5) * stepPx));
    const parts = runs.map((run) => partOf(run, under, ground, placed));
    for (const { part, stands } of parts) if (stands) for (const lower of levels) lower.push(part);
    levels.push(parts.map(({ part }) => part));
  }
  return {
    levels,
    heightCm: ((basePx - topPx) * cmPerPx) / Math.cos(pitch),
    // An ellipse that holds the corners, too, where legs stand.
    halfWidth: (Math.SQRT2 * widthPx * cmPerPx) / 2,
    halfDepth: Math.SQRT2 * (halfDepthPx * cmPerPx + Math.abs(ground.awayCm)),
    front: frontOf(ground, placed, stepPx),
  };
}

function groundOf({ set, view, crop, uCm, placing, placed }: StudioScene): Ground {
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

/** A part of the product on the parts under it; `stands`: on none of them, but on the ground. */
function partOf(
  run: Run,
  under: readonly Part[],
  { pitch, cmPerPx, middlePx, stagePx, awayCm, halfDepthPx, contacts }: Ground,
  placed: PlacedProduct,
): { part: Part; stands: boolean } {
  const halfWidth = ((run.toPx - run.fromPx) / 2) * cmPerPx;
  const halfDepth = Math.min(deeperThanWide * halfWidth, halfDepthPx * cmPerPx);
  const x = ((run.fromPx + run.toPx) / 2 - middlePx) * cmPerPx;
  const bearers = under.filter((part) => Math.abs(part.x - x) < part.halfWidth + halfWidth);
  const touchPx = lowestTouch(contacts, run, placed);
  const stands = bearers.length === 0 && touchPx >= 0;
  const touchCm = halfDepth - ((touchPx - stagePx) * cmPerPx) / Math.sin(pitch);
  const y = stands ? touchCm : bearers.length === 0 ? awayCm : meanDistance(bearers);
  const room = Math.max(0, halfDepthPx * cmPerPx - halfDepth);
  return { part: { x, y: Math.max(awayCm - room, Math.min(awayCm + room, y)), halfWidth, halfDepth }, stands };
}

/** How far away parts are on the mean. */
const meanDistance = (parts: readonly Part[]): number =>
  parts.reduce((sum, { y }) => sum + y, 0) / Math.max(1, parts.length);

function frontOf(ground: Ground, { cut, cutout }: PlacedProduct, stepPx: number): Front {
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

/** The lowest row of the output in which a run's columns touch the ground, or -1. */
function lowestTouch(contacts: Int32Array, { fromPx, toPx }: Run, { cut }: PlacedProduct): number {
  const row = contacts
    .subarray(fromPx - cut.leftPx, toPx - cut.leftPx)
    .reduce((most, each) => Math.max(most, each), -1);
  return row < 0 ? -1 : cut.topPx + row + 1;
}

/** Runs of product (matte >= 128) in a row of the output, widest first. */
function runsAt({ cut, cutout }: PlacedProduct, yPx: number): Run[] {
  const row = yPx - cut.topPx;
  if (row < 0 || row >= cut.heightPx) return [];
  const runs: Run[] = [];
  let from = -1;
  for (let column = 0; column <= cut.widthPx; column++) {
    const alpha = column < cut.widthPx ? (cutout.data[4 * (row * cut.widthPx + column) + 3] ?? 0) : 0;
    if (alpha >= halfOpaque && from < 0) from = column;
    if (alpha >= halfOpaque || from < 0) continue;
    runs.push({ fromPx: cut.leftPx + from, toPx: cut.leftPx + column });
    from = -1;
  }
  return runs.sort((a, b) => b.toPx - b.fromPx - (a.toPx - a.fromPx)).slice(0, mostParts);
}
