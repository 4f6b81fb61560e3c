import type { Deviation } from './compare-backdrop.ts';
import { findParts } from './connected-parts.ts';
import { edgeDistance } from './edge-distance.ts';
import { cutPart, measureLooks, type OpeningLooks, textureOf } from './measure-opening.ts';
import { dilate, erode } from './morphology.ts';
import { type Mask, maskWhere } from './raster.ts';

const opaque = 255;
const halfProbability = 0.5;
/** Below this a pixel is outside the product in the network's eyes. */
const outsideProbability = 0.05;
/**
 * What the backdrop can look like through an opening: its own chroma within the noise, and from in deep soft shadow to a
 * little lighter. Inside lenses chroma differed by 1.1-2.3 at most, lightness by -12 to +6 (24 November 2026).
 */
const chromaWithin = { fixed: 0.6, noises: 2.2 };
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
/** An opening, measured: shares of its ring, distances in pixels of the survey, and its looks. */
export type Opening = OpeningLooks & {
  readonly pixels: Int32Array;
  /** Share of the ring that is clearly not backdrop; share that is outside the product. */
  readonly walledShare: number;
  readonly openShare: number;
  /** Radius of the largest disc in it, and the nearest way through the product to the outside. */
  readonly radiusPx: number;
  readonly wallPx: number;
  readonly productShare: number;
};

/** All places where the product, as far as the network sees it, looks as the backdrop would there. */
export function findOpenings(deviation: Deviation, lightness: Float32Array, probability: Float32Array): Opening[] {
  const { widthPx, heightPx } = deviation;
  const agrees = openClose(
    maskWhere(deviation, (i) => agreesAt(deviation, i)),
    probability,
  );
  const inside = maskWhere(deviation, (i) => (probability[i] ?? 0) > outsideProbability);
  const outwards = edgeDistance(inside);
  const productPixels = probability.reduce((sum, value) => sum + (value > halfProbability ? 1 : 0), 0);
  const backdropTexture = textureOf(lightness, widthPx, listWhere(deviation.isSure, 1));
  const smallest = Math.max(minPixels, minProductShare * productPixels);
  return findParts(agrees, opaque)
    .filter(({ pixels }) => pixels.length >= smallest)
    .map((part) => {
      const { core, ring, radiusPx } = cutPart(part, widthPx, heightPx);
      const shareOf = (isCounted: (i: number) => boolean) => ring.filter(isCounted).length / Math.max(1, ring.length);
      return {
        ...{ pixels: part.pixels, radiusPx },
        walledShare: shareOf((i) => differsAt(deviation, i)),
        openShare: shareOf((i) => inside.data[i] === 0),
        wallPx: part.pixels.reduce((least, i) => Math.min(least, outwards[i] ?? 0), Number.POSITIVE_INFINITY),
        productShare: part.pixels.length / productPixels,
        ...measureLooks(core, deviation, lightness, backdropTexture),
      };
    });
}

function agreesAt(deviation: Deviation, i: number): boolean {
  const { lightness, lightnessNoise } = deviation;
  const change = lightness[i] ?? 0;
  return (
    hasColourOfBackdrop(deviation, i) &&
    -change < darkerWithin.fixed + darkerWithin.noises * lightnessNoise &&
    change < lighterWithin.fixed + lighterWithin.noises * lightnessNoise
  );
}

/** Whether pixel `i` has the backdrop's colour, its own shade included, as far as noise lets tell or `within` says. */
export const hasColourOfBackdrop = (deviation: Deviation, i: number, within = chromaWithin): boolean =>
  Math.hypot(deviation.redGreen[i] ?? 0, deviation.blueYellow[i] ?? 0) <
  within.fixed + within.noises * deviation.chromaNoise;

/** Whether pixel `i` is clearly not backdrop: of another colour, or lighter or darker than shadows are. */
export function differsAt({ chroma, lightness, chromaNoise, lightnessNoise }: Deviation, i: number): boolean {
  return (
    (chroma[i] ?? 0) > chromaOver.fixed + chromaOver.noises * chromaNoise ||
    Math.abs(lightness[i] ?? 0) > lightnessOver.fixed + lightnessOver.noises * lightnessNoise
  );
}

/** Closes specks, keeps what the network may take for product, and drops what is thin. */
function openClose(agrees: Mask, probability: Float32Array): Mask {
  const closed = erode(dilate(agrees, closePx), closePx);
  const inProduct = closed.data.map((value, i) => ((probability[i] ?? 0) > outsideProbability ? value : 0));
  return dilate(erode({ ...closed, data: inProduct }, openPx), openPx);
}

function listWhere(data: Uint8Array, value: number): number[] {
  const pixels: number[] = [];
  for (let i = 0; i < data.length; i++) if (data[i] === value) pixels.push(i);
  return pixels;
}
