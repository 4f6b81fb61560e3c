import type { PixelBox } from '../contracts/geometry.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';
import { frameProduct, type ProbabilityMap } from './probability-map.ts';
import { openRaster, type Raster } from './raster.ts';

/** Width and height of the network's input and output (u2netp). */
export const networkSidePx = 320;
const networkPixels = networkSidePx * networkSidePx;
/** Mean and deviation of the pictures that the network learnt from, a channel (ImageNet). */
const channelMean = [0.485, 0.456, 0.406] as const;
const channelDeviation = [0.229, 0.224, 0.225] as const;
/**
 * A network that sees nothing says nothing: blank, noisy and graded pictures peak at 0.06, the 51 photos tried at
 * 0.996 or more (24 November 2026).
 */
const minPeak = 0.5;
/** A second look that sees nearly the same again is not worth its time. */
const wholePhotoShare = 0.9;

/** A network: 1 x 3 x 320 x 320 normalised RGB planes in, 320 x 320 probabilities (0..1, 1 = product) out. */
export type Segmenter = (input: Float32Array) => Promise<Float32Array>;

/** What the looks of the network saw: the best one, and the one at the whole photo (which may be the best one). */
export type ProductGuess = { readonly best: ProbabilityMap; readonly whole: ProbabilityMap };

/**
 * Finds the product in P by two looks of the network: at the whole photo, then at the product's box with a margin, so
 * that a small product gets all of the network's resolution.
 * @throws NO_PRODUCT_FOUND where the network sees nothing.
 */
export async function segmentProduct(p: Raster, segment: Segmenter): Promise<ProductGuess> {
  const whole = await look(p, { leftPx: 0, topPx: 0, widthPx: p.widthPx, heightPx: p.heightPx }, segment);
  const region = hasPeak(whole) ? frameProduct(whole) : null;
  if (region === null) throw nothingFound();
  const isWhole = region.widthPx * region.heightPx >= wholePhotoShare * p.widthPx * p.heightPx;
  if (isWhole) return { best: whole, whole };
  const closer = await look(p, region, segment);
  // Where the closer look loses the product, the first one stands.
  return { best: hasPeak(closer) ? closer : whole, whole };
}

const hasPeak = ({ probability }: ProbabilityMap): boolean => probability.some((value) => value >= minPeak);

async function look(p: Raster, region: PixelBox, segment: Segmenter): Promise<ProbabilityMap> {
  const { leftPx: left, topPx: top, widthPx: width, heightPx: height } = region;
  const view = openRaster(p).extract({ left, top, width, height });
  const small = await view.resize(networkSidePx, networkSidePx, { fit: 'fill' }).raw().toBuffer();
  const probability = await segment(normalise(small));
  if (probability.length !== networkPixels) {
    throw new PipelineError(
      'MODEL_NOT_USABLE',
      `Expected ${networkPixels} probabilities from the network, got ${probability.length}; fetch the model again.`,
    );
  }
  return { probability, grid: { widthPx: networkSidePx, heightPx: networkSidePx }, region };
}

/** Bytes of RGB to planes as the network learnt them: divided by the brightest value, less mean, over deviation. */
function normalise(rgb: Uint8Array): Float32Array {
  let brightest = 1;
  for (const value of rgb) if (value > brightest) brightest = value;
  const planes = new Float32Array(3 * networkPixels);
  for (let channel = 0; channel < 3; channel++) {
    const mean = channelMean[channel] ?? 0;
    const deviation = channelDeviation[channel] ?? 1;
    for (let i = 0; i < networkPixels; i++) {
      planes[channel * networkPixels + i] = ((rgb[3 * i + channel] ?? 0) / brightest - mean) / deviation;
    }
  }
  return planes;
}

/** The error of a photo without a product. */
export const nothingFound = (): PipelineError =>
  new PipelineError(
    'NO_PRODUCT_FOUND',
    'Expected a product in the photo, found none; photograph one product, whole in the frame, on a plain backdrop.',
  );
