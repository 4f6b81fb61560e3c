import type { PixelBox, SizePx } from '../contracts/geometry.ts';
import { linearBetweenLevels } from './colour.ts';
import type { Plate } from './decode-plate.ts';
import type { LinearRaster } from './raster.ts';

/** Of the cubic kernel (Catmull and Rom): how far it reaches, and how much it sharpens. */
const kernelReach = 2;
const sharpening = -0.5;

/** A painted plate around a whole photo; `photo` is where that lies on it, in pixels of the plate. */
export type PlateAround = { readonly plate: Plate; readonly photo: PixelBox };

/**
 * What a plate shows around a photo, resampled so that the photo on it would lie exactly at `cut` (pixels of the frame):
 * what crosses the photo's edge goes on where it is, to a part of a pixel. Linear light, of the frame's size; beyond the
 * plate its border is repeated.
 */
export function drawPlateAround({ plate, photo }: PlateAround, cut: PixelBox, frame: SizePx): LinearRaster {
  const { widthPx, heightPx } = frame;
  const columns = tapsOf(widthPx, plate.widthPx, [photo.leftPx, photo.widthPx], [cut.leftPx, cut.widthPx]);
  const rows = tapsOf(heightPx, plate.heightPx, [photo.topPx, photo.heightPx], [cut.topPx, cut.heightPx]);
  const data = resampleDown(resampleAcross(plate, columns, widthPx), rows, 3 * widthPx, heightPx);
  // In place: a picture of 16 megapixels is 190 MB.
  for (let at = 0; at < data.length; at++) data[at] = linearBetweenLevels(data[at] ?? 0);
  return { data, widthPx, heightPx };
}

/** For each output pixel along a side: from which pixel of the plate on it is made, and with what weights. */
type Taps = { readonly count: number; readonly start: Int32Array; readonly weights: Float32Array };
type Extent = readonly [start: number, length: number];

function tapsOf(outputPx: number, platePx: number, [on, onLength]: Extent, [at, length]: Extent): Taps {
  const platePerOutput = onLength / length;
  const widening = Math.max(1, platePerOutput);
  const reach = kernelReach * widening;
  const count = Math.ceil(2 * reach) + 1;
  const start = new Int32Array(outputPx);
  const weights = new Float32Array(outputPx * count);
  for (let x = 0; x < outputPx; x++) {
    const centre = Math.min(platePx - 0.5, Math.max(0.5, on + (x + 0.5 - at) * platePerOutput)) - 0.5;
    const first = Math.ceil(centre - reach);
    start[x] = first;
    let sum = 0;
    for (let tap = 0; tap < count; tap++) sum += kernel((first + tap - centre) / widening);
    for (let tap = 0; tap < count; tap++) {
      weights[x * count + tap] = kernel((first + tap - centre) / widening) / sum;
    }
  }
  return { count, start, weights };
}

function kernel(distance: number): number {
  const d = Math.abs(distance);
  if (d >= kernelReach) return 0;
  if (d < 1) return (sharpening + 2) * d ** 3 - (sharpening + 3) * d ** 2 + 1;
  return sharpening * (d ** 3 - 5 * d ** 2 + 8 * d - 4);
}

/** The plate at the frame's width, row by row, in levels. */
function resampleAcross(
  { data, widthPx, heightPx }: Plate,
  { count, start, weights }: Taps,
  toPx: number,
): Float32Array {
  const out = new Float32Array(toPx * heightPx * 3);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < toPx; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let tap = 0; tap < count; tap++) {
        const at = 3 * (y * widthPx + clamp((start[x] ?? 0) + tap, widthPx));
        const weight = weights[x * count + tap] ?? 0;
        red += weight * (data[at] ?? 0);
        green += weight * (data[at + 1] ?? 0);
        blue += weight * (data[at + 2] ?? 0);
      }
      const to = 3 * (y * toPx + x);
      out[to] = red;
      out[to + 1] = green;
      out[to + 2] = blue;
    }
  }
  return out;
}

/** Rows of `rowLength` numbers at the frame's height. */
function resampleDown(
  data: Float32Array,
  { count, start, weights }: Taps,
  rowLength: number,
  toPx: number,
): Float32Array {
  const out = new Float32Array(rowLength * toPx);
  const rows = data.length / rowLength;
  for (let y = 0; y < toPx; y++) {
    for (let tap = 0; tap < count; tap++) {
      const weight = weights[y * count + tap] ?? 0;
      const from = rowLength * clamp((start[y] ?? 0) + tap, rows);
      for (let i = 0; i < rowLength; i++) {
        out[y * rowLength + i] = (out[y * rowLength + i] ?? 0) + weight * (data[from + i] ?? 0);
      }
    }
  }
  return out;
}

const clamp = (at: number, length: number): number => Math.min(length - 1, Math.max(0, at));
