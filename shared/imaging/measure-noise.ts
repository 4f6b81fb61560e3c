import type { PixelBox } from '../contracts/geometry.ts';
import { fineLevelOfLinear, fineSteps } from './colour.ts';
import type { LinearRaster, Raster } from './raster.ts';

/** Flat parts are looked for in blocks of this side; of their noise the quietest fifth is the picture's own. */
const blockPx = 8;
const quietShare = 0.2;
/** Blocks measured at most, on a regular grid: enough for a stable fifth, quick for any size of picture. */
const maxBlocks = 4000;
/** Nearer to black or white than this, noise is cut off: such a block says nothing of the rest. */
const [darkestLuma, lightestLuma] = [4, 251];
/** The second difference of independent noise has 1 + 4 + 1 times its variance. */
const varianceFactor = 6;
/** Rec. 709 luma of sRGB levels. */
const [lumaR, lumaG, lumaB] = [0.2126, 0.7152, 0.0722];

/** The luma of each pixel of a picture in sRGB levels, 0..255. */
export type LumaAt = (x: number, y: number) => number;

/**
 * The noise of a picture's luma in 8-bit sRGB levels: its standard deviation in the quietest fifth of the small blocks of
 * `box` all of whose pixels count, so that texture elsewhere is no noise (0.855 of white noise's own). 0 without such blocks.
 */
export function measureNoise(lumaAt: LumaAt, box: PixelBox, counts: (x: number, y: number) => boolean): number {
  const step = Math.max(blockPx, Math.ceil(Math.sqrt((box.widthPx * box.heightPx) / maxBlocks)));
  const deviations: number[] = [];
  for (let y = box.topPx; y + blockPx <= box.topPx + box.heightPx; y += step) {
    for (let x = box.leftPx; x + blockPx <= box.leftPx + box.widthPx; x += step) {
      const deviation = blockNoise(lumaAt, counts, x, y);
      if (deviation !== null) deviations.push(deviation);
    }
  }
  deviations.sort((a, b) => a - b);
  return deviations[Math.floor(deviations.length * quietShare)] ?? 0;
}

/** The mean square of second differences, which a plane of light does not have; null where a pixel does not count, or noise is cut off. */
function blockNoise(
  lumaAt: LumaAt,
  counts: (x: number, y: number) => boolean,
  left: number,
  top: number,
): number | null {
  let [sum, squares, count] = [0, 0, 0];
  for (let y = top; y < top + blockPx; y++) {
    let [before, last] = [0, 0];
    for (let x = left; x < left + blockPx; x++) {
      if (!counts(x, y)) return null;
      const here = lumaAt(x, y);
      sum += here;
      if (x >= left + 2) {
        const second = here - 2 * last + before;
        squares += second * second;
        count++;
      }
      before = last;
      last = here;
    }
  }
  const mean = sum / (blockPx * blockPx);
  if (mean < darkestLuma || mean > lightestLuma) return null;
  return Math.sqrt(squares / count / varianceFactor);
}

/** Rec. 709 luma of the pixels of a picture. */
export const lumaOf =
  ({ data, widthPx, channels }: Raster): LumaAt =>
  (x, y) => {
    const at = channels * (y * widthPx + x);
    return lumaR * (data[at] ?? 0) + lumaG * (data[at + 1] ?? 0) + lumaB * (data[at + 2] ?? 0);
  };

/** The same of a picture in linear light, before it is rounded to whole levels. */
export const lumaOfLight =
  ({ data, widthPx }: LinearRaster): LumaAt =>
  (x, y) => {
    const at = 3 * (y * widthPx + x);
    const red = fineLevelOfLinear(data[at] ?? 0);
    const green = fineLevelOfLinear(data[at + 1] ?? 0);
    const blue = fineLevelOfLinear(data[at + 2] ?? 0);
    return (lumaR * red + lumaG * green + lumaB * blue) / fineSteps;
  };
