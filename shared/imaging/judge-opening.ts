import { type Deviation, isColoured } from './compare-backdrop.ts';
import type { Opening } from './find-openings.ts';

/**
 * Limits measured on the 22 photos with known alpha, 62 composites of them and of drawn products on other backdrops, and
 * 29 shop photos (24 November 2026). True openings: chroma 0.3-1.2 noises, spread up to 3.2, texture 0.9-1.8. Prints and
 * labels in the backdrop's colour: chroma 1.3-2.4, texture 1.1-3.
 */
const maxChroma = 1.25;
const maxLightnessSpread = 4;
const maxTexture = 1.8;
/**
 * An opening whose mean colour and whose lightest part are the backdrop's own varies by shadow alone, which may be more.
 * True openings: offset up to 0.5 noises, 0.75 on marble; lightest part within 2 noises. Labels on grey and white: offset
 * 0.5-3.3, lightest part mostly off by 4-12 noises (25 November 2026).
 */
const maxOffset = 0.8;
const maxLightestOff = 2;
const maxSpreadInShadow = 6;
const maxTextureInShadow = 2.2;
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
/**
 * Behind a thick wall an opening lies in shade: on a coloured backdrop a wide one that is darker, but of the backdrop's
 * colour in its own shade, is one. Prints are in the light. The hole of a swim ring is 11 darker behind a wall of 3.3
 * radii (25 November 2026).
 */
const wallPerRadiusInShade = 4;
const minProductShareInShade = 0.03;
const minWalledShareInShade = 0.8;
const minNoisesInShade = 5;
/**
 * White paper and white goods are all alike: there the colour alone proves nothing. A grey backdrop, marble or concrete, is
 * told from grey goods where both colour and light are its own.
 */
const paperLightness = 92;
const neutralChroma = 5;

/** What is known beside the opening itself: the looks' mean probabilities in it, and the backdrop's mean colour. */
export type OpeningEvidence = {
  readonly probabilities: readonly number[];
  readonly backdrop: Deviation['mean'];
};

/** Whether a look of the network doubts that an opening is product. */
export const isDoubted = (probabilities: readonly number[]): boolean => Math.min(...probabilities) < doubt;

/** Whether backdrop is seen through an opening, and not product of the same colour. */
export function isBackdropSeen(opening: Opening, { probabilities, backdrop }: OpeningEvidence): boolean {
  const { walledShare, openShare } = opening;
  if (isDoubted(probabilities)) {
    if (!looksAlike(opening) || walledShare + openShare < minKnownShare) return false;
    return walledShare > minWalledShare || openShare > minOpenShare || walledShare > minWalledShareInDoubt;
  }
  if (!looksAlike(opening) && !looksAlikeInShadow(opening)) return false;
  const isNeutral = backdrop.chroma < neutralChroma;
  if (isNeutral && (backdrop.lightness > paperLightness || !matchesInLight(opening))) return false;
  return isBehindThinWall(opening) || (isColoured(backdrop) && isInShade(opening));
}

const looksAlike = ({ chroma, lightnessSpread, texture }: Opening): boolean =>
  chroma < maxChroma && lightnessSpread < maxLightnessSpread && texture < maxTexture;

const looksAlikeInShadow = (opening: Opening): boolean =>
  matchesInLight(opening) &&
  opening.chroma < maxChroma &&
  opening.lightnessSpread < maxSpreadInShadow &&
  opening.texture < maxTextureInShadow;

const matchesInLight = ({ chromaOffset, lightest }: Opening): boolean =>
  chromaOffset < maxOffset && Math.abs(lightest) < maxLightestOff;

function isBehindThinWall({ walledShare, productShare, wallPx, radiusPx }: Opening): boolean {
  const reach = productShare > minProductShareOfWide ? wallPerRadiusOfWide : wallPerRadius;
  return walledShare > minWalledShareUndoubted && wallPx < reach * radiusPx;
}

const isInShade = ({ walledShare, productShare, wallPx, radiusPx, lightness }: Opening): boolean =>
  walledShare > minWalledShareInShade &&
  productShare > minProductShareInShade &&
  wallPx < wallPerRadiusInShade * radiusPx &&
  lightness < -minNoisesInShade;
