import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { SizePx, UnitRect } from '../contracts/geometry.ts';
import type { Placing } from '../contracts/plan.ts';
import { rectBetween, rightOf, topOf } from './unit-rect.ts';

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

/** The size of a canvas around a photo. */
export const sizeAround = ({ left, top, right, bottom, widthPx, heightPx }: Around): SizePx => ({
  widthPx: left + widthPx + right,
  heightPx: top + heightPx + bottom,
});

/** The rectangle in u of a canvas around a photo (in u); exact at the photo's own edges. */
export function rectAround(photo: UnitRect, { left, top, right, bottom }: Around, pxPerU: number): UnitRect {
  return rectBetween(
    photo.left - left / pxPerU,
    photo.bottom - bottom / pxPerU,
    rightOf(photo) + right / pxPerU,
    topOf(photo) + top / pxPerU,
  );
}
