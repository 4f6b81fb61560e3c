import type { PixelBox, SizePx } from '../contracts/geometry.ts';
import { compareBackdrop, type Deviation } from './compare-backdrop.ts';
import { findLost } from './find-lost.ts';
import { findMissed } from './find-missed.ts';
import { findOpenings } from './find-openings.ts';
import { fitBackdrop } from './fit-backdrop.ts';
import { growOpening, mayBeBackdrop } from './grow-opening.ts';
import { isBackdropSeen, isDoubted } from './judge-opening.ts';
import { dilate } from './morphology.ts';
import { frameProduct, type ProbabilityMap, resampleMap } from './probability-map.ts';
import type { Raster } from './raster.ts';
import type { ProductGuess } from './segment-product.ts';
import { type Survey, surveyPhoto } from './survey.ts';

const opaque = 255;
/** What stands for sure in a corrected map: neither is quite, so that the edge stays the matte's work. */
const asProduct = 0.98;
const asBackdrop = 0.02;
/**
 * Between an opening that the network did not see and its wall lie half-transparent pixels, and shade too deep to tell: they
 * are the matte's work too.
 */
const asUnknown = 0.5;
const rimShare = 0.008;

/**
 * The network's guess, put right by what a product photo has: a backdrop that can be modelled. Parts that the network
 * missed, or saw at first and lost, are added, openings that it took for product are taken out. Where the backdrop is no smooth surface, the guess
 * comes back as it is.
 */
export async function correctGuess(p: Raster, { best, whole }: ProductGuess): Promise<ProbabilityMap> {
  const survey = await surveyPhoto(p);
  const photo: PixelBox = { leftPx: 0, topPx: 0, widthPx: p.widthPx, heightPx: p.heightPx };
  const first = resampleMap(whole, photo, survey);
  const closer = best === whole ? first : resampleMap(best, photo, survey);
  const deviation = compareToBackdrop(survey, first, closer);
  if (deviation === null) return best;
  const probability = addMissed(deviation, first, closer);
  takeOutOpenings(deviation, survey, [first, closer], probability);
  return cropMap({ probability, grid: survey, region: photo });
}

function compareToBackdrop(survey: Survey, first: Float32Array, closer: Float32Array): Deviation | null {
  const either = first.map((value, i) => Math.max(value, closer[i] ?? 0));
  const fit = fitBackdrop(survey, either);
  return fit === null ? null : compareBackdrop(survey, fit);
}

function addMissed(deviation: Deviation, first: Float32Array, closer: Float32Array): Float32Array {
  const missed = findMissed(deviation, closer).data;
  const lost = findLost(deviation, first, closer).data;
  return closer.map((value, i) => (missed[i] === 0 && lost[i] === 0 ? value : Math.max(value, asProduct)));
}

/** Changes `probability`, which only correctGuess holds. */
function takeOutOpenings(
  deviation: Deviation,
  { lightness }: Survey,
  looks: readonly Float32Array[],
  probability: Float32Array,
): void {
  const { widthPx, heightPx } = deviation;
  const rimPx = Math.round(rimShare * Math.max(widthPx, heightPx));
  const [free, undoubted] = [new Uint8Array(widthPx * heightPx), new Uint8Array(widthPx * heightPx)];
  for (const opening of findOpenings(deviation, lightness, probability)) {
    const meanOf = (look: Float32Array) =>
      opening.pixels.reduce((sum, i) => sum + (look[i] ?? 0), 0) / opening.pixels.length;
    const probabilities = looks.map(meanOf);
    if (!isBackdropSeen(opening, { probabilities, backdrop: deviation.mean })) continue;
    for (const i of growOpening(opening.pixels, opening.radiusPx, deviation)) {
      free[i] = opaque;
      if (!isDoubted(probabilities)) undoubted[i] = opaque;
    }
  }
  const isAny = undoubted.includes(opaque);
  const rim = isAny ? dilate({ data: undoubted, widthPx, heightPx }, rimPx).data : undoubted;
  for (let i = 0; i < free.length; i++) {
    if (free[i] === opaque) probability[i] = Math.min(probability[i] ?? 0, asBackdrop);
    else if (rim[i] === opaque && mayBeBackdrop(deviation, i))
      probability[i] = Math.min(probability[i] ?? 0, asUnknown);
  }
}

/** The map without what lies beyond the product's frame. */
function cropMap(map: ProbabilityMap): ProbabilityMap {
  const frame = frameProduct(map) ?? map.region;
  const scaleX = map.grid.widthPx / map.region.widthPx;
  const scaleY = map.grid.heightPx / map.region.heightPx;
  const grid: SizePx = {
    widthPx: Math.max(1, Math.round(frame.widthPx * scaleX)),
    heightPx: Math.max(1, Math.round(frame.heightPx * scaleY)),
  };
  return { probability: resampleMap(map, frame, grid), grid, region: frame };
}
