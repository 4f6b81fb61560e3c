import type { Provenance } from '../contracts/provenance.ts';
import { type EncodeSetting, encodeVariant } from './encode-variant.ts';
import { rowsInside } from './measure-loss.ts';
import type { Raster } from './raster.ts';
import { readPicture } from './read-picture.ts';
import type { PlacedProduct } from './resample-product.ts';

const inside = 255;
/** JPEG encodes blocks of so many pixels a side, each for itself. */
const blockPx = 8;

/** What a decoded file would look like if its interior were P' (`original`). Returns a new raster. */
export function layOver(file: Raster, original: Raster, placed: PlacedProduct): Raster {
  // A copy: sharp's buffers share their memory with their slices.
  const data = new Uint8Array(file.data);
  for (const { fromX, toX, inCut, inFrame } of rowsInside(file, placed)) {
    for (let x = fromX; x < toX; x++) {
      if (placed.interior.data[inCut + x] !== inside) continue;
      const [to, from] = [file.channels * (inFrame + x), 3 * (inCut + x)];
      for (let channel = 0; channel < 3; channel++) data[to + channel] = original.data[from + channel] ?? 0;
    }
  }
  return { ...file, data };
}

/**
 * The same of a lossy file: P' laid over it and encoded by the setting that the receipt says. What encoding does to the
 * product cancels out between the two; what was done to it before does not. Whether a WebP kept fine chroma is not seen in
 * the file, whose own edges are blurred already: of both ways the one that comes nearer to it is taken.
 */
export async function encodeAgain(
  file: Raster,
  original: Raster,
  placed: PlacedProduct,
  { format, quality }: EncodeSetting,
  provenance: Provenance,
): Promise<Raster> {
  const picture = layOver(file, original, placed);
  const encode = async (keepsFineChroma: boolean): Promise<Raster> => {
    const { bytes } = await encodeVariant(picture, { format, quality }, { provenance, keepsFineChroma });
    return (await readPicture(bytes)).raster;
  };
  const plain = await encode(false);
  if (format !== 'webp') return plain;
  const fine = await encode(true);
  return squaresBetween(file, fine, placed) < squaresBetween(file, plain, placed) ? fine : plain;
}

/** The sum of the squares of what two files differ by in the interior. */
function squaresBetween(a: Raster, b: Raster, placed: PlacedProduct): number {
  let squares = 0;
  for (const { fromX, toX, inCut, inFrame } of rowsInside(a, placed)) {
    for (let x = fromX; x < toX; x++) {
      if (placed.interior.data[inCut + x] !== inside) continue;
      for (let channel = 0; channel < 3; channel++) {
        const [ofA, ofB] = [a.channels * (inFrame + x) + channel, b.channels * (inFrame + x) + channel];
        squares += ((a.data[ofA] ?? 0) - (b.data[ofB] ?? 0)) ** 2;
      }
    }
  }
  return squares;
}

/** Of the JPEG blocks that lie in the interior whole, how many there are and how many are not the same in both files. */
export function compareBlocks(
  file: Raster,
  again: Raster,
  placed: PlacedProduct,
): { count: number; differing: number } {
  let [count, differing] = [0, 0];
  for (let top = 0; top + blockPx <= file.heightPx; top += blockPx) {
    for (let left = 0; left + blockPx <= file.widthPx; left += blockPx) {
      if (!isBlockInside(placed, left, top)) continue;
      count++;
      if (!isBlockEqual(file, again, left, top)) differing++;
    }
  }
  return { count, differing };
}

function isBlockInside({ cut, interior }: PlacedProduct, left: number, top: number): boolean {
  const [x, y] = [left - cut.leftPx, top - cut.topPx];
  if (x < 0 || y < 0 || x + blockPx > cut.widthPx || y + blockPx > cut.heightPx) return false;
  for (let row = y; row < y + blockPx; row++) {
    for (let at = row * cut.widthPx + x; at < row * cut.widthPx + x + blockPx; at++) {
      if (interior.data[at] !== inside) return false;
    }
  }
  return true;
}

function isBlockEqual(file: Raster, again: Raster, left: number, top: number): boolean {
  for (let y = top; y < top + blockPx; y++) {
    const start = (y * file.widthPx + left) * file.channels;
    for (let at = start; at < start + blockPx * file.channels; at++) if (file.data[at] !== again.data[at]) return false;
  }
  return true;
}
