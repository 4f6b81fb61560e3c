import type { AssetFacts } from '../contracts/asset-facts.ts';
import { type Side, side } from '../contracts/pose.ts';

/**
 * The sides at which the product leaves the photo. None for a given cutout that touches all four: it is trimmed to its
 * product, and nothing is cut.
 */
export function findCutSides({ touchesEdge, matteSource }: Pick<AssetFacts, 'touchesEdge' | 'matteSource'>): Side[] {
  const touched = side.options.filter((each) => touchesEdge[each]);
  return touched.length === side.options.length && matteSource !== 'segmented' ? [] : touched;
}
