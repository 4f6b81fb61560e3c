import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { PixelBox } from '../contracts/geometry.ts';
import { type EndOutline, readEndOutline } from './end-outline.ts';
import { type EndArc, fitEndArc } from './fit-end-arc.ts';
import { hasNearEdge } from './has-near-edge.ts';
import type { Mask, Raster } from './raster.ts';

/**
 * What an arc must be to count, in half widths. Measured on 25 November 2026: the samples' bases fit to 0.0008-0.0032,
 * made turned shapes whose outline strays by 0.7 px to 0.0008-0.002, and are uneven by at most 0.0021; of 51 real photos
 * (the two turned products among them were seen from straight ahead) none passes all limits, the nearest is a shoe's sole.
 */
const mostError = 0.004;
const mostUnevenness = 0.005;
/** Left and right are compared up to here: nearer to the side a pixel across is many along the outline. */
const seenShare = 0.9;
/** A base that is seen to lean more than this (3 degrees) is no base. */
const mostTilt = 0.05;
const leastHalfWidthPx = 40;
/** A flatter arc (2.9 degrees) may be a straight edge: of a box, whose pitch it does not show, or of a bag. */
const leastRatio = 0.05;
/** Pitches that look alike may differ by so much: within it the nearest set is the right one or its neighbour's equal. */
const mostSpreadDegrees = 6;
/**
 * A rim is seen from less high than the base, by the angle that the product's height takes: at most this, from a camera
 * five heights away. Fits of the two may differ by the slack.
 */
const [mostNearnessDegrees, slackDegrees] = [12, 1];
/** Above this the bottoms of eggs and vases look like arcs: the top must agree. */
const topNeededDegrees = 14;
/** No camera that looks down steeper than this sees a product as sets show it. */
const steepestDegrees = 32;

/**
 * How much steeper a base is seen than its rim, for a product as high as it is long: ten lengths away, which is usual. Of
 * 30 rendered bowls, mugs, tumblers, tins and planters, 7 to 14 lengths away and at 3 to 26 degrees, 11 claim a pitch by
 * the rim and 14 by the base, at most 2.5 degrees off (25 November 2026, their true mattes).
 */
const usualNearnessDegrees = 5.7;

/**
 * From how high the camera looks down on the product's base, in degrees to one decimal: by the arc that the base of a
 * turned product (a jar, a bottle) shows, which is half an ellipse whose axes are as the sine of the pitch; else by the
 * ellipse of an open or flat top that is seen whole (a bowl), as steep as its height adds. Null where neither is there,
 * where several pitches would show it, or where base and top contradict each other. A base of another shape than a circle
 * misleads (an oval half as deep as wide says half of the sine). `p` is P, null where the matte alone is known; `box` is
 * the tight box of matte >= 128; products that do not stand have no pitch.
 */
export function measurePitch(
  p: Raster | null,
  matte: Mask,
  box: PixelBox,
  pose: AssetFacts['pose']['kind'],
): number | null {
  if (pose !== 'standing' && pose !== 'unknown') return null;
  const base = findClearArc(matte, box, 'base');
  const baseSpan = base === undefined ? null : spanOf(base.arc);
  if (base !== undefined && baseSpan === null && base.arc.mostRatio < leastRatio) return null;
  const top = findClearArc(matte, box, 'top');
  if (baseSpan !== null) {
    const isLikely = top === undefined ? middleOf(baseSpan) <= topNeededDegrees : agrees(baseSpan, top.arc);
    return isLikely ? toTenth(middleOf(baseSpan)) : null;
  }
  const topSpan = top === undefined ? null : spanOf(top.arc);
  if (p === null || top === undefined || topSpan === null || !hasNearEdge(p, box, top.outline, top.arc)) return null;
  const nearness = (usualNearnessDegrees * box.heightPx) / Math.max(box.widthPx, box.heightPx);
  return toTenth(middleOf(topSpan) + nearness);
}

type Span = readonly [leastDegrees: number, mostDegrees: number];
const middleOf = ([least, most]: Span): number => (least + most) / 2;
const toTenth = (value: number): number => Math.round(10 * value) / 10;
const degreesOf = (ratio: number): number => (180 / Math.PI) * Math.asin(ratio);

/** The pitches that an arc may show; null where they are too many, or where it may be none. */
function spanOf(arc: EndArc): Span | null {
  const span = [degreesOf(arc.leastRatio), degreesOf(arc.mostRatio)] as const;
  const isOne = arc.leastRatio >= leastRatio && span[1] - span[0] <= mostSpreadDegrees;
  return isOne && span[1] <= steepestDegrees ? span : null;
}

/** Whether a rim is seen as from one camera with the base: from above, less steeply, or from just below. */
function agrees([least, most]: Span, top: EndArc): boolean {
  const [leastTop, mostTop] = [degreesOf(top.leastRatio), degreesOf(top.mostRatio)];
  const isFromAbove = most + slackDegrees >= leastTop && least - mostTop <= mostNearnessDegrees + slackDegrees;
  return isFromAbove || least + leastTop <= mostNearnessDegrees + slackDegrees;
}

/** The arc of an end, where the outline is one beyond doubt. */
function findClearArc(
  matte: Mask,
  box: PixelBox,
  end: 'base' | 'top',
): { arc: EndArc; outline: EndOutline } | undefined {
  const outline = readEndOutline(matte, box, end);
  const arc = outline === undefined ? undefined : fitEndArc(outline);
  if (outline === undefined || arc === undefined) return undefined;
  if (arc.error > mostError || arc.halfWidthPx < leastHalfWidthPx) return undefined;
  return isEven(outline, arc.halfWidthPx) ? { arc, outline } : undefined;
}

/** Whether left and right are each other's mirror images, but for a camera that is turned a little. */
function isEven({ lean }: EndOutline, halfWidthPx: number): boolean {
  const seen = lean.subarray(0, Math.floor(seenShare * halfWidthPx));
  const spread = seen.reduce((sum, _, x) => sum + x * x, 0);
  const tilt = seen.reduce((sum, each, x) => sum + x * each, 0) / spread;
  const left = seen.reduce((sum, each, x) => sum + (each - tilt * x) ** 2, 0);
  return Math.abs(tilt) <= mostTilt && Math.sqrt(left / seen.length) <= mostUnevenness * halfWidthPx;
}
