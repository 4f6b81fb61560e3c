import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { Placing } from '../contracts/plan.ts';
import type { Reason } from './check-variant.ts';

/** Less of the product than this in other colours than its own is a glint. */
const leastClippedShare = 0.001;

/** What to know of a picture that may be published: that the product is enlarged, that its colours are not all its own. */
export function variantWarnings(placing: Placing, { gamutLoss }: Pick<AssetFacts, 'gamutLoss'>): Reason[] {
  const soft = `The product is enlarged ${placing.scale.toFixed(2)} times and looks soft; upload a larger photo.`;
  const warnings: Reason[] = placing.isSoft ? [{ code: 'SOFT', sentence: soft }] : [];
  if (gamutLoss === null || gamutLoss.share < leastClippedShare) return warnings;
  const { profile, share, largestDeltaE } = gamutLoss;
  const clipped =
    `Expected colours that sRGB can show, got ${(100 * share).toFixed(1)} % of the product beyond it (${profile}): they are ` +
    `shown as the nearest in sRGB, up to ${largestDeltaE.toFixed(1)} away (CIEDE2000); compare the picture with the product.`;
  return [...warnings, { code: 'COLOURS_CLIPPED', sentence: clipped }];
}
