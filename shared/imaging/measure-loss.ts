import type { Measures } from '../contracts/receipt.ts';
import { deltaE2000, labOfLevels } from './delta-e.ts';
import type { Raster } from './raster.ts';
import type { PlacedProduct } from './resample-product.ts';

/** Colour differences are computed on a regular grid of at most this many interior pixels; PSNR on all of them. */
const maxSamples = 65_536;
const percentile = 0.99;
const maxLevel = 255;

type Loss = Pick<Measures['interior'], 'psnrDb' | 'deltaEMean' | 'deltaEP99'>;

/**
 * What encoding did to the product: luma PSNR in dB (Rec. 601 weights; null where every interior pixel is the same) and
 * the mean and 99th percentile of CIEDE2000, over the interior pixels inside the frame. `original` is P' of the cut box,
 * `file` the decoded file.
 */
export async function measureLoss(file: Raster, original: Raster, placed: PlacedProduct): Promise<Loss> {
  const { cut, interior } = placed;
  const step = Math.max(1, Math.ceil(Math.sqrt((cut.widthPx * cut.heightPx) / maxSamples)));
  const differences: number[] = [];
  let squares = 0;
  let count = 0;
  forEachInside(file, placed, (x, y, from, to) => {
    if (interior.data[from] !== maxLevel) return;
    const loss = luma(file.data, to * file.channels) - luma(original.data, from * 3);
    squares += loss * loss;
    count++;
    if (x % step === 0 && y % step === 0) differences.push(difference(file, to, original, from));
  });
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
  let largest = 0;
  forEachInside(picture, placed, (_x, _y, from, to) => {
    if (placed.interior.data[from] !== maxLevel) return;
    for (let channel = 0; channel < 3; channel++) {
      const a = picture.data[to * picture.channels + channel] ?? 0;
      const b = original.data[from * 3 + channel] ?? 0;
      if (a !== b) largest = Math.max(largest, Math.abs(a - b));
    }
  });
  return largest;
}

/** Visits every pixel of the cut box that lies in the frame: its place in the cut, and its index there and in the frame. */
function forEachInside(
  frame: Raster,
  { cut }: PlacedProduct,
  visit: (x: number, y: number, from: number, to: number) => void,
): void {
  const toX = Math.min(cut.widthPx, frame.widthPx - cut.leftPx);
  const toY = Math.min(cut.heightPx, frame.heightPx - cut.topPx);
  for (let y = Math.max(0, -cut.topPx); y < toY; y++) {
    for (let x = Math.max(0, -cut.leftPx); x < toX; x++) {
      visit(x, y, y * cut.widthPx + x, (y + cut.topPx) * frame.widthPx + x + cut.leftPx);
    }
  }
}

const luma = (data: Uint8Array, at: number): number =>
  0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);

function difference(file: Raster, to: number, original: Raster, from: number): number {
  const [a, b] = [to * file.channels, from * 3];
  const [ar, ag, ab] = [file.data[a] ?? 0, file.data[a + 1] ?? 0, file.data[a + 2] ?? 0];
  const [br, bg, bb] = [original.data[b] ?? 0, original.data[b + 1] ?? 0, original.data[b + 2] ?? 0];
  if (ar === br && ag === bg && ab === bb) return 0;
  return deltaE2000(labOfLevels(ar, ag, ab), labOfLevels(br, bg, bb));
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
