import type { SizePx } from '../contracts/geometry.ts';
import { dilate } from './morphology.ts';
import { assertSameSize, type Mask, maskWhere, openMask, openRaster, type Raster } from './raster.ts';
import type { Segmenter } from './segment-product.ts';

const halfOpaque = 128;
/** From here on the network calls a cell product. */
const productProbability = 0.5;

/**
 * What the network sees in a plate and in its control, the product over its underpaint, on one grid laid over both:
 * probabilities 0..1, row by row. `own` is the product itself (255) and `uCells` its longest side in cells.
 */
export type SeenProduct = {
  readonly plate: Float32Array;
  readonly control: Float32Array;
  readonly own: Mask;
  readonly uCells: number;
};

/**
 * Looks at a plate and its control (sRGB, 3 channels, one size), whole. The product is what was `kept` (255 = kept, of their
 * size), or where that is null what the network sees in the control; where it sees nothing there, all of the grid.
 * @throws IMAGE_SIZE_MISMATCH where the sizes differ.
 */
export async function seeProduct(
  plate: Raster,
  control: Raster,
  kept: Mask | null,
  segmenter: Segmenter,
): Promise<SeenProduct> {
  assertSameSize('the control of a plate', plate, control);
  const grid = { widthPx: segmenter.sidePx, heightPx: segmenter.sidePx };
  const seenPlate = await segmenter.segment((await toGrid(plate, grid)).data);
  const seenControl = await segmenter.segment((await toGrid(control, grid)).data);
  const own = kept === null ? seenOwn(seenControl, grid) : await maskToGrid(kept, plate, grid);
  return { plate: seenPlate, control: seenControl, own, uCells: longSide(own) };
}

/**
 * The same with the product hidden: around it, as far as `marginCells`, each row runs on from its left to its right. A
 * network that has eyes for the product alone sees what else there is.
 */
export async function seeBesideProduct(
  plate: Raster,
  control: Raster,
  { own, uCells }: SeenProduct,
  marginCells: number,
  segmenter: Segmenter,
): Promise<SeenProduct> {
  const hidden = dilate(own, marginCells);
  const look = async (picture: Raster) => segmenter.segment(hide((await toGrid(picture, own)).data, hidden));
  return { plate: await look(plate), control: await look(control), own, uCells };
}

async function toGrid(picture: Raster, { widthPx, heightPx }: SizePx): Promise<Raster> {
  const data = await openRaster(picture).resize(widthPx, heightPx, { fit: 'fill' }).raw().toBuffer();
  return { data, channels: 3, widthPx, heightPx };
}

async function maskToGrid(mask: Mask, plate: SizePx, { widthPx, heightPx }: SizePx): Promise<Mask> {
  assertSameSize('the mask of a plate', plate, mask);
  const small = openMask(mask).resize(widthPx, heightPx, { fit: 'fill', kernel: 'linear' });
  const data = await small.toColourspace('b-w').raw().toBuffer();
  return maskWhere({ widthPx, heightPx }, (i) => (data[i] ?? 0) >= halfOpaque);
}

function seenOwn(control: Float32Array, grid: SizePx): Mask {
  const isNothing = control.every((probability) => probability < productProbability);
  return maskWhere(grid, (i) => isNothing || (control[i] ?? 0) >= productProbability);
}

/** Fills each stretch of a row that is hidden from the pixel before it to the one behind it. */
function hide(rgb: Uint8Array, { data, widthPx, heightPx }: Mask): Uint8Array {
  const out = rgb.slice();
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      if (data[y * widthPx + x] === 0) continue;
      let end = x;
      while (end < widthPx && data[y * widthPx + end] !== 0) end++;
      fillRow(out, y * widthPx, x, end, widthPx);
      x = end;
    }
  }
  return out;
}

function fillRow(rgb: Uint8Array, row: number, from: number, to: number, widthPx: number): void {
  const before = from > 0 ? from - 1 : Math.min(to, widthPx - 1);
  const behind = to < widthPx ? to : before;
  for (let x = from; x < to; x++) {
    const share = (x - from + 1) / (to - from + 1);
    for (let c = 0; c < 3; c++) {
      rgb[3 * (row + x) + c] =
        (rgb[3 * (row + before) + c] ?? 0) * (1 - share) + (rgb[3 * (row + behind) + c] ?? 0) * share;
    }
  }
}

/** The longest side of what a mask holds. */
function longSide({ data, widthPx }: Mask): number {
  let [left, right, top, bottom] = [Number.POSITIVE_INFINITY, 0, Number.POSITIVE_INFINITY, 0];
  data.forEach((value, i) => {
    if (value === 0) return;
    const [x, y] = [i % widthPx, Math.floor(i / widthPx)];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x + 1), Math.min(top, y), Math.max(bottom, y + 1)];
  });
  return Math.max(0, right - left, bottom - top);
}
