import { fineLevelOfLinear, fineSteps, linearOfLevel } from './colour.ts';
import type { LinearRaster, Raster } from './raster.ts';
import type { PlacedProduct } from './resample-product.ts';

const opaque = 255;
/** What rounds a fine level to the nearest whole one. */
const halfLevel = fineSteps / 2;

/** Four random bytes add up to nearly a normal distribution; this is its standard deviation and its mean. */
const bytesSigma = 147.8;
const bytesMean = 510;

/** What is added to a background: dither, so that gradients do not band, and luminance grain of so many levels (sigma). */
export type Texture = { readonly hasDither: boolean; readonly grainLevels?: number; readonly seed: number };

/**
 * The background as 8-bit sRGB. `hasDither`: half a level of noise, the same for the three channels of a pixel, so that
 * gradients do not band (xorshift32, Marsaglia 2003, repeatable for a seed); flat colours stay exact without.
 */
export function ditherBackground(background: LinearRaster, { hasDither, grainLevels = 0, seed }: Texture): Raster {
  const { data: light, widthPx, heightPx } = background;
  const data = new Uint8ClampedArray(light.length);
  const grain = (grainLevels * fineSteps) / bytesSigma;
  let state = seed ^ 0x9e3779b9 || 1;
  let offset = halfLevel;
  for (let at = 0; at < light.length; at += 3) {
    if (hasDither) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      offset = state >>> 24;
    }
    if (grain > 0) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      const bytes = (state & 255) + ((state >>> 8) & 255) + ((state >>> 16) & 255) + (state >>> 24);
      // Whole, as the levels are: below a whole number nothing changes what is shifted out.
      offset = Math.floor(offset + grain * (bytes - bytesMean));
    }
    data[at] = (fineLevelOfLinear(light[at] ?? 0) + offset) >> 8;
    data[at + 1] = (fineLevelOfLinear(light[at + 1] ?? 0) + offset) >> 8;
    data[at + 2] = (fineLevelOfLinear(light[at + 2] ?? 0) + offset) >> 8;
  }
  return { data: new Uint8Array(data.buffer), channels: 3, widthPx, heightPx };
}

/**
 * Lays the product over a background: the bytes of P' where the interior says so, elsewhere the cutout's colour over the
 * background, mixed in linear light. What reaches over the frame is cut off. Returns a new raster, sRGB 8-bit.
 */
export function compositeProduct(background: Raster, light: LinearRaster, placed: PlacedProduct): Raster {
  const { widthPx, heightPx } = background;
  const data = background.data.slice();
  const { cut, p, cutout, interior } = placed;
  const [fromX, toX] = [Math.max(0, -cut.leftPx), Math.min(cut.widthPx, widthPx - cut.leftPx)];
  for (let y = Math.max(0, -cut.topPx); y < Math.min(cut.heightPx, heightPx - cut.topPx); y++) {
    for (let x = fromX; x < toX; x++) {
      const from = y * cut.widthPx + x;
      const to = ((y + cut.topPx) * widthPx + x + cut.leftPx) * 3;
      if (interior.data[from] === opaque) {
        for (let channel = 0; channel < 3; channel++) data[to + channel] = p.data[from * 3 + channel] ?? 0;
        continue;
      }
      const alpha = (cutout.data[from * 4 + 3] ?? 0) / opaque;
      if (alpha === 0) continue;
      for (let channel = 0; channel < 3; channel++) {
        const product = linearOfLevel[cutout.data[from * 4 + channel] ?? 0] ?? 0;
        const behind = light.data[to + channel] ?? 0;
        data[to + channel] = (fineLevelOfLinear(product * alpha + behind * (1 - alpha)) + halfLevel) >> 8;
      }
    }
  }
  return { data, channels: 3, widthPx, heightPx };
}

/**
 * The product alone on a transparent frame: straight alpha, the bytes of P' in the interior, and under alpha 0 a
 * product colour from beside, above or below, so that no viewer shows a dark fringe.
 */
export function placeOnTransparent(
  { widthPx, heightPx }: { widthPx: number; heightPx: number },
  placed: PlacedProduct,
): Raster {
  const data = new Uint8Array(widthPx * heightPx * 4);
  const { cut, p, cutout, interior } = placed;
  const [fromX, toX] = [Math.max(0, -cut.leftPx), Math.min(cut.widthPx, widthPx - cut.leftPx)];
  for (let y = Math.max(0, -cut.topPx); y < Math.min(cut.heightPx, heightPx - cut.topPx); y++) {
    for (let x = fromX; x < toX; x++) {
      const from = y * cut.widthPx + x;
      const to = ((y + cut.topPx) * widthPx + x + cut.leftPx) * 4;
      const isInterior = interior.data[from] === opaque;
      for (let channel = 0; channel < 3; channel++) {
        data[to + channel] = (isInterior ? p.data[from * 3 + channel] : cutout.data[from * 4 + channel]) ?? 0;
      }
      data[to + 3] = isInterior ? opaque : (cutout.data[from * 4 + 3] ?? 0);
    }
  }
  spreadColour(data, widthPx, heightPx);
  return { data, channels: 4, widthPx, heightPx };
}

/** Gives every pixel of alpha 0 a colour of its row, or where the row has none of the nearest row that has some. */
function spreadColour(data: Uint8Array, widthPx: number, heightPx: number): void {
  const rowBytes = widthPx * 4;
  for (let start = 0; start < data.length; start += rowBytes) {
    const end = start + rowBytes;
    for (let at = end - 8; at >= start; at -= 4) copyColourIfEmpty(data, at + 4, at);
    for (let at = start + 4; at < end; at += 4) copyColourIfEmpty(data, at - 4, at);
  }
  for (let at = (heightPx - 1) * rowBytes - 4; at >= 0; at -= 4) copyColourIfEmpty(data, at + rowBytes, at);
  for (let at = rowBytes; at < data.length; at += 4) copyColourIfEmpty(data, at - rowBytes, at);
}

function copyColourIfEmpty(data: Uint8Array, from: number, to: number): void {
  const isEmpty = data[to + 3] === 0 && data[to] === 0 && data[to + 1] === 0 && data[to + 2] === 0;
  if (isEmpty) data.copyWithin(to, from, from + 3);
}
