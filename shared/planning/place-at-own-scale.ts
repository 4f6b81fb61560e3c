import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { Placement } from '../contracts/placement.ts';
import { cutSides } from './cut-sides.ts';
import { type ChooseScale, type ProductPlace, scaleBounds } from './place-product.ts';

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/**
 * Places a product of which one pixel of the photo is one pixel of the output, by the placing that is given: nothing is
 * resampled. Refused as that, and OWN_SCALE_NOT_POSSIBLE where the row's fill or safe zone asks for another scale.
 */
export function placeAtOwnScale(
  facts: AssetFacts,
  row: Placement,
  place: (choose: ChooseScale) => ProductPlace,
): ProductPlace {
  const bounds = scaleBounds(facts.box, row, row.deliver, cutSides(facts));
  if (bounds === undefined || (bounds.least <= 1 && bounds.most >= 1)) return place(() => 1);
  const { widthPx, heightPx } = facts.box;
  const limit = bounds.most < 1 ? `at most ${percent(bounds.most)}` : `at least ${percent(bounds.least)}`;
  const sentence =
    `Expected a product of ${limit} of its size in the photo for ${row.id}, got ${widthPx} x ${heightPx} px at its own ` +
    'scale; leave productScale out, or ask for another size.';
  return { outcome: 'refused', code: 'OWN_SCALE_NOT_POSSIBLE', sentence };
}
