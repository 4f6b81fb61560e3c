import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { SizePx, UnitRect } from '../contracts/geometry.ts';
import type { Placing } from '../contracts/plan.ts';
import { rectBetween, rightOf, topOf } from './unit-rect.ts';

/** What is less than this, in pixels, is the rounding of lengths in u. */
export const tolerancePx = 0.05;
/** What is less than this above a whole number is that number. */
const floatNoise = 1e-6;

export type PhotoSize = Pick<AssetFacts, 'box' | 'widthPx' | 'heightPx'>;
/** A photo on a canvas around it, in whole pixels: how large it lies there, and how far the canvas reaches beyond it. */
export type Around = SizePx & {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};

/** The photo's own frame in u. */
export function photoInUnits({ box, widthPx, heightPx }: PhotoSize): UnitRect {
  const u = Math.max(box.widthPx, box.heightPx);
  const left = -(box.leftPx + box.widthPx / 2) / u;
  const top = (box.topPx + box.heightPx) / u;
  return rectBetween(left, top - heightPx / u, left + widthPx / u, top);
}

/** The frame in u of a picture that shows the photo, by its whole pixels: where both end together, they do so exactly. */
export function frameAroundPhoto(facts: PhotoSize, { cut, widthPx, heightPx }: Placing): UnitRect {
  const photo = photoInUnits(facts);
  const [across, down] = [photo.width / cut.widthPx, photo.height / cut.heightPx];
  const left = photo.left - cut.leftPx * across;
  const top = topOf(photo) + cut.topPx * down;
  return rectBetween(left, top - heightPx * down, left + widthPx * across, top);
}

/**
 * How large a photo (in u) lies on a canvas of `pxPerU`, in whole pixels: rounded up, so that a rectangle in u that lies on
 * the canvas still does where `pxPerU` is taken for the exact scale.
 */
export const sizeOnCanvas = (photo: UnitRect, pxPerU: number): SizePx => ({
  widthPx: Math.ceil(photo.width * pxPerU - floatNoise),
  heightPx: Math.ceil(photo.height * pxPerU - floatNoise),
});

/** The size of a canvas around a photo. */
export const sizeAround = ({ left, top, right, bottom, widthPx, heightPx }: Around): SizePx => ({
  widthPx: left + widthPx + right,
  heightPx: top + heightPx + bottom,
});

/** The rectangle in u of a canvas around a photo (in u), by the whole pixels that the photo has there. */
export function rectAround(photo: UnitRect, { left, top, right, bottom, widthPx, heightPx }: Around): UnitRect {
  const [across, down] = [photo.width / widthPx, photo.height / heightPx];
  return rectBetween(
    photo.left - left * across,
    photo.bottom - bottom * down,
    rightOf(photo) + right * across,
    topOf(photo) + top * down,
  );
}
