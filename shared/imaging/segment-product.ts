import type { PixelBox, SizePx } from '../contracts/geometry.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';
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
/** What counts as product when the second look is framed: low, so that thin parts are not cut off. */
const framingProbability = 0.3;
/** Free space around the product in the second look, as a share of its longer side, and at least so many pixels. */
const framingMargin = 0.12;
const minFramingMarginPx = 8;
/** A second look that sees nearly the same again is not worth its time. */
const wholePhotoShare = 0.9;

/** A network: 1 x 3 x 320 x 320 normalised RGB planes in, 320 x 320 probabilities (0..1, 1 = product) out. */
export type Segmenter = (input: Float32Array) => Promise<Float32Array>;

/** Where the product is likely: `probability` is 320 x 320 values 0..1 over `region` of the photo; 0 outside. */
export type ProductGuess = { readonly probability: Float32Array; readonly region: PixelBox };

/**
 * Finds the product in P by two looks of the network: at the whole photo, then at the product's box with a margin, so
 * that a small product gets all of the network's resolution.
 * @throws NO_PRODUCT_FOUND where the network sees nothing.
 */
export async function segmentProduct(p: Raster, segment: Segmenter): Promise<ProductGuess> {
  const whole: PixelBox = { leftPx: 0, topPx: 0, widthPx: p.widthPx, heightPx: p.heightPx };
  const first = await look(p, whole, segment);
  const region = frameProduct(first, p);
  if (region === null) throw nothingFound();
  const isWhole = region.widthPx * region.heightPx >= wholePhotoShare * p.widthPx * p.heightPx;
  if (isWhole) return { probability: first, region: whole };
  const second = await look(p, region, segment);
  // Where the closer look loses the product, the first one stands.
  return frameProduct(second, region) === null
    ? { probability: first, region: whole }
    : { probability: second, region };
}

async function look(p: Raster, region: PixelBox, segment: Segmenter): Promise<Float32Array> {
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
  return probability;
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

/** The product's box with its margin in pixels of P, inside it; null where nothing is seen. */
function frameProduct(probability: Float32Array, { widthPx, heightPx }: SizePx): PixelBox | null {
  let [left, right, top, bottom, peak] = [networkSidePx, 0, networkSidePx, 0, 0];
  for (let i = 0; i < networkPixels; i++) {
    const value = probability[i] ?? 0;
    if (value > peak) peak = value;
    if (value < framingProbability) continue;
    const x = i % networkSidePx;
    const y = (i - x) / networkSidePx;
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  }
  if (peak < minPeak) return null;
  const [scaleX, scaleY] = [widthPx / networkSidePx, heightPx / networkSidePx];
  const longSide = Math.max((right - left) * scaleX, (bottom - top) * scaleY);
  const margin = framingMargin * longSide + minFramingMarginPx;
  const leftPx = Math.max(0, Math.floor(left * scaleX - margin));
  const topPx = Math.max(0, Math.floor(top * scaleY - margin));
  const rightPx = Math.min(widthPx, Math.ceil(right * scaleX + margin));
  const bottomPx = Math.min(heightPx, Math.ceil(bottom * scaleY + margin));
  return { leftPx, topPx, widthPx: rightPx - leftPx, heightPx: bottomPx - topPx };
}

/** The error of a photo without a product. */
export const nothingFound = (): PipelineError =>
  new PipelineError(
    'NO_PRODUCT_FOUND',
    'Expected a product in the photo, found none; photograph one product, whole in the frame, on a plain backdrop.',
  );
