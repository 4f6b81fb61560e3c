import type { Blocks } from './cast-studio-shadow.ts';
import { frontOf, type Ground, groundOf } from './find-ground.ts';
import { type Body, meetsBody, type Part } from './meet-body.ts';
import type { PlacedCutout } from './resample-product.ts';
import type { StudioScene } from './studio-places.ts';

/** So many heights of a product are looked at: an 80th of a lamp of 40 cm is half its stem. */
const levelCount = 80;
/** Of the parts of a product that stand side by side at one height (legs, a cup and its handle) the widest are kept. */
const mostParts = 6;
/** A part is at most so much deeper than it is wide: of 1, 1.2, 1.3 and 1.5 the one with the fewest shadows far from renders. */
const deeperThanWide = 1.3;
const halfOpaque = 128;

type Run = { readonly fromPx: number; readonly toPx: number };
/**
 * The body of a standing product, from its matte as the set's camera sees it: at each height as wide as it is seen, and as
 * deep as it is wide, at most as a product of its size is. What touches the ground stands where the camera sees it touch.
 */
export function standingBody(scene: StudioScene): Blocks {
  const body = standUp(scene);
  return (way) => meetsBody(body, way);
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

/** A part of the product on the parts under it; `stands`: on none of them, but on the ground. */
function partOf(
  run: Run,
  under: readonly Part[],
  { pitch, cmPerPx, middlePx, stagePx, awayCm, halfDepthPx, contacts }: Ground,
  placed: PlacedCutout,
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

/** The lowest row of the output in which a run's columns touch the ground, or -1. */
function lowestTouch(contacts: Int32Array, { fromPx, toPx }: Run, { cut }: PlacedCutout): number {
  const row = contacts
    .subarray(fromPx - cut.leftPx, toPx - cut.leftPx)
    .reduce((most, each) => Math.max(most, each), -1);
  return row < 0 ? -1 : cut.topPx + row + 1;
}

/** Runs of product (matte >= 128) in a row of the output, widest first. */
function runsAt({ cut, cutout }: PlacedCutout, yPx: number): Run[] {
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
