import type { Measures } from '../contracts/receipt.ts';
import { deltaE2000, labOfLevels } from './delta-e.ts';
import type { Raster } from './raster.ts';
import type { PlacedProduct } from './resample-product.ts';

/** Colour differences are computed on a regular grid of at most this many pixels of the cut box; PSNR on all of them. */
const maxSamples = 32_768;
const percentile = 0.99;
const maxLevel = 255;

type Loss = Pick<Measures['interior'], 'psnrDb' | 'deltaEMean' | 'deltaEP99'>;

/**
 * What encoding did to the product: luma PSNR in dB (Rec. 601 weights; null where every interior pixel is the same) and
 * the mean and 99th percentile of CIEDE2000, over the interior pixels inside the frame. `original` is P' of the cut box,
 * `file` the decoded file.
 */
export function measureLoss(file: Raster, original: Raster, placed: PlacedProduct): Loss {
  const { cut, interior } = placed;
  const step = Math.max(1, Math.ceil(Math.sqrt((cut.widthPx * cut.heightPx) / maxSamples)));
  const differences: number[] = [];
  let squares = 0;
  let count = 0;
  for (const { y, fromX, toX, inCut, inFrame } of rowsInside(file, placed)) {
    for (let x = fromX; x < toX; x++) {
      if (interior.data[inCut + x] !== maxLevel) continue;
      const a = file.channels * (inFrame + x);
      const b = 3 * (inCut + x);
      const loss = lumaDifference(file.data, a, original.data, b);
      squares += loss * loss;
      count++;
      if (x % step === 0 && y % step === 0) differences.push(colourDifference(file.data, a, original.data, b));
    }
  }
  if (count === 0) return { psnrDb: null, deltaEMean: 0, deltaEP99: 0 };
  differences.sort((a, b) => a - b);
  const mean = differences.reduce((sum, value) => sum + value, 0) / Math.max(1, differences.length);
  return {
    psnrDb: squares === 0 ? null : round(10 * Math.log10((maxLevel * maxLevel * count) / squares)),
    deltaEMean: round(mean),
    deltaEP99: round(differences[Math.floor(percentile * (differences.length - 1))] ?? 0),
  };
}

/** The largest difference, in 8-bit levels, between a picture's interior pixels and P'. */
export function largestDifference(picture: Raster, original: Raster, placed: PlacedProduct): number {
  const { channels } = picture;
  let largest = 0;
  for (const { fromX, toX, inCut, inFrame } of rowsInside(picture, placed)) {
    for (let x = fromX; x < toX; x++) {
      if (placed.interior.data[inCut + x] !== maxLevel) continue;
      const a = channels * (inFrame + x);
      const b = 3 * (inCut + x);
      for (let channel = 0; channel < 3; channel++) {
        const difference = (picture.data[a + channel] ?? 0) - (original.data[b + channel] ?? 0);
        if (difference > largest) largest = difference;
        else if (-difference > largest) largest = -difference;
      }
    }
  }
  return largest;
}

/** A row of the cut box, as far as it lies in the frame: columns `fromX` to `toX`, added to the row's starts. */
export type RowInside = {
  readonly y: number;
  readonly fromX: number;
  readonly toX: number;
  readonly inCut: number;
  readonly inFrame: number;
};

/** The rows of the cut box inside the frame; pixel x of one is `inCut + x` in the cut and `inFrame + x` in the frame. */
export function rowsInside(frame: Raster, { cut }: PlacedProduct): RowInside[] {
  const fromX = Math.max(0, -cut.leftPx);
  const toX = Math.min(cut.widthPx, frame.widthPx - cut.leftPx);
  const fromY = Math.max(0, -cut.topPx);
  const toY = Math.min(cut.heightPx, frame.heightPx - cut.topPx);
  return Array.from({ length: Math.max(0, toY - fromY) }, (_, row) => {
    const y = fromY + row;
    return { y, fromX, toX, inCut: y * cut.widthPx, inFrame: (y + cut.topPx) * frame.widthPx + cut.leftPx };
  });
}

/** Of two pixels, Rec. 601 weights. */
const lumaDifference = (a: Uint8Array, atA: number, b: Uint8Array, atB: number): number =>
  0.299 * ((a[atA] ?? 0) - (b[atB] ?? 0)) +
  0.587 * ((a[atA + 1] ?? 0) - (b[atB + 1] ?? 0)) +
  0.114 * ((a[atA + 2] ?? 0) - (b[atB + 2] ?? 0));

function colourDifference(a: Uint8Array, atA: number, b: Uint8Array, atB: number): number {
  if (a[atA] === b[atB] && a[atA + 1] === b[atB + 1] && a[atA + 2] === b[atB + 2]) return 0;
  return deltaE2000(labAt(a, atA), labAt(b, atB));
}

const labAt = (data: Uint8Array, at: number) => labOfLevels(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);

const round = (value: number): number => Math.round(value * 1000) / 1000;
