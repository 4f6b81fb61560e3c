import type { Way } from './cast-studio-shadow.ts';

/**
 * One part of a product at one height: an ellipse, seen from above, in centimetres from the stage point, x right, y away
 * from the camera. It reaches `halfWidth` to each side of (`x`, `y`) and is `halfDepth` deep, before and behind.
 */
export type Part = { readonly x: number; readonly y: number; readonly halfWidth: number; readonly halfDepth: number };
/** The parts at each height, from the ground up, and the sides of an upright ellipse around all of them. */
export type Body = {
  readonly levels: readonly (readonly Part[])[];
  readonly heightCm: number;
  readonly halfWidth: number;
  readonly halfDepth: number;
  readonly front: Front;
};
/**
 * Where the base ends towards the camera: y of each place across, `perCm` of them from `leftCm` on, -Infinity where nothing
 * touches. What is deeper than the base, which is `footDepth` deep to each side, reaches so much further. Up to the level
 * `toLevel` the product is no deeper there than to `back`: behind a flat foot the ground is seen.
 */
export type Front = {
  readonly y: Float32Array;
  readonly back: Float32Array;
  readonly toLevel: Float32Array;
  readonly leftCm: number;
  readonly perCm: number;
  readonly footDepth: number;
};

/** Whether a way meets the body, looked for at each height that it passes. */
export function meetsBody({ levels, heightCm, halfWidth, halfDepth, front }: Body, way: Way): boolean {
  const x = way[0] ?? 0;
  const y = way[1] ?? 0;
  const z = way[2] ?? 0;
  const alongX = way[3] ?? 0;
  const alongY = way[4] ?? 0;
  const alongZ = way[5] ?? 0;
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
    const low = (level / perCm - z) / alongZ;
    const high = ((level + 1) / perCm - z) / alongZ;
    const first = Math.max(enter, Math.min(low, high));
    const end = Math.min(leave, Math.max(low, high));
    for (const part of levels[level] ?? []) {
      const overX = (x - part.x) / part.halfWidth;
      const overY = (y - part.y) / part.halfDepth;
      const stepX = alongX / part.halfWidth;
      const stepY = alongY / part.halfDepth;
      // Where the way comes nearest to the part's middle, within this height.
      const nearest = -(overX * stepX + overY * stepY) / (stepX * stepX + stepY * stepY);
      const t = Math.max(first, Math.min(end, nearest));
      const acrossPart = overX + t * stepX;
      const intoPart = overY + t * stepY;
      if (acrossPart * acrossPart + intoPart * intoPart >= 1) continue;
      const place = Math.floor((x + t * alongX - front.leftCm) * front.perCm);
      const atY = y + t * alongY;
      if (atY < (front.y[place] ?? atY) - Math.max(0, part.halfDepth - front.footDepth)) continue;
      if (level > (front.toLevel[place] ?? 0) || atY <= (front.back[place] ?? atY)) return true;
    }
  }
  return false;
}
