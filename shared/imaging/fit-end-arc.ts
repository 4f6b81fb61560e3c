import type { EndOutline } from './end-outline.ts';
import { type FitSide, prepareSideLines } from './side-lines.ts';

/** Axis ratios that are tried: 0 to 40 degrees of pitch, in steps of about half a degree. */
const [ratioStep, mostRatio] = [0.01, 0.65];
/** Roundings of the end's edge that are tried, in half widths. */
const [roundingStep, mostRounding] = [0.025, 0.6];
/** Places on the arc that are compared: evenly around the ellipse, and evenly by direction, which is where edges round. */
const [evenPlaces, turningPlaces] = [32, 4];
/** Where the arc is steeper than this (the cosine of its normal's angle from upright), the sides rule. */
const steepest = 0.3;
/** How much of the side above the arc shows which way it goes, in half widths, and how much it may spread a row. */
const [sideShare, mostSlope] = [0.4, 0.6];
/** The arc's width depends on where the side begins, and that on the arc; it settles at once. */
const rounds = 3;
/** Up to this share of the half width the arc must be seen; right at the side a pixel decides. */
const seenShare = 0.98;
/** Fits are alike where they differ by less than this: a third of a pixel, or half of the best fit's own error. */
const [alikePx, alikeShare] = [0.35, 0.5];

/**
 * How an end looks as the circle that closes a turned body: `ratio` is minor over major axis of its ellipse, that is the
 * sine of the pitch at which a distant camera sees it; from `leastRatio` to `mostRatio` the outline looks alike.
 * `error` is the distance of outline and arc (root mean square) in half widths.
 */
export type EndArc = {
  readonly ratio: number;
  readonly leastRatio: number;
  readonly mostRatio: number;
  readonly error: number;
  readonly halfWidthPx: number;
};

/**
 * Fits the outline of an end by half an ellipse whose edge may be rounded and which runs into straight sides. A rounded
 * edge is a tube about a smaller circle, whose outline is the parallel curve of that circle's ellipse. Undefined where
 * no arc with straight sides is there at all.
 */
export function fitEndArc(outline: EndOutline): EndArc | undefined {
  const fitSide = prepareSideLines(outline.halfWidth);
  const tried: { ratio: number; error: number; halfWidthPx: number }[] = [];
  for (let ratio = 0; ratio <= mostRatio; ratio += ratioStep) {
    const places = placesOf(ratio);
    for (let rounding = 0; rounding <= mostRounding; rounding += roundingStep) {
      const halfWidthPx = widthOfArc(fitSide, outline, ratio, rounding);
      const error = halfWidthPx === undefined ? undefined : arcError(outline, halfWidthPx, places, { ratio, rounding });
      if (halfWidthPx !== undefined && error !== undefined) tried.push({ ratio, error, halfWidthPx });
    }
  }
  const [first, ...others] = tried;
  if (first === undefined) return undefined;
  const best = others.reduce((leader, each) => (each.error < leader.error ? each : leader), first);
  const most = best.error + Math.max(alikePx / best.halfWidthPx, alikeShare * best.error);
  const alike = tried.filter(({ error }) => error <= most).map(({ ratio }) => ratio);
  return { ...best, leastRatio: Math.min(...alike), mostRatio: Math.max(...alike) };
}

/** The half width at which an arc of this shape touches the sides above it. */
function widthOfArc(fitSide: FitSide, { reach }: EndOutline, ratio: number, rounding: number): number | undefined {
  let width = reach.length;
  for (let round = 0; round < rounds; round++) {
    const roundPx = rounding * width;
    const minor = ratio * (width - roundPx);
    const side = fitSide(minor + roundPx, sideShare * width);
    if (side === undefined || Math.abs(side.slope) > mostSlope) return undefined;
    // A side that spreads touches the tube, and the ellipse, below their widest places.
    const inner = side.at(minor + roundPx) - roundPx * Math.hypot(1, side.slope);
    if (inner <= Math.abs(side.slope) * minor) return undefined;
    width = roundPx + Math.sqrt(inner ** 2 - (side.slope * minor) ** 2);
  }
  return width;
}

/** The distance of the outline from an arc, in half widths; undefined where the outline ends before the arc does. */
function arcError(
  { reach }: EndOutline,
  halfWidthPx: number,
  places: readonly Place[],
  { ratio, rounding }: { ratio: number; rounding: number },
): number | undefined {
  const roundPx = rounding * halfWidthPx;
  const major = halfWidthPx - roundPx;
  const minor = ratio * major;
  let [weights, sum, squares, count] = [0, 0, 0, 0];
  for (const { sine, down, outwards } of places) {
    const x = major * sine + roundPx * outwards;
    const measured = between(reach, x);
    if (!Number.isFinite(measured)) {
      if (x < seenShare * halfWidthPx) return undefined;
      continue;
    }
    const away = measured - minor * (1 - Math.sqrt(1 - sine ** 2)) - roundPx * (1 - down);
    weights += down ** 2;
    sum += down ** 2 * away;
    squares += down ** 2 * away ** 2;
    count++;
  }
  // Where exactly the end is decides the matte's last row: the mean distance is taken off.
  return Math.sqrt(Math.max(0, squares - sum ** 2 / weights) / count) / halfWidthPx;
}

/** A place on the ellipse: where across, as the sine of its angle on the circle, and the direction of its normal. */
type Place = { readonly sine: number; readonly down: number; readonly outwards: number };

/** Places from the end's middle to where the arc is steepest: by the angle on the circle, and by the normal's angle. */
function placesOf(ratio: number): Place[] {
  const byAngle = Array.from({ length: evenPlaces }, (_, i) => {
    const angle = ((Math.PI / 2) * i) / evenPlaces;
    const normal = Math.atan(ratio * Math.tan(angle));
    return { sine: Math.sin(angle), down: Math.cos(normal), outwards: Math.sin(normal) };
  });
  const byNormal = Array.from({ length: turningPlaces }, (_, i) => {
    const normal = (Math.acos(steepest) * (i + 0.5)) / turningPlaces;
    const angle = Math.atan2(Math.sin(normal), ratio * Math.cos(normal));
    return { sine: Math.sin(angle), down: Math.cos(normal), outwards: Math.sin(normal) };
  });
  return [...byAngle, ...byNormal].filter(({ down }) => down >= steepest);
}

/** The value at a place between two entries. */
function between(values: Float64Array, x: number): number {
  const at = Math.floor(x);
  const here = values[at] ?? Number.POSITIVE_INFINITY;
  const next = values[at + 1] ?? Number.POSITIVE_INFINITY;
  return here + (next - here) * (x - at);
}
