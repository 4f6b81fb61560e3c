import type { PixelBox, SizePx } from '../contracts/geometry.ts';
import { linearOfLevel } from './colour.ts';
import { type LinearRaster, openRaster, type Raster } from './raster.ts';

/** Linear light of each level of red, green and blue. */
export type LevelTables = readonly [red: Float32Array, green: Float32Array, blue: Float32Array];
/** The picture's own light. */
export const ownLight: LevelTables = [linearOfLevel, linearOfLevel, linearOfLevel];

/** The whole pixels nearest to a box, which may end between pixels; at least one each way, inside a picture of this size. */
export function wholeBox({ leftPx, topPx, widthPx, heightPx }: PixelBox, within: SizePx): PixelBox {
  const left = clamp(Math.round(leftPx), 0, within.widthPx - 1);
  const top = clamp(Math.round(topPx), 0, within.heightPx - 1);
  return {
    ...{ leftPx: left, topPx: top },
    widthPx: clamp(Math.round(widthPx), 1, within.widthPx - left),
    heightPx: clamp(Math.round(heightPx), 1, within.heightPx - top),
  };
}

/** The box of a picture (sRGB, three channels) at another size, in linear light by the tables. */
export async function cropLinear(
  picture: Raster,
  { leftPx: left, topPx: top, widthPx: width, heightPx: height }: PixelBox,
  { widthPx, heightPx }: SizePx,
  [red, green, blue]: LevelTables,
): Promise<LinearRaster> {
  const part = openRaster(picture).extract({ left, top, width, height });
  const levels = await part.resize(widthPx, heightPx, { fit: 'fill', kernel: 'cubic' }).raw().toBuffer();
  const data = new Float32Array(levels.length);
  for (let at = 0; at < levels.length; at += 3) {
    data[at] = red[levels[at] ?? 0] ?? 0;
    data[at + 1] = green[levels[at + 1] ?? 0] ?? 0;
    data[at + 2] = blue[levels[at + 2] ?? 0] ?? 0;
  }
  return { data, widthPx, heightPx };
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
