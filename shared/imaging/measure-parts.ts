import type { MatteMeasures } from '../contracts/matte-quality.ts';
import { findParts } from './connected-parts.ts';
import type { LabView } from './lab-view.ts';

const halfOpaque = 128;
/** Smaller parts are laces, tags and grains, not products. */
const minShare = 0.05;

/** How many parts the product has, and how different the two largest are in mean colour (Lab); 0 where there is one. */
export function measureParts({ lab, matte }: LabView): Pick<MatteMeasures, 'parts' | 'partsDiffer'> {
  const parts = findParts(matte, halfOpaque).sort((a, b) => b.pixels.length - a.pixels.length);
  const [largest, second] = parts;
  if (largest === undefined || second === undefined) return { parts: parts.length, partsDiffer: 0 };
  const count = parts.filter(({ pixels }) => pixels.length >= minShare * largest.pixels.length).length;
  const [one, other] = [meanColour(lab, largest.pixels), meanColour(lab, second.pixels)];
  const partsDiffer = count < 2 ? 0 : Math.hypot(...one.map((value, k) => value - (other[k] ?? 0)));
  return { parts: count, partsDiffer };
}

function meanColour(lab: Float32Array, pixels: Int32Array): number[] {
  return [0, 1, 2].map((k) => pixels.reduce((sum, pixel) => sum + (lab[3 * pixel + k] ?? 0), 0) / pixels.length);
}
