import type { Plate } from './decode-plate.ts';
import { type Mask, openMask, openRaster } from './raster.ts';

/** Pictures are compared at this size: a row is 0.4 % of the height, and texture is gone. */
const [columns, rows] = [64, 256];
/** A line goes through all of these parts of the width; a blotch does not. */
const strips = 4;
/** The rows above and below a line that are compared. */
const bandRows = 4;
/** Where ground and wall meet, colours step by at least so many levels; a soft sweep has less. */
const clearLevels = 6;
/** What is this weak beside a plate's strongest line is texture. */
const likeShare = 0.5;
/** The distance where the plate has no line at all. */
const lost = 1;

/**
 * How far a plate's surface line, where ground and wall meet, lies from its underpaint's, as a share of the height, 0..1: to the
 * nearest of the plate's clear lines, 1 where it has none. Both show the same part of the scene; where something was
 * `kept` (255), there is no line. `notApplicable` where the underpaint has none, as a sweep.
 */
export async function measureSurfaceLine(
  plate: Plate,
  underpaint: Plate,
  kept: Mask | null,
): Promise<number | 'notApplicable'> {
  const hidden = kept === null ? undefined : await shrinkMask(kept);
  const [wanted] = strongestFirst(stepsOf(await shrink(underpaint), hidden), clearLevels);
  if (wanted === undefined) return 'notApplicable';
  const steps = stepsOf(await shrink(plate), hidden);
  const least = Math.max(clearLevels * likeShare, Math.max(...steps) * likeShare);
  const distances = strongestFirst(steps, least).map((row) => Math.abs(row - wanted) / rows);
  return Math.min(lost, ...distances);
}

const shrink = (picture: Plate): Promise<Uint8Array> =>
  openRaster(picture).resize(columns, rows, { fit: 'fill', kernel: 'linear' }).raw().toBuffer();
const shrinkMask = (mask: Mask): Promise<Uint8Array> =>
  openMask(mask).resize(columns, rows, { fit: 'fill', kernel: 'linear' }).toColourspace('b-w').raw().toBuffer();

/** The rows with the largest steps around, of at least so many levels, the largest first. */
function strongestFirst(steps: readonly number[], least: number): number[] {
  const isPeak = (row: number) => {
    const around = steps.slice(Math.max(0, row - bandRows), row + bandRows + 1);
    return (steps[row] ?? 0) >= least && (steps[row] ?? 0) >= Math.max(...around);
  };
  return steps.flatMap((_, row) => (isPeak(row) ? [row] : [])).toSorted((a, b) => (steps[b] ?? 0) - (steps[a] ?? 0));
}

/** For each row the length of the step in colour between the bands above and below it that all strips have. */
function stepsOf(picture: Uint8Array, hidden: Uint8Array | undefined): number[] {
  return Array.from({ length: rows }, (_, row) => {
    if (row < bandRows || row > rows - bandRows) return 0;
    const steps = Array.from({ length: strips }, (_each, strip) => {
      const upper = meanColour(picture, hidden, row - bandRows, row, strip);
      const lower = meanColour(picture, hidden, row, row + bandRows, strip);
      return upper === null || lower === null ? null : lower.map((level, c) => level - (upper[c] ?? 0));
    });
    return commonStep(steps.filter((step) => step !== null));
  });
}

/** The length of the step in the direction of all steps' mean that every one of them has. */
function commonStep(steps: readonly (readonly number[])[]): number {
  if (steps.length < 2) return 0;
  const mean = [0, 1, 2].map((c) => steps.reduce((sum, step) => sum + (step[c] ?? 0), 0) / steps.length);
  const length = Math.hypot(...mean);
  if (length === 0) return 0;
  return Math.max(
    0,
    Math.min(...steps.map((step) => step.reduce((sum, level, c) => sum + (level * (mean[c] ?? 0)) / length, 0))),
  );
}

/** The mean colour of a strip between two rows; null where more than half of it is hidden. */
function meanColour(picture: Uint8Array, hidden: Uint8Array | undefined, top: number, bottom: number, strip: number) {
  const sum = [0, 0, 0];
  let count = 0;
  const width = columns / strips;
  for (let y = top; y < bottom; y++) {
    for (let x = strip * width; x < (strip + 1) * width; x++) {
      const pixel = y * columns + x;
      if ((hidden?.[pixel] ?? 0) > 0) continue;
      count++;
      for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + (picture[3 * pixel + c] ?? 0);
    }
  }
  return count * 2 < width * (bottom - top) ? null : sum.map((level) => level / count);
}
