import type { Deviation } from './compare-backdrop.ts';
import { findParts } from './connected-parts.ts';
import { isDifferent } from './find-missed.ts';
import { dilate } from './morphology.ts';
import { type Mask, maskWhere } from './raster.ts';

const opaque = 255;
const halfProbability = 0.5;
/** What counts as seen: as little as for the frame, so that the ends of thin parts are not cut off. */
const seenProbability = 0.3;
/**
 * The first look is coarse, and any edge is soft: both lie within a few pixels of what the closer look sees. What was lost
 * reaches further out: on 84 photos with known alpha nothing does; in 29 shop photos pegs with their line, the fall of a
 * cloth and a swim ring's crown do (25 November 2026).
 */
const edgePx = 4;
const minReachingPixels = 12;

/**
 * Product that the first look of the network found at least likely and the closer one not: parts that clearly differ from
 * the backdrop and reach beyond what the closer look sees. The two may be one look. `first` and `closer`: 0..1 a pixel of the survey. Returns a mask, 255 = lost.
 */
export function findLost(deviation: Deviation, first: Float32Array, closer: Float32Array): Mask {
  const { widthPx, heightPx } = deviation;
  const isLost = (i: number) =>
    (first[i] ?? 0) > seenProbability && (closer[i] ?? 0) <= halfProbability && isDifferent(deviation, i);
  const candidates = maskWhere(deviation, isLost);
  const data = new Uint8Array(widthPx * heightPx);
  if (!candidates.data.includes(opaque)) return candidates;
  const edge = dilate(
    maskWhere(deviation, (i) => (closer[i] ?? 0) > halfProbability),
    edgePx,
  ).data;
  for (const { pixels } of findParts(candidates, opaque)) {
    const reaching = pixels.reduce((sum, i) => sum + (edge[i] === 0 ? 1 : 0), 0);
    if (reaching >= minReachingPixels) for (const i of pixels) data[i] = opaque;
  }
  return { data, widthPx, heightPx };
}
