import { productDepthPx } from '../sets/product-footprint.ts';
import type { Blocks } from './cast-studio-shadow.ts';
import { contactRows } from './contact-set.ts';
import type { PlacedProduct } from './resample-product.ts';
import type { StudioScene } from './studio-places.ts';

/** So many heights of a product are looked at: an 80th of a lamp of 40 cm is half its stem. */
const levelCount = 80;
/** Of the parts of a product that stand side by side at one height (legs, a cup and its handle) the widest are kept. */
const mostParts = 6;
/** A part is at most so much deeper than it is wide: of 1, 1.2, 1.3 and 1.5 the one with the fewest shadows far from renders. */
const deeperThanWide = 1.3;
const halfOpaque = 128;
const degrees = Math.PI / 180;

/**
 * One part of a product at one height: an ellipse, seen from above, in centimetres from the stage point, x right, y away
 * from the camera. It reaches `halfWidth` to each side of (`x`, `y`) and is `halfDepth` deep, before and behind.
 */
type Part = { readonly x: number; readonly y: number; readonly halfWidth: number; readonly halfDepth: number };
/** The parts at each height, from the ground up, and the sides of an upright ellipse around all of them. */
type Body = {
  readonly levels: readonly (readonly Part[])[];
  readonly heightCm: number;
  readonly halfWidth: number;
  readonly halfDepth: number;
};
type Run = { readonly fromPx: number; readonly toPx: number };

/**
 * The body of a standing product, from its matte as the set's camera sees it: at each height as wide as it is seen, and as
 * deep as it is wide, at most as a product of its size is. What touches the ground stands where the camera sees it touch.
 */
export function standingBody(scene: StudioScene): Blocks {
  const body = standUp(scene);
  return (...way) => isMet(body, ...way);
}

function standUp({ set, uCm, placing, placed }: StudioScene): Body {
  const { box } = placing;
  const cmPerPx = uCm / placing.pxPerU;
  const pitch = set.camera.pitchDegrees * degrees;
  const contacts = contactRows(placed, placing, set.camera.pitchDegrees);
  const halfDepthPx = productDepthPx(box) / 2;
  const footPx = footShare(contacts, box.widthPx) * halfDepthPx;
  // The middle of the base is seen above its front.
  const basePx = box.topPx + box.heightPx - footPx * Math.sin(pitch);
  const stepPx = (basePx - box.topPx) / levelCount;
  const middlePx = box.leftPx + box.widthPx / 2;
  const levels: Part[][] = [];
  for (let level = 0; level < levelCount; level++) {
    const under = levels.at(-1) ?? [];
    const parts = runsAt(placed, Math.round(basePx - (level + 0.5) * stepPx)).map((run): Part => {
      const halfWidth = ((run.toPx - run.fromPx) / 2) * cmPerPx;
      const halfDepth = Math.min(deeperThanWide * halfWidth, halfDepthPx * cmPerPx);
      const x = ((run.fromPx + run.toPx) / 2 - middlePx) * cmPerPx;
      const bearers = under.filter((part) => Math.abs(part.x - x) < part.halfWidth + halfWidth);
      const touchPx = lowestTouch(contacts, run, placed);
      const stands = bearers.length === 0 && touchPx >= 0;
      const y = stands ? halfDepth - ((touchPx - basePx) * cmPerPx) / Math.sin(pitch) : meanOf(bearers);
      const room = Math.max(0, footPx * cmPerPx - halfDepth);
      const part = { x, y: Math.max(-room, Math.min(room, y)), halfWidth, halfDepth };
      if (stands) for (const lower of levels) lower.push(part);
      return part;
    });
    levels.push(parts);
  }
  const heightCm = ((basePx - box.topPx) * cmPerPx) / Math.cos(pitch);
  // An ellipse that holds the corners, too, where legs stand.
  const halfWidth = (Math.SQRT2 * box.widthPx * cmPerPx) / 2;
  return { levels, heightCm, halfWidth, halfDepth: Math.SQRT2 * halfDepthPx * cmPerPx };
}

/** How far away the parts stand on the mean; none stand in the middle. */
const meanOf = (parts: readonly Part[]): number => parts.reduce((sum, { y }) => sum + y, 0) / Math.max(1, parts.length);

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

/** Whether a way meets the body, looked for at each height that it passes. */
function isMet(
  { levels, heightCm, halfWidth, halfDepth }: Body,
  ...[x, y, z, alongX, alongY, alongZ]: Parameters<Blocks>
): boolean {
  // Where the way runs within the upright ellipse: the roots of a quadratic in t, which runs from 0 to 1 along it.
  const fromX = x / halfWidth;
  const fromY = y / halfDepth;
  const goX = alongX / halfWidth;
  const goY = alongY / halfDepth;
  const a = goX * goX + goY * goY;
  const b = fromX * goX + fromY * goY;
  const inside = b * b - a * (fromX * fromX + fromY * fromY - 1);
  if (inside <= 0) return false;
  const root = Math.sqrt(inside);
  const groundAt = -z / alongZ;
  const topAt = (heightCm - z) / alongZ;
  const enter = Math.max(0, (-b - root) / a, Math.min(groundAt, topAt));
  const leave = Math.min(1, (root - b) / a, Math.max(groundAt, topAt));
  if (enter >= leave) return false;
  const perCm = levels.length / heightCm;
  const one = (z + enter * alongZ) * perCm;
  const other = (z + leave * alongZ) * perCm;
  const last = Math.min(levels.length - 1, Math.floor(Math.max(one, other)));
  for (let level = Math.max(0, Math.floor(Math.min(one, other))); level <= last; level++) {
    const t = Math.max(enter, Math.min(leave, ((level + 0.5) / perCm - z) / alongZ));
    for (const part of levels[level] ?? []) {
      const acrossPart = (x + t * alongX - part.x) / part.halfWidth;
      const intoPart = (y + t * alongY - part.y) / part.halfDepth;
      if (acrossPart * acrossPart + intoPart * intoPart < 1) return true;
    }
  }
  return false;
}
