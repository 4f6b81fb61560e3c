import type { Deviation } from './compare-backdrop.ts';
import { findParts, type Part } from './connected-parts.ts';
import { edgeDistance } from './edge-distance.ts';
import { dilate, erode } from './morphology.ts';
import type { Mask } from './raster.ts';

const opaque = 255;
const halfProbability = 0.5;
/** Below this a pixel is outside the product in the network's eyes. */
const outsideProbability = 0.05;
/**
 * What the backdrop can look like through an opening: its own chroma within the noise, and from in deep soft shadow to a
 * little lighter. Inside lenses chroma differed by 1.1-2.3 at most, lightness by -12 to +6 (24 November 2026).
 */
const chromaWithin = { fixed: 0.6, noises: 2.2 } as const;
const darkerWithin = { fixed: 14, noises: 1 } as const;
const lighterWithin = { fixed: 4, noises: 2 } as const;
/** What is clearly not backdrop. */
const chromaOver = { fixed: 6, noises: 3 } as const;
const lightnessOver = { fixed: 18, noises: 3 } as const;
/** Noise leaves specks in an opening and joins to it what only brushes the limits. */
const closePx = 1;
const openPx = 2;
const minPixels = 40;
const minProductShare = 0.0005;
/** Widths of the ring that is looked at around an opening, and of the rim that is left out within it. */
const [ringFromPx, ringToPx, rimPx] = [3, 6, 3];

/** An opening, measured: shares of its ring, distances in pixels, deviations in units of their noise. */
export type Opening = {
  readonly pixels: Int32Array;
  /** Share of the ring that is clearly not backdrop; share that is outside the product. */
  readonly walledShare: number;
  readonly openShare: number;
  /** Radius of the largest disc in it, and the nearest way through the product to the outside. */
  readonly radiusPx: number;
  readonly wallPx: number;
  readonly productShare: number;
  readonly chroma: number;
  readonly lightness: number;
  readonly lightnessSpread: number;
  /** Fine texture against the backdrop's own. */
  readonly texture: number;
};

/** All places where the product, as far as the network sees it, looks as the backdrop would there. */
export function findOpenings(deviation: Deviation, lightness: Float32Array, probability: Float32Array): Opening[] {
  const { widthPx, heightPx } = deviation;
  const agrees = openClose(
    maskOf(deviation, (i) => agreesAt(deviation, i)),
    probability,
  );
  const inside = maskOf(deviation, (i) => (probability[i] ?? 0) > outsideProbability);
  const outwards = edgeDistance(inside);
  const productPixels = probability.reduce((sum, value) => sum + (value > halfProbability ? 1 : 0), 0);
  const backdropTexture = textureOf(lightness, widthPx, listWhere(deviation.isSure, 1));
  const smallest = Math.max(minPixels, minProductShare * productPixels);
  return findParts(agrees, opaque)
    .filter(({ pixels }) => pixels.length >= smallest)
    .map((part) => {
      const { core, ring, radiusPx } = cutParts(part, widthPx, heightPx);
      const shareOf = (isCounted: (i: number) => boolean) => ring.filter(isCounted).length / Math.max(1, ring.length);
      const light = meanAndSpread(core, deviation.lightness);
      return {
        ...{ pixels: part.pixels, radiusPx },
        walledShare: shareOf((i) => differsAt(deviation, i)),
        openShare: shareOf((i) => inside.data[i] === 0),
        wallPx: part.pixels.reduce((least, i) => Math.min(least, outwards[i] ?? 0), Number.POSITIVE_INFINITY),
        productShare: part.pixels.length / productPixels,
        chroma: meanAndSpread(core, deviation.chroma).mean / deviation.chromaNoise,
        lightness: light.mean,
        lightnessSpread: light.spread / deviation.lightnessNoise,
        texture: textureOf(lightness, widthPx, core) / backdropTexture,
      };
    });
}

function agreesAt({ chroma, lightness, chromaNoise, lightnessNoise }: Deviation, i: number): boolean {
  const change = lightness[i] ?? 0;
  return (
    (chroma[i] ?? 0) < chromaWithin.fixed + chromaWithin.noises * chromaNoise &&
    -change < darkerWithin.fixed + darkerWithin.noises * lightnessNoise &&
    change < lighterWithin.fixed + lighterWithin.noises * lightnessNoise
  );
}

function differsAt({ chroma, lightness, chromaNoise, lightnessNoise }: Deviation, i: number): boolean {
  return (
    (chroma[i] ?? 0) > chromaOver.fixed + chromaOver.noises * chromaNoise ||
    Math.abs(lightness[i] ?? 0) > lightnessOver.fixed + lightnessOver.noises * lightnessNoise
  );
}

function maskOf({ widthPx, heightPx }: Deviation, isSet: (i: number) => boolean): Mask {
  const data = new Uint8Array(widthPx * heightPx);
  for (let i = 0; i < data.length; i++) data[i] = isSet(i) ? opaque : 0;
  return { data, widthPx, heightPx };
}

/** Closes specks, keeps what the network may take for product, and drops what is thin. */
function openClose(agrees: Mask, probability: Float32Array): Mask {
  const closed = erode(dilate(agrees, closePx), closePx);
  const inProduct = closed.data.map((value, i) => ((probability[i] ?? 0) > outsideProbability ? value : 0));
  return dilate(erode({ ...closed, data: inProduct }, openPx), openPx);
}

/** The ring around a part and its core without the rim, as pixels of the survey; and the radius of its largest disc. */
function cutParts({ pixels }: Part, widthPx: number, heightPx: number) {
  let [left, right, top, bottom] = [widthPx, 0, heightPx, 0];
  for (const i of pixels) {
    const x = i % widthPx;
    const y = (i - x) / widthPx;
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  }
  left = Math.max(0, left - ringToPx);
  top = Math.max(0, top - ringToPx);
  const width = Math.min(widthPx - 1, right + ringToPx) - left + 1;
  const height = Math.min(heightPx - 1, bottom + ringToPx) - top + 1;
  const data = new Uint8Array(width * height);
  const toSurvey = (k: number) => (Math.floor(k / width) + top) * widthPx + (k % width) + left;
  for (const i of pixels) data[(Math.floor(i / widthPx) - top) * width + (i % widthPx) - left] = opaque;
  const mask: Mask = { data, widthPx: width, heightPx: height };
  const [near, far] = [dilate(mask, ringFromPx).data, dilate(mask, ringToPx).data];
  const depth = edgeDistance(mask);
  const radiusPx = depth.reduce((most, value) => Math.max(most, value), 0);
  // A narrow opening has no pixel that deep: then its middle stands for it.
  const coreDepth = Math.min(rimPx, radiusPx / 2);
  const ring: number[] = [];
  const core: number[] = [];
  for (let k = 0; k < data.length; k++) {
    if (far[k] === opaque && near[k] === 0) ring.push(toSurvey(k));
    if ((depth[k] ?? 0) > coreDepth) core.push(toSurvey(k));
  }
  return { ring, core, radiusPx };
}

function listWhere(data: Uint8Array, value: number): number[] {
  const pixels: number[] = [];
  for (let i = 0; i < data.length; i++) if (data[i] === value) pixels.push(i);
  return pixels;
}

function meanAndSpread(pixels: readonly number[], values: Float32Array): { mean: number; spread: number } {
  let [sum, squares] = [0, 0];
  for (const i of pixels) {
    const value = values[i] ?? 0;
    sum += value;
    squares += value * value;
  }
  const mean = sum / Math.max(1, pixels.length);
  return { mean, spread: Math.sqrt(Math.max(0, squares / Math.max(1, pixels.length) - mean * mean)) };
}

/** Root mean square of each pixel less the mean of its four neighbours. */
function textureOf(lightness: Float32Array, widthPx: number, pixels: readonly number[]): number {
  let sum = 0;
  for (const i of pixels) {
    const here = lightness[i] ?? 0;
    const around =
      (lightness[i - 1] ?? here) +
      (lightness[i + 1] ?? here) +
      (lightness[i - widthPx] ?? here) +
      (lightness[i + widthPx] ?? here);
    sum += (here - around / 4) ** 2;
  }
  return Math.sqrt(sum / Math.max(1, pixels.length)) + Number.EPSILON;
}
