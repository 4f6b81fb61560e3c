import type { Opening } from './find-openings.ts';

/**
 * Limits measured on the 22 photos with known alpha, 62 composites of them and of drawn products on other backdrops, and
 * 29 shop photos (24 November 2026). True openings: chroma 0.3-1.2 noises, spread up to 3.2, texture 0.9-1.8. Prints and
 * labels in the backdrop's colour: chroma 1.3-2.4, texture 1.1-3.
 */
const maxChroma = 1.25;
const maxLightnessSpread = 4;
const maxTexture = 1.8;
/** Most of the ring is either clearly product or outside: else it is a product of the backdrop's colour. */
const minKnownShare = 0.75;
const minWalledShare = 0.6;
const minOpenShare = 0.6;
const minWalledShareInDoubt = 0.25;
/** The network doubts where either look sees less than this. */
const doubt = 0.85;
/** Where the network is sure, an opening must be wide behind thin walls: a lens, a ring, a handle. A print is not. */
const minWalledShareUndoubted = 0.5;
const minProductShareOfWide = 0.05;
const wallPerRadius = 1;
const wallPerRadiusOfWide = 2;
/** White paper and white goods are all alike: there the colour alone proves nothing. */
const whiteLightness = 85;
const whiteChroma = 5;

/** What is known beside the opening itself: the looks' mean probabilities in it, and the backdrop's mean colour. */
export type OpeningEvidence = {
  readonly probabilities: readonly number[];
  readonly backdrop: { readonly lightness: number; readonly chroma: number };
};

/** Whether backdrop is seen through an opening, and not product of the same colour. */
export function isBackdropSeen(opening: Opening, { probabilities, backdrop }: OpeningEvidence): boolean {
  const { walledShare, openShare, radiusPx, wallPx, productShare } = opening;
  const looksAlike =
    opening.chroma < maxChroma && opening.lightnessSpread < maxLightnessSpread && opening.texture < maxTexture;
  if (!looksAlike) return false;
  if (Math.min(...probabilities) < doubt) {
    if (walledShare + openShare < minKnownShare) return false;
    return walledShare > minWalledShare || openShare > minOpenShare || walledShare > minWalledShareInDoubt;
  }
  const isWhite = backdrop.lightness > whiteLightness && backdrop.chroma < whiteChroma;
  if (isWhite || walledShare < minWalledShareUndoubted) return false;
  const reach = productShare > minProductShareOfWide ? wallPerRadiusOfWide : wallPerRadius;
  return wallPx < reach * radiusPx;
}
