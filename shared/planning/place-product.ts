import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { Look } from '../contracts/brief.ts';
import type { ErrorCode } from '../contracts/error-catalogue.ts';
import type { PixelBox, SizePx } from '../contracts/geometry.ts';
import type { Placement } from '../contracts/placement.ts';
import type { Placing } from '../contracts/plan.ts';
import { cutSides, type Sides, sidesText } from './cut-sides.ts';
import { chooseOutputSize, softScaleLimit } from './output-size.ts';
import { roundUnit } from './unit-rect.ts';

/** The product's share of the safe rectangle where the row says nothing. */
const defaultFill = 0.7;
/** How far a fill stays inside a row's minimum and maximum, so that whole pixels and soft edges do not leave it. */
const fillMargin = 0.02;
/** Of the free height, the part above the product: even for plain looks and lying products, a little low where it stands. */
const spaceAbove = { even: 0.5, standing: 0.58 };
/** A product may overhang the frame by this much, because it is rounded to whole pixels later. */
const halfPixel = 0.5;
/** A larger photo is asked for with this reserve, because a new photo is never framed exactly alike. */
const photoReserve = 1.01;

export type Refusal = { readonly outcome: 'refused'; readonly code: ErrorCode; readonly sentence: string };
export type ProductPlace = { readonly outcome: 'make'; readonly placing: Placing } | Refusal;

/** Output pixels a pixel of the photo: what the row's fill and safe zone allow, and what is taken by itself. */
export type ScaleBounds = { readonly least: number; readonly most: number; readonly wanted: number };
/** Chooses a scale for an output of `size`. */
export type ChooseScale = (bounds: ScaleBounds, size: SizePx) => number;

type Frame = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };

/**
 * Where a product stands in one output: scale, boxes in output pixels, and the frame on the plate in u.
 * The product keeps to the safe rectangle, fills it as the row says (70 % where it says nothing), is centred across
 * it, and stands a little low in set and scene looks, but for one that is `lying` in a set seen from above. Sides that the photo cuts off lie on the same edge of the frame,
 * safe zone or not: a product cut at the bottom rises from the bottom edge. Cut at opposite sides, it reaches from
 * edge to edge.
 * Refused: PHOTO_TOO_SMALL where it would be enlarged beyond 2x, with the size that is needed; PRODUCT_CUT_OFF where
 * it cannot reach from edge to edge without being cut at a third side or overfilling the row.
 */
export function placeProduct(
  facts: AssetFacts,
  row: Placement,
  kind: Look['kind'] | 'lying',
  choose: ChooseScale = ({ wanted }) => wanted,
): ProductPlace {
  const sides = cutSides(facts);
  const scaleFor = (size: SizePx) => {
    const bounds = scaleBounds(facts.box, row, size, sides);
    return bounds === undefined ? undefined : choose(bounds, size);
  };
  const wantedScale = scaleFor(row.deliver);
  if (wantedScale === undefined) return cutOff(row, sides);
  const size = chooseOutputSize(row, wantedScale);
  if (size.isBeyondLimit) return tooSmall(facts, row, (wantedScale * size.share) / softScaleLimit);
  const scale = scaleFor(size);
  if (scale === undefined) return cutOff(row, sides);
  const above = kind === 'plain' || kind === 'lying' ? spaceAbove.even : spaceAbove.standing;
  return { outcome: 'make', placing: { ...placeAt(facts, row, size, sides, scale, above), isSoft: size.isSoft } };
}

/** What a row allows the product's scale to be; undefined where a product cut at opposite sides does not fit. */
export function scaleBounds(box: PixelBox, row: Placement, size: SizePx, sides: Sides): ScaleBounds | undefined {
  const safe = safeFrame(row, size, sides);
  const fit = Math.min(safe.width / box.widthPx, safe.height / box.heightPx);
  const fillOne = Math.min(size.widthPx / box.widthPx, size.heightPx / box.heightPx);
  const spans = [
    ...(sides.left && sides.right ? [size.widthPx / box.widthPx] : []),
    ...(sides.top && sides.bottom ? [size.heightPx / box.heightPx] : []),
  ];
  const [span] = spans;
  if (span !== undefined) {
    const overhang = (span - fit) * Math.max(box.widthPx, box.heightPx);
    const mostFill = row.productFill?.max ?? 1;
    const isFitting = overhang <= halfPixel && span / fillOne <= mostFill + Number.EPSILON;
    return isFitting ? { least: span, most: span, wanted: span } : undefined;
  }
  if (row.productFill === null) return { least: 0, most: fit, wanted: defaultFill * fit };
  const least = row.productFill.min === null ? 0 : row.productFill.min + fillMargin;
  const most = (row.productFill.max ?? 1) - fillMargin;
  const wanted = Math.min(Math.min(Math.max(defaultFill, least), most) * fillOne, fit);
  return { least: Math.min(least * fillOne, fit), most: Math.min(most * fillOne, fit), wanted };
}

/** The frame without the row's safe zone; a side at which the product is cut reaches to the frame's edge. */
export function safeFrame(row: Placement, size: SizePx, sides: Sides): Frame {
  const zone = row.safeZone ?? { top: 0, right: 0, bottom: 0, left: 0 };
  const margin = (side: keyof Sides) => (sides[side] ? 0 : zone[side]);
  return {
    left: margin('left') * size.widthPx,
    top: margin('top') * size.heightPx,
    width: (1 - margin('left') - margin('right')) * size.widthPx,
    height: (1 - margin('top') - margin('bottom')) * size.heightPx,
  };
}

/**
 * Scales first, in whole pixels of the cutout, then offsets it, rounded once. Crop and pxPerU are those of the exact
 * placing, less than a pixel away: rounding would move them across the plates' grid and paint plates for nothing.
 */
function placeAt(
  { box, cutBox }: AssetFacts,
  row: Placement,
  size: SizePx,
  sides: Sides,
  exactScale: number,
  above: number,
): Omit<Placing, 'isSoft'> {
  const safe = safeFrame(row, size, sides);
  const { width, height, scale } = wholeCut(cutBox, sides, exactScale);
  const x = placeAxis({
    ...{ frame: size.widthPx, safeStart: safe.left, safeLength: safe.width, before: 1 / 2 },
    ...{ isCutAtStart: sides.left, isCutAtEnd: sides.right, exactLength: box.widthPx * exactScale },
    ...{ offset: ((box.leftPx - cutBox.leftPx) * width) / cutBox.widthPx },
    ...{ length: (box.widthPx * width) / cutBox.widthPx },
  });
  const y = placeAxis({
    ...{ frame: size.heightPx, safeStart: safe.top, safeLength: safe.height, before: above },
    ...{ isCutAtStart: sides.top, isCutAtEnd: sides.bottom, exactLength: box.heightPx * exactScale },
    ...{ offset: ((box.topPx - cutBox.topPx) * height) / cutBox.heightPx },
    ...{ length: (box.heightPx * height) / cutBox.heightPx },
  });
  const pxPerU = roundUnit(exactScale * Math.max(box.widthPx, box.heightPx));
  const crop = {
    left: roundUnit(-(x.exactStart + (box.widthPx * exactScale) / 2) / pxPerU),
    bottom: roundUnit((y.exactStart + box.heightPx * exactScale - size.heightPx) / pxPerU),
    width: roundUnit(size.widthPx / pxPerU),
    height: roundUnit(size.heightPx / pxPerU),
  };
  return {
    ...{ widthPx: size.widthPx, heightPx: size.heightPx, scale, pxPerU },
    cut: { leftPx: x.cutStart, topPx: y.cutStart, widthPx: width, heightPx: height },
    box: { leftPx: x.start, topPx: y.start, widthPx: x.length, heightPx: y.length },
    crop,
  };
}

/** Width and height of the scaled cutout in whole pixels, and the scale that this is on its leading side. */
function wholeCut(cutBox: PixelBox, sides: Sides, exact: number): { width: number; height: number; scale: number } {
  const spansHeight = sides.top && sides.bottom;
  const leadsWidth = (sides.left && sides.right) || (!spansHeight && cutBox.widthPx >= cutBox.heightPx);
  const leading = leadsWidth ? cutBox.widthPx : cutBox.heightPx;
  const long = Math.max(1, Math.round(leading * exact));
  const scale = long / leading;
  const short = Math.max(1, Math.round((leadsWidth ? cutBox.heightPx : cutBox.widthPx) * scale));
  return leadsWidth ? { width: long, height: short, scale } : { width: short, height: long, scale };
}

/** One side of the frame, in output pixels; `offset` is where the product begins in its cutout. */
type Axis = {
  readonly frame: number;
  readonly safeStart: number;
  readonly safeLength: number;
  /** The share of the free length that lies before the product. */
  readonly before: number;
  readonly isCutAtStart: boolean;
  readonly isCutAtEnd: boolean;
  readonly exactLength: number;
  readonly offset: number;
  readonly length: number;
};

/** Where the cutout begins (may lie outside the frame; never minus zero), the product's own extent, its exact start. */
function placeAxis(axis: Axis): { cutStart: number; start: number; length: number; exactStart: number } {
  const { frame, isCutAtStart, isCutAtEnd, offset, length } = axis;
  const between = (own: number) => axis.safeStart + (axis.safeLength - own) * axis.before;
  const exactStart = isCutAtStart ? 0 : isCutAtEnd ? frame - axis.exactLength : between(axis.exactLength);
  const atEnd = Math.ceil(frame - length - offset);
  const cutStart = isCutAtStart ? Math.floor(-offset) : isCutAtEnd ? atEnd : Math.round(between(length) - offset);
  const start = Math.max(0, Math.round(cutStart + offset));
  const end = Math.min(frame, Math.round(cutStart + offset + length));
  return { cutStart: cutStart + 0, start, length: Math.max(1, end - start), exactStart };
}

function tooSmall({ box, widthPx, heightPx }: AssetFacts, row: Placement, missing: number): Refusal {
  const product = Math.max(box.widthPx, box.heightPx);
  const needed = (px: number) => Math.ceil(px * missing * photoReserve);
  const sentence =
    `Expected a product of at least ${needed(product)} px on its longer side for ${row.id}, got ${product} px; ` +
    `upload a photo of at least ${needed(widthPx)} x ${needed(heightPx)} px framed like this one.`;
  return { outcome: 'refused', code: 'PHOTO_TOO_SMALL', sentence };
}

function cutOff(row: Placement, sides: Sides): Refusal {
  const sentence =
    `Expected a product that fits ${row.id} from edge to edge, because the photo cuts it off at ${sidesText(sides)}, ` +
    'got one that does not; photograph it whole, or choose a placement shaped more like the product.';
  return { outcome: 'refused', code: 'PRODUCT_CUT_OFF', sentence };
}
