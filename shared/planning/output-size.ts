import type { SizePx } from '../contracts/geometry.ts';
import type { Placement } from '../contracts/placement.ts';

/** Up to here an enlarged product still looks sharp; beyond it the output shrinks first (docs/imaging.md, Enlarging). */
export const sharpScaleLimit = 1.25;
/** At the smallest output the product may be enlarged this far, with the warning SOFT; beyond it the slot is refused. */
export const softScaleLimit = 2;
/** How small the output may become where the row has no minimum: half of what we deliver. */
const leastShareWithoutMinimum = 0.5;
/** With at least so many sizes of exactly the row's ratio to choose from, an output shrinks in these steps alone. */
const leastExactSizes = 50;
/** Keeps a size that is exactly a minimum from being rounded past it. */
const tolerance = 1e-9;

export type OutputSize = SizePx & {
  /** This size as a share of the row's `deliver` size. */
  readonly share: number;
  readonly isSoft: boolean;
  /** More than 2x enlarged even so: nothing can be made. */
  readonly isBeyondLimit: boolean;
};

/**
 * The size at which a row is made, given the product's `scale` (output pixels a pixel of the photo) at the row's
 * `deliver` size. That size itself where the product is enlarged at most 1.25x; else as little smaller as brings it
 * there, in the row's ratio and not below the row's minimum; there `isSoft` up to 2x, `isBeyondLimit` above.
 */
export function chooseOutputSize(row: Placement, scale: number): OutputSize {
  const { widthPx, heightPx } = row.deliver;
  if (scale <= sharpScaleLimit) return { widthPx, heightPx, share: 1, isSoft: false, isBeyondLimit: false };
  const exactSizes = greatestCommonDivisor(widthPx, heightPx);
  const steps = exactSizes >= leastExactSizes ? exactSizes : widthPx;
  const fewest = Math.ceil(leastShare(row) * steps - tolerance);
  const wanted = Math.floor((sharpScaleLimit / scale) * steps + tolerance);
  const share = Math.max(wanted, fewest) / steps;
  return {
    widthPx: Math.round(widthPx * share),
    heightPx: Math.round(heightPx * share),
    share,
    isSoft: scale * share > sharpScaleLimit + tolerance,
    isBeyondLimit: scale * share > softScaleLimit + tolerance,
  };
}

function leastShare(row: Placement): number {
  if (row.minWidth === null && row.minHeight === null) return leastShareWithoutMinimum;
  const { widthPx, heightPx } = row.deliver;
  return Math.min(1, Math.max((row.minWidth ?? 0) / widthPx, (row.minHeight ?? 0) / heightPx));
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
