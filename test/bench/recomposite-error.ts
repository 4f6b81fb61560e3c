import { fineLevelOfLinear, fineSteps, linearOfLevel } from '../../shared/imaging/colour.ts';

const opaque = 255;
/** White, black and saturated grounds, as linear light. */
const grounds = [
  [1, 1, 1],
  [0, 0, 0],
  [1, 0, 0],
  [0, 0.32, 0],
  [0, 0, 1],
  [1, 0, 1],
] as const;

/** A product as it is laid over something: 8-bit sRGB colours, interleaved with three channels, and 8-bit alpha. */
export type Layer = { readonly colours: Uint8Array; readonly alpha: Uint8Array };

/**
 * How far a layer laid over other grounds in linear light is from the true one laid over the same, in levels of sRGB:
 * the mean over grounds, channels and the pixels in which `isCounted` is not 0.
 */
export function recompositeError(shown: Layer, truth: Layer, isCounted: Uint8Array): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < isCounted.length; i++) {
    if (isCounted[i] === 0) continue;
    count++;
    for (const ground of grounds) {
      for (const c of [0, 1, 2] as const) sum += Math.abs(lay(shown, i, c, ground[c]) - lay(truth, i, c, ground[c]));
    }
  }
  return sum / Math.max(1, 3 * grounds.length * count);
}

function lay({ colours, alpha }: Layer, pixel: number, channel: number, ground: number): number {
  const share = (alpha[pixel] ?? 0) / opaque;
  const light = linearOfLevel[colours[3 * pixel + channel] ?? 0] ?? 0;
  return fineLevelOfLinear(share * light + (1 - share) * ground) / fineSteps;
}
