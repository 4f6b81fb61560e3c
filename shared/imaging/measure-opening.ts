import type { Deviation } from './compare-backdrop.ts';
import type { Part } from './connected-parts.ts';
import { edgeDistance } from './edge-distance.ts';
import { dilate } from './morphology.ts';
import type { Mask } from './raster.ts';

const opaque = 255;
/** Widths of the ring that is looked at around an opening, and of the rim that is left out within it. */
const [ringFromPx, ringToPx, rimPx] = [3, 6, 3];
/** The lightest tenth of an opening lies in no shadow, if any of it does. */
const lightestShare = 0.9;

/** How an opening looks: deviations from the backdrop in units of their noise. */
export type OpeningLooks = {
  /** Mean distance in a*b*, and the distance of the mean, in which noise cancels out and another colour does not. */
  readonly chroma: number;
  readonly chromaOffset: number;
  readonly lightness: number;
  readonly lightnessSpread: number;
  /** Lightness that nine tenths of it stay below. */
  readonly lightest: number;
  /** Fine texture against the backdrop's own. */
  readonly texture: number;
};

/** Measures how an opening's core looks. `backdropTexture` is textureOf the sure backdrop, on the same `lightness`. */
export function measureLooks(
  core: readonly number[],
  deviation: Deviation,
  lightness: Float32Array,
  backdropTexture: number,
): OpeningLooks {
  const { widthPx, redGreen, blueYellow, chromaNoise, lightnessNoise } = deviation;
  const meanOf = (read: (i: number) => number) => core.reduce((sum, i) => sum + read(i), 0) / Math.max(1, core.length);
  const light = meanOf((i) => deviation.lightness[i] ?? 0);
  const squares = meanOf((i) => (deviation.lightness[i] ?? 0) ** 2);
  const levels = Float32Array.from(core, (i) => deviation.lightness[i] ?? 0).sort();
  const offset = Math.hypot(
    meanOf((i) => redGreen[i] ?? 0),
    meanOf((i) => blueYellow[i] ?? 0),
  );
  return {
    chroma: meanOf((i) => Math.hypot(redGreen[i] ?? 0, blueYellow[i] ?? 0)) / chromaNoise,
    chromaOffset: offset / chromaNoise,
    lightness: light / lightnessNoise,
    lightnessSpread: Math.sqrt(Math.max(0, squares - light * light)) / lightnessNoise,
    lightest: (levels[Math.floor(lightestShare * levels.length)] ?? 0) / lightnessNoise,
    texture: textureOf(lightness, widthPx, core) / backdropTexture,
  };
}

/** The ring around a part and its core without the rim, as pixels of the survey; and the radius of its largest disc. */
export function cutPart({ pixels }: Part, widthPx: number, heightPx: number) {
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

/** Root mean square of each pixel less the mean of its four neighbours; never 0. */
export function textureOf(lightness: Float32Array, widthPx: number, pixels: readonly number[]): number {
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
