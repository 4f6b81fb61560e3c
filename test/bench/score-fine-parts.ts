import { findParts } from '../../shared/imaging/connected-parts.ts';
import { edgeDistance } from '../../shared/imaging/edge-distance.ts';
import { type Mask, maskWhere } from '../../shared/imaging/raster.ts';

const opaque = 255;
const halfOpaque = 128;
/** Thin is what no disc of this width fits into, as a share of the longer side. */
const thinShare = 0.01;
/** Smaller parts, as a share of the photo, are corners and specks rather than straps and openings. */
const minPartShare = 0.0001;

/** How many pixels there are of something, and how many of them are right. */
export type Recall = { readonly pixels: number; readonly right: number };
/** Recalls of what is easily lost: thin parts of the product, and openings. */
export type FinePartsScore = { readonly thin: Recall; readonly holes: Recall };

/**
 * How much of a photo's fine parts a matte of the true one's size shows. `thin`: the product that vanishes under an
 * opening by a disc of 1 % of the longer side, in parts of at least 0.01 % of the photo; the share at half opacity or
 * more. `holes`: background that does not touch the frame, in parts of that size; the share below half opacity.
 */
export function scoreFineParts(matte: Mask, truth: Mask): FinePartsScore {
  const product = maskWhere(truth, (i) => (truth.data[i] ?? 0) >= halfOpaque);
  const isShown = (i: number) => (matte.data[i] ?? 0) >= halfOpaque;
  return {
    thin: countRight(findThin(product), isShown),
    holes: countRight(findEnclosed(product), (i) => !isShown(i)),
  };
}

function findThin(product: Mask): Int32Array[] {
  const radiusPx = (thinShare * Math.max(product.widthPx, product.heightPx)) / 2;
  const depth = edgeDistance(product);
  const reach = edgeDistance(maskWhere(product, (i) => (depth[i] ?? 0) <= radiusPx));
  return partsOf(maskWhere(product, (i) => product.data[i] === opaque && (reach[i] ?? 0) > radiusPx));
}

function findEnclosed(product: Mask): Int32Array[] {
  const { widthPx, heightPx } = product;
  const touchesFrame = (i: number): boolean => {
    const x = i % widthPx;
    return x === 0 || x === widthPx - 1 || i < widthPx || i >= widthPx * (heightPx - 1);
  };
  return partsOf(maskWhere(product, (i) => product.data[i] === 0)).filter((pixels) => !pixels.some(touchesFrame));
}

const partsOf = (mask: Mask): Int32Array[] =>
  findParts(mask, opaque)
    .map(({ pixels }) => pixels)
    .filter(({ length }) => length >= minPartShare * mask.data.length);

function countRight(parts: readonly Int32Array[], isRight: (i: number) => boolean): Recall {
  let [right, count] = [0, 0];
  for (const pixels of parts) {
    count += pixels.length;
    for (const i of pixels) if (isRight(i)) right++;
  }
  return { pixels: count, right };
}
