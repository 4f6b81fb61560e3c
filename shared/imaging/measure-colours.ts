import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { LabColour, ProductColours } from '../contracts/product-colours.ts';
import { edgeDistance } from './edge-distance.ts';
import { type LabView, longestSideOf } from './lab-view.ts';
import { maskWhere } from './raster.ts';
import type { SmoothBackdrop } from './smooth-backdrop.ts';

/** How far inside the contour its colour is read, as a share of u (docs/imaging.md, Light). */
const bandShare = 0.03;
/** Only sure product counts, whose colour has nothing of the backdrop. */
const sureLevel = 250;
const chromaShare = 0.95;
/** A surface that what is around the product is farther from than this, in Lab, is not what is behind it. */
const mostUnrest = 6;
const mostLightness = 100;
const decimals = 10;
/** Pixels that a median is taken of, at most: more do not move it by a tenth. */
const maxSamples = 3000;

/**
 * The colours of a product that a background is fitted to, and of the backdrop that was modelled behind it. Null where no
 * pixel of the view is sure product.
 */
export function measureColours(
  view: LabView,
  { box }: Pick<AssetFacts, 'box'>,
  backdrop: SmoothBackdrop | null,
): ProductColours | null {
  const { lab, matte } = view;
  const sure = maskWhere(matte, (i) => (matte.data[i] ?? 0) >= sureLevel);
  const depth = edgeDistance(sure);
  const bandPx = Math.max(1, bandShare * longestSideOf(view, box));
  const [inside, band]: [number[], number[]] = [[], []];
  for (let i = 0; i < depth.length; i++) {
    if (sure.data[i] === 0) continue;
    inside.push(i);
    if ((depth[i] ?? 0) <= bandPx) band.push(i);
  }
  if (band.length === 0) return null;
  const isModelled = backdrop !== null && backdrop.unrest <= mostUnrest;
  const behind = isModelled ? medianOf(backdrop.lab, inside) : null;
  return {
    contour: medianOf(lab, band),
    chromaP95: rounded(chromaOf(lab, inside)),
    backdrop: behind === null ? null : [Math.min(mostLightness, behind[0]), behind[1], behind[2]],
  };
}

function medianOf(lab: Float32Array, all: readonly number[]): LabColour {
  const pixels = sampled(all);
  const middle = (channel: number): number => {
    const values = Float32Array.from(pixels, (pixel) => lab[3 * pixel + channel] ?? 0).sort();
    return rounded(values[Math.floor(values.length / 2)] ?? 0);
  };
  return [middle(0), middle(1), middle(2)];
}

function chromaOf(lab: Float32Array, all: readonly number[]): number {
  const chromas = Float32Array.from(sampled(all), (i) => Math.hypot(lab[3 * i + 1] ?? 0, lab[3 * i + 2] ?? 0));
  return chromas.sort()[Math.floor(chromaShare * chromas.length)] ?? 0;
}

function sampled(pixels: readonly number[]): readonly number[] {
  const step = Math.ceil(pixels.length / maxSamples);
  return step <= 1 ? pixels : pixels.filter((_, at) => at % step === 0);
}

const rounded = (value: number): number => Math.round(decimals * value) / decimals;
