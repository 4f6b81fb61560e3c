import type { LabView } from './lab-view.ts';
import { solveLinear } from './solve-linear.ts';

/** 1, x, y, x², xy, y²: light falls off smoothly over a backdrop. */
const terms = 6;
const channels = 3;
/** Shadows and things that lie about count less with each round. */
const rounds = 4;
/** Pixels fitted at most: a view has 65,000, and a surface of six numbers needs far fewer. */
const maxSamples = 6000;
/** Below this, in Lab, a difference is noise in any photo. */
const leastScale = 1;
/** Of a normal distribution: deviation from the median of absolute differences. */
const madToDeviation = 1.4826;

/** Three values a pixel, row by row: L, a, b or sRGB levels. */
type Colours = Pick<LabView, 'lab' | 'widthPx' | 'heightPx'>;

/** The backdrop behind the product: its colour at each pixel of the view (L, a, b), and how far it is from smooth. */
export type SmoothBackdrop = { readonly lab: Float32Array; readonly unrest: number };

/**
 * Fits a smooth surface to the pixels where `isBackdrop` is 1, and carries it on behind the product. `unrest` is the
 * typical distance in Lab of those pixels from the surface. Null where hardly any backdrop is seen.
 */
export function fitSmoothBackdrop(view: Colours, isBackdrop: Uint8Array): SmoothBackdrop | null {
  const samples = pickSamples(isBackdrop);
  if (samples.length < 10 * terms) return null;
  const weights = new Float64Array(samples.length).fill(1);
  let surface: Float64Array = new Float64Array(terms * channels);
  let unrest = 0;
  for (let round = 0; round < rounds; round++) {
    surface = fitSurface(view, samples, weights);
    const distances = samples.map((pixel) => distanceTo(view, surface, pixel));
    unrest = madToDeviation * median(distances);
    const scale = Math.max(leastScale, unrest);
    distances.forEach((distance, i) => {
      weights[i] = 1 / (1 + (distance / (2 * scale)) ** 2);
    });
  }
  return { lab: drawSurface(view, surface), unrest };
}

function pickSamples(isBackdrop: Uint8Array): number[] {
  const all: number[] = [];
  for (let i = 0; i < isBackdrop.length; i++) if (isBackdrop[i] === 1) all.push(i);
  const step = Math.max(1, Math.ceil(all.length / maxSamples));
  return all.filter((_, i) => i % step === 0);
}

/** Weighted least squares, all three channels at once: `terms` factors a channel, channels interleaved. */
function fitSurface({ lab, widthPx, heightPx }: Colours, samples: readonly number[], weights: Float64Array) {
  const normal = new Float64Array(terms * terms);
  const right = new Float64Array(terms * channels);
  const basis = new Float64Array(terms);
  samples.forEach((pixel, i) => {
    setBasis(basis, pixel, widthPx, heightPx);
    for (let r = 0; r < terms; r++) {
      const share = (weights[i] ?? 0) * (basis[r] ?? 0);
      for (let c = 0; c < terms; c++) normal[r * terms + c] = (normal[r * terms + c] ?? 0) + share * (basis[c] ?? 0);
      for (let k = 0; k < channels; k++) {
        right[r * channels + k] = (right[r * channels + k] ?? 0) + share * (lab[3 * pixel + k] ?? 0);
      }
    }
  });
  return solveLinear(normal, right, terms, channels);
}

function setBasis(basis: Float64Array, pixel: number, widthPx: number, heightPx: number): void {
  const x = (2 * (pixel % widthPx)) / widthPx - 1;
  const y = (2 * Math.floor(pixel / widthPx)) / heightPx - 1;
  basis[0] = 1;
  basis[1] = x;
  basis[2] = y;
  basis[3] = x * x;
  basis[4] = x * y;
  basis[5] = y * y;
}

function valueAt(surface: Float64Array, basis: Float64Array, channel: number): number {
  let value = 0;
  for (let t = 0; t < terms; t++) value += (surface[t * channels + channel] ?? 0) * (basis[t] ?? 0);
  return value;
}

function distanceTo({ lab, widthPx, heightPx }: Colours, surface: Float64Array, pixel: number): number {
  const basis = new Float64Array(terms);
  setBasis(basis, pixel, widthPx, heightPx);
  let sum = 0;
  for (let k = 0; k < channels; k++) sum += ((lab[3 * pixel + k] ?? 0) - valueAt(surface, basis, k)) ** 2;
  return Math.sqrt(sum);
}

function drawSurface({ widthPx, heightPx }: Colours, surface: Float64Array): Float32Array {
  const lab = new Float32Array(3 * widthPx * heightPx);
  const basis = new Float64Array(terms);
  for (let pixel = 0; pixel < widthPx * heightPx; pixel++) {
    setBasis(basis, pixel, widthPx, heightPx);
    for (let k = 0; k < channels; k++) lab[3 * pixel + k] = valueAt(surface, basis, k);
  }
  return lab;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
