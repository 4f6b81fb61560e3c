import type { Deviation } from './compare-backdrop.ts';
import { findParts, type Part } from './connected-parts.ts';
import { dilate } from './morphology.ts';
import { type Mask, maskWhere } from './raster.ts';

const opaque = 255;
const halfProbability = 0.5;
/** What is missed hangs on what the network is sure of. */
const anchorProbability = 0.8;
/**
 * What no backdrop shows: another colour, or more light; or so much less light that few shadows are as deep. Measured on
 * clean backdrops (24 November 2026): chroma noise 0.02-1, soft shadows down to -25.
 */
const chromaOver = { fixed: 6, noises: 3 } as const;
const lighterBy = { fixed: 10, noises: 4 } as const;
const darkerBy = { fixed: 28, noises: 4 } as const;
/** A rim of half-transparent pixels is the matte's work: a missed part reaches further out than this. */
const rimPx = 4;
const minReachingPixels = 12;
/** The edge is looked at two pixels inside and three outside. */
const insidePx = 2;
const outsidePx = 3;
/** A product ends: within five pixels most of its difference is gone. Shadows and glows fade. */
const maxRestShare = 0.45;
const minDrop = 9;
/** A hard shadow with the product's glow in it differs by up to 20 and is darker (29 shop photos, 24 November 2026). */
const shadowDarkerBy = 6;
const maxShadowDifference = 22;
/** More than this share of the product was not missed by the network: then the backdrop is what is wrong. */
const maxAddedShare = 0.6;

/**
 * Product that the network missed (cords, temples, straps, slats): parts that clearly differ from the backdrop, end
 * sharply, and are connected to what it found. `probability` 0..1 a pixel of the survey. Returns a mask, 255 = missed.
 */
export function findMissed(deviation: Deviation, probability: Float32Array): Mask {
  const { widthPx, heightPx } = deviation;
  const product = maskWhere(deviation, (i) => (probability[i] ?? 0) > halfProbability);
  const differs = maskWhere(deviation, (i) => isDifferent(deviation, i));
  const rim = dilate(product, rimPx).data;
  const touching = connectedTo(product, differs, probability);
  const data = new Uint8Array(widthPx * heightPx);
  let [found, added] = [0, 0];
  for (const value of product.data) if (value === opaque) found++;
  for (const part of findParts(touching, opaque)) {
    if (countWhere(part, (i) => rim[i] === 0) < minReachingPixels) continue;
    if (looksLikeShadow(part, deviation) || reachesNewEdge(part, product)) continue;
    if (!endsSharply(part, deviation, product, differs)) continue;
    added += part.pixels.length;
    for (const i of part.pixels) data[i] = opaque;
  }
  return added > maxAddedShare * found ? maskWhere(deviation, () => false) : { data, widthPx, heightPx };
}

/** Whether pixel `i` shows what no backdrop shows: another colour, more light, or less than in a shadow. */
export function isDifferent({ chroma, lightness, chromaNoise, lightnessNoise }: Deviation, i: number): boolean {
  const change = lightness[i] ?? 0;
  return (
    (chroma[i] ?? 0) > chromaOver.fixed + chromaOver.noises * chromaNoise ||
    change > lighterBy.fixed + lighterBy.noises * lightnessNoise ||
    -change > darkerBy.fixed + darkerBy.noises * lightnessNoise
  );
}

const countWhere = ({ pixels }: Part, isCounted: (i: number) => boolean): number =>
  pixels.reduce((sum, i) => sum + (isCounted(i) ? 1 : 0), 0);

/** The differing pixels outside the product that reach sure product over differing pixels or product. */
function connectedTo(product: Mask, differs: Mask, probability: Float32Array): Mask {
  const { widthPx, heightPx } = product;
  const either = product.data.map((value, i) => Math.max(value, differs.data[i] ?? 0));
  const data = new Uint8Array(either.length);
  for (const part of findParts({ data: either, widthPx, heightPx }, opaque)) {
    if (!part.pixels.some((i) => (probability[i] ?? 0) > anchorProbability)) continue;
    for (const i of part.pixels) if (product.data[i] === 0) data[i] = opaque;
  }
  return { data, widthPx, heightPx };
}

function looksLikeShadow({ pixels }: Part, { lightness, chroma }: Deviation): boolean {
  const change = median(Array.from(pixels, (i) => lightness[i] ?? 0));
  const colour = median(Array.from(pixels, (i) => chroma[i] ?? 0));
  return change < -shadowDarkerBy && Math.hypot(change, colour) < maxShadowDifference;
}

/** A line to the frame where no product lies is a table's edge or a seam of the backdrop. */
function reachesNewEdge({ pixels }: Part, { data, widthPx, heightPx }: Mask): boolean {
  const sideOf = (i: number): number => {
    const x = i % widthPx;
    const y = (i - x) / widthPx;
    return y === 0 ? 1 : y === heightPx - 1 ? 2 : x === 0 ? 3 : x === widthPx - 1 ? 4 : 0;
  };
  const reached = new Set(Array.from(pixels, sideOf));
  reached.delete(0);
  if (reached.size === 0) return false;
  for (let i = 0; i < data.length; i++) if (data[i] === opaque) reached.delete(sideOf(i));
  return reached.size > 0;
}

/** Whether the difference falls off within a few pixels along most of the part's edge. */
function endsSharply(part: Part, { lightness, chroma }: Deviation, product: Mask, differs: Mask): boolean {
  const { widthPx, heightPx } = product;
  const differenceAt = (i: number): number => Math.hypot(lightness[i] ?? 0, chroma[i] ?? 0);
  const inner: number[] = [];
  const outer: number[] = [];
  for (const i of part.pixels) {
    const x = i % widthPx;
    const y = (i - x) / widthPx;
    for (const [dx, dy] of [[1, 0] as const, [-1, 0] as const, [0, 1] as const, [0, -1] as const]) {
      const [outX, outY] = [x + outsidePx * dx, y + outsidePx * dy];
      if (outX < 0 || outY < 0 || outX >= widthPx || outY >= heightPx) continue;
      const next = (y + dy) * widthPx + x + dx;
      const beyond = outY * widthPx + outX;
      if (differs.data[next] === opaque || product.data[next] === opaque || product.data[beyond] === opaque) continue;
      let strongest = differenceAt(i);
      for (let step = 1; step <= insidePx; step++) {
        const [inX, inY] = [x - step * dx, y - step * dy];
        if (inX >= 0 && inY >= 0 && inX < widthPx && inY < heightPx) {
          strongest = Math.max(strongest, differenceAt(inY * widthPx + inX));
        }
      }
      inner.push(strongest);
      outer.push(differenceAt(beyond));
    }
  }
  if (inner.length === 0) return false;
  const [inside, outside] = [median(inner), median(outer)];
  return inside - outside > minDrop && outside < maxRestShare * inside;
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? 0;
}
