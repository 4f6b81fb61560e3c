import { type AssetFacts, unjudged } from '../../../shared/contracts/asset-facts.ts';

type Wanted = {
  readonly width?: number;
  readonly height?: number;
  /** Free space around the product in the photo, where it does not touch the edge. */
  readonly space?: number;
  /** How far soft pixels reach beyond the product's box. */
  readonly soft?: number;
  readonly touches?: Partial<AssetFacts['touchesEdge']>;
};

/** What masking would say of a product of this size: 2400 x 2400 px in the middle of a photo unless told otherwise. */
export function productFacts({ width = 2400, height = 2400, space = 300, soft = 4, touches = {} }: Wanted): AssetFacts {
  const touchesEdge = { top: false, right: false, bottom: false, left: false, ...touches };
  const margin = (side: keyof typeof touchesEdge, px: number) => (touchesEdge[side] ? 0 : px);
  const grown = (px: number) => ({
    leftPx: margin('left', space) - margin('left', px),
    topPx: margin('top', space) - margin('top', px),
    widthPx: width + margin('left', px) + margin('right', px),
    heightPx: height + margin('top', px) + margin('bottom', px),
  });
  return {
    widthPx: width + margin('left', space) + margin('right', space),
    heightPx: height + margin('top', space) + margin('bottom', space),
    box: grown(0),
    cutBox: grown(Math.min(soft, space)),
    touchesEdge,
    noiseLevels: 1,
    matteSource: 'segmented',
    ...unjudged,
  };
}

/** Numbers 0..1 that look random and are the same for every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Facts of a product of any shape from 1:8 to 8:1, 40 to 6000 px long, cut off at any sides now and then. */
export function anyFacts(random: () => number): AssetFacts {
  const long = Math.round(40 * 150 ** random());
  const short = Math.max(1, Math.round(long / 8 ** random()));
  const isCut = () => random() < 0.1;
  return productFacts({
    ...(random() < 0.5 ? { width: long, height: short } : { width: short, height: long }),
    space: Math.round(random() * 500) + 1,
    soft: Math.round(random() * 12),
    touches: { top: isCut(), right: isCut(), bottom: isCut(), left: isCut() },
  });
}
