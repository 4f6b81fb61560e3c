import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { SizePx } from '../contracts/geometry.ts';

/**
 * How deep a product is at most, of the shorter side that the camera sees; a photo does not show it. Of 0.75, 0.9, 1 and
 * 1.15 the one whose shadows come nearest to those of rendered products (`npm run bench -- studios`, 25 November 2026).
 */
const depthShare = 0.9;

/** Of a product seen from the side, in u: how wide it stands, how deep it is, and how far its front is from its middle. */
export type Footprint = { readonly widthU: number; readonly depthU: number; readonly frontU: number };

/** How deep a product is in the pixels that its box is measured in. */
export const productDepthPx = ({ widthPx, heightPx }: SizePx): number => depthShare * Math.min(widthPx, heightPx);

/** The footprint of a product, by its box and the contacts of its pose; without contacts it stands on its whole width. */
export function productFootprint({ box, pose }: Pick<AssetFacts, 'box' | 'pose'>): Footprint {
  const u = Math.max(box.widthPx, box.heightPx);
  const lefts = pose.contacts.map(({ leftPx }) => leftPx);
  const rights = pose.contacts.map(({ leftPx, widthPx }) => leftPx + widthPx);
  const spanPx = lefts.length === 0 ? box.widthPx : Math.max(...rights) - Math.min(...lefts);
  const depthU = productDepthPx(box) / u;
  const widthU = spanPx / u;
  return { widthU, depthU, frontU: (Math.min(1, spanPx / box.widthPx) * depthU) / 2 };
}
