import { makeNearby, measureNearby, type NearbyColours } from './nearby-colours.ts';
import type { Mask, Raster } from './raster.ts';

const opaque = 255;
/**
 * Photos mix edges in linear light, edited pictures nearer to sRGB: a power of the level in between serves both. Powers 1,
 * 1.4 and 2.2: edge error of 22 photos 0.0191, 0.0192, 0.0198, of 44 composites mixed either way 0.0175, 0.0173, 0.0175,
 * of another 22 mixed in sRGB 0.0189, 0.0194, 0.0208, the same in linear light 0.0220, 0.0211, 0.0200 (25 November 2026).
 */
const mixingPower = 1.4;
const valueOfLevel = Float64Array.from({ length: opaque + 1 }, (_, level) => opaque * (level / opaque) ** mixingPower);
/** What camera and JPEG leave of a flat colour, in levels. */
const noise = 3;
/** At this deviation of alpha, and so much of the colours' variance counted, the projection counts by half. */
const trustedDeviation = 0.05;
const shadingShare = 0.3;
/** So many deviations of its own colours around product and backdrop are that itself, up to this much of alpha. */
const endDeviations = 0.4;
const maxEnd = 0.3;
/** Below this weight of the purer of its neighbours one of the two colours is not known. */
const leastWeight = 1e-3;
/**
 * What is nearly backdrop or product is that. Against 3 and 252 the edge errors are the same, and of the opaque product
 * 0.07 instead of 0.08 % (22 photos) and 0.05 instead of 0.15 % (18 drawn products) are below 255 (25 November 2026).
 */
const [leastLevel, mostLevel] = [8, 235];

/**
 * Solves the soft pixels of a matte again at the photo's own resolution: alpha is where the pixel's colour lies between
 * the product's and the backdrop's around it, as far as these differ by more than noise and shading; where they do not,
 * the matte stands. Time follows the outline. Edge error without and with it: 22 photos 0.0197 and 0.0192, 44 composites
 * 0.0179 and 0.0173, 18 drawn products 0.0150 and 0.0130; opaque product below 255: 0.08 and 0.07 %, 0.20 and 0.19 %,
 * 0.19 and 0.05 % (25 November 2026). Returns a new mask; what was 0 or 255 stays so.
 */
export function projectAlpha(p: Raster, matte: Mask): Mask {
  const data = new Uint8Array(matte.data);
  const nearby = makeNearby();
  for (const pixel of listSoft(matte)) {
    measureNearby(p, matte, pixel, valueOfLevel, nearby);
    const level = projectPixel(p, pixel, matte.data[pixel] ?? 0, nearby);
    data[pixel] = level < leastLevel ? 0 : level > mostLevel ? opaque : level;
  }
  return { ...matte, data };
}

function listSoft({ data }: Mask): Int32Array {
  const isSoft = (level: number | undefined) => level !== 0 && level !== opaque;
  let count = 0;
  for (let i = 0; i < data.length; i++) if (isSoft(data[i])) count++;
  const soft = new Int32Array(count);
  for (let i = data.length - 1; i >= 0; i--) if (isSoft(data[i])) soft[--count] = i;
  return soft;
}

/** The pixel's level, 0..255, from its colour, mixed with what the matte says by how far that can be trusted. */
function projectPixel(p: Raster, pixel: number, level: number, { product, backdrop }: NearbyColours): number {
  if (Math.min(product.weight, backdrop.weight) < leastWeight) return level;
  const [r, g, b] = [product.red - backdrop.red, product.green - backdrop.green, product.blue - backdrop.blue];
  const contrast = r * r + g * g + b * b;
  if (contrast < noise * noise) return level;
  const at = p.channels * pixel;
  const along =
    ((valueOfLevel[p.data[at] ?? 0] ?? 0) - backdrop.red) * r +
    ((valueOfLevel[p.data[at + 1] ?? 0] ?? 0) - backdrop.green) * g +
    ((valueOfLevel[p.data[at + 2] ?? 0] ?? 0) - backdrop.blue) * b;
  const endOf = (variance: number) =>
    Math.min(maxEnd, endDeviations * Math.sqrt((noise * noise + variance) / contrast));
  const start = endOf(backdrop.variance);
  const length = 1 - start - endOf(product.variance);
  const alpha = Math.min(1, Math.max(0, (along / contrast - start) / length));
  const shading = alpha * alpha * product.variance + (1 - alpha) * (1 - alpha) * backdrop.variance;
  const variance = (noise * noise + shadingShare * shading) / contrast;
  const trust = 1 / (1 + variance / (trustedDeviation * trustedDeviation));
  return Math.round(trust * opaque * alpha + (1 - trust) * level);
}
