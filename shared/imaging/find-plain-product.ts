import type { PixelBox } from '../contracts/geometry.ts';
import { isTransparent, type Raster } from './raster.ts';

/** Encoding lets a plain backdrop waver by a level or two. */
const plainLevels = 4;
/** So far from the backdrop a pixel is product for certain: encoding rings to 227 on white (docs/imaging.md, Light). */
const sureLevels = 30;
const halfOpaque = 128;

/**
 * A product before a plain or transparent backdrop. `sure` holds what differs clearly from it; `widest` holds whatever
 * differs at all, shadows and ringing with it: the product's box lies between the two. Null where nothing differs.
 */
export type PlainProduct = {
  readonly backdrop: readonly [number, number, number] | 'transparent';
  readonly sure: PixelBox | null;
  readonly widest: PixelBox | null;
};

/** Tells the product from its backdrop where the border ring is of one colour, or transparent; else null. */
export function findPlainProduct(picture: Raster): PlainProduct | null {
  const { data, channels } = picture;
  const ring = ringOf(picture);
  if (isTransparent(picture)) {
    const alphaAt = (pixel: number) => data[pixel * channels + 3] ?? 0;
    if (ring.some((pixel) => alphaAt(pixel) !== 0)) return null;
    const boxFrom = (least: number) => boxWhere(picture, (pixel) => alphaAt(pixel) >= least);
    return { backdrop: 'transparent', sure: boxFrom(halfOpaque), widest: boxFrom(1) };
  }
  const middleOf = (channel: number) => middle(ring.map((pixel) => data[pixel * channels + channel] ?? 0));
  const [red, green, blue] = [middleOf(0), middleOf(1), middleOf(2)];
  const isBeyond = (pixel: number, levels: number) =>
    Math.abs((data[pixel * channels] ?? 0) - red) > levels ||
    Math.abs((data[pixel * channels + 1] ?? 0) - green) > levels ||
    Math.abs((data[pixel * channels + 2] ?? 0) - blue) > levels;
  if (ring.some((pixel) => isBeyond(pixel, plainLevels))) return null;
  const boxBeyond = (levels: number) => boxWhere(picture, (pixel) => isBeyond(pixel, levels));
  return { backdrop: [red, green, blue], sure: boxBeyond(sureLevels), widest: boxBeyond(plainLevels) };
}

/** The pixels of the border. */
function ringOf({ widthPx, heightPx }: Raster): number[] {
  const ring: number[] = [];
  for (let x = 0; x < widthPx; x++) ring.push(x, (heightPx - 1) * widthPx + x);
  for (let y = 0; y < heightPx; y++) ring.push(y * widthPx, y * widthPx + widthPx - 1);
  return ring;
}

const middle = (levels: readonly number[]): number => levels.toSorted((a, b) => a - b)[levels.length >> 1] ?? 0;

/** The tight box of all pixels that are part, or null where none is. */
function boxWhere({ widthPx, heightPx }: Raster, isPart: (pixel: number) => boolean): PixelBox | null {
  let [left, top, right, bottom] = [widthPx, heightPx, -1, -1];
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      if (!isPart(y * widthPx + x)) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  if (right < 0) return null;
  return { leftPx: left, topPx: top, widthPx: right - left + 1, heightPx: bottom - top + 1 };
}
