import type { PixelBox } from '../contracts/geometry.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';
import { frameProduct, type ProbabilityMap } from './probability-map.ts';
import { openRaster, type Raster } from './raster.ts';

/**
 * A network that sees nothing says nothing: blank, noisy and graded pictures peak at 0.06, the 51 photos tried at
 * 0.996 or more (24 November 2026).
 */
const minPeak = 0.5;
/** A network that finds the product in a square picture. */
export type Segmenter = {
  /** Width and height of what it takes and answers. */
  readonly sidePx: number;
  /** A second look, at the product's box alone, is taken where that is below this share of the photo. */
  readonly closerLookBelowShare: number;
  /** sidePx x sidePx pixels of RGB in, as many probabilities out (0..1, 1 = product), row by row. */
  readonly segment: (rgb: Uint8Array) => Promise<Float32Array>;
};

/** What the looks of the network saw: the best one, and the one at the whole photo (which may be the best one). */
export type ProductGuess = { readonly best: ProbabilityMap; readonly whole: ProbabilityMap };

/**
 * Finds the product in P by two looks of the network: at the whole photo, then at the product's box with a margin, so
 * that a small product gets all of the network's resolution.
 * @throws NO_PRODUCT_FOUND where the network sees nothing.
 */
export async function segmentProduct(p: Raster, segmenter: Segmenter): Promise<ProductGuess> {
  const whole = await look(p, { leftPx: 0, topPx: 0, widthPx: p.widthPx, heightPx: p.heightPx }, segmenter);
  const region = hasPeak(whole) ? frameProduct(whole) : null;
  if (region === null) throw nothingFound();
  const isWhole = region.widthPx * region.heightPx >= segmenter.closerLookBelowShare * p.widthPx * p.heightPx;
  if (isWhole) return { best: whole, whole };
  const closer = await look(p, region, segmenter);
  // Where the closer look loses the product, the first one stands.
  return { best: hasPeak(closer) ? closer : whole, whole };
}

const hasPeak = ({ probability }: ProbabilityMap): boolean => probability.some((value) => value >= minPeak);

async function look(p: Raster, region: PixelBox, { sidePx, segment }: Segmenter): Promise<ProbabilityMap> {
  const { leftPx: left, topPx: top, widthPx: width, heightPx: height } = region;
  const view = openRaster(p).extract({ left, top, width, height });
  const probability = await segment(await view.resize(sidePx, sidePx, { fit: 'fill' }).raw().toBuffer());
  return { probability, grid: { widthPx: sidePx, heightPx: sidePx }, region };
}

/** The error of a photo without a product. */
export const nothingFound = (): PipelineError =>
  new PipelineError(
    'NO_PRODUCT_FOUND',
    'Expected a product in the photo, found none; photograph one product, whole in the frame, on a plain backdrop.',
  );
