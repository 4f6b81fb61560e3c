import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { SizePx } from '../contracts/geometry.ts';

/**
 * How deep a product is at most, of the shorter side that the camera sees; a photo does not show it. Of 0.75, 0.9, 1 and
 * 1.15 the one whose shadows come nearest to those of rendered products (`npm run bench -- studios`, 25 November 2026).
 */
const depthShare = 0.9;

/** How deep a product is in the pixels that its box is measured in. */
export const productDepthPx = ({ widthPx, heightPx }: SizePx): number => depthShare * Math.min(widthPx, heightPx);

/** How wide a product stands, in u: from its first contact to its last one; without contacts, on its whole width. */
export function standingWidthU({ box, pose }: Pick<AssetFacts, 'box' | 'pose'>): number {
  const lefts = pose.contacts.map(({ leftPx }) => leftPx);
  const rights = pose.contacts.map(({ leftPx, widthPx }) => leftPx + widthPx);
  const spanPx = lefts.length === 0 ? box.widthPx : Math.max(...rights) - Math.min(...lefts);
  return spanPx / Math.max(box.widthPx, box.heightPx);
}
