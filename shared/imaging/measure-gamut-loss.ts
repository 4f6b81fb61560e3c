import sharp from 'sharp';
import type { GamutLoss } from '../contracts/gamut-loss.ts';
import type { SizePx } from '../contracts/geometry.ts';
import { toLinear } from './colour.ts';
import { deltaE2000, labOfLinear } from './delta-e.ts';
import { type Mask, openMask } from './raster.ts';
import { readProfile } from './read-profile.ts';

/** Photos are looked at on so many pixels of their longer side: enough for a colour that a person would miss. */
const sampleSidePx = 512;
const maxLevel16 = 65_535;
const productLevel = 128;
/** Grey, with or without alpha, has nothing outside sRGB. */
const colourChannels = 3;
/** One unit is the smallest difference that people see (CIEDE2000); rounding to 8 bits stays below. */
const seenDeltaE = 1;
/** Out of range by less than this, in linear light, is rounding. */
const tolerance = 0.001;
/** Linear Display P3 to linear sRGB, both D65 (SMPTE EG 432-1 and IEC 61966-2-1): the rows of red, green and blue. */
const p3ToSrgb = [
  [1.22494, -0.22494, 0],
  [-0.042057, 1.042057, 0],
  [-0.019638, -0.078636, 1.098274],
] as const;

/**
 * How much of the product's colour sRGB cannot show: null where the photo has no profile, or that of sRGB. `matte` is the
 * upright photo's, of its size. Measured on 512 px, in Display P3: of a still wider profile it is the least that is lost.
 */
export async function measureGamutLoss(photoBytes: Uint8Array, matte: Mask): Promise<GamutLoss | null> {
  const { icc, channels } = await sharp(photoBytes, { limitInputPixels: false }).metadata();
  const profile = icc === undefined ? null : readProfile(icc);
  if (profile === null || profile.isSrgb || channels < colourChannels) return null;
  const size = sampleSize(matte);
  const [levels, cover] = await Promise.all([readInP3(photoBytes, size), sampleMatte(matte, size)]);
  let [product, lost, largestDeltaE] = [0, 0, 0];
  for (let i = 0; i < cover.length; i++) {
    if ((cover[i] ?? 0) < productLevel) continue;
    product++;
    const deltaE = lossAt(levels, colourChannels * i);
    if (deltaE >= seenDeltaE) lost++;
    largestDeltaE = Math.max(largestDeltaE, deltaE);
  }
  const share = product === 0 ? 0 : lost / product;
  return { profile: profile.name, share: round(share, 4), largestDeltaE: round(largestDeltaE, 2) };
}

function sampleSize({ widthPx, heightPx }: SizePx): SizePx {
  const scale = Math.min(1, sampleSidePx / Math.max(widthPx, heightPx));
  const scaled = (px: number) => Math.max(1, Math.round(px * scale));
  return { widthPx: scaled(widthPx), heightPx: scaled(heightPx) };
}

/**
 * The upright photo in 16-bit Display P3, red, green, blue: what sharp converts any profile to in its pipeline of 16 bits
 * (0.35.5; sRGB, its other one, has no room for what is looked for).
 */
async function readInP3(bytes: Uint8Array, { widthPx, heightPx }: SizePx): Promise<Uint16Array> {
  const wide = sharp(bytes, { autoOrient: true, limitInputPixels: false }).pipelineColourspace('rgb16');
  const small = wide.resize(widthPx, heightPx, { fit: 'fill', kernel: 'nearest' }).removeAlpha();
  const data = await small.toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer();
  return new Uint16Array(data.buffer, data.byteOffset, data.length / Uint16Array.BYTES_PER_ELEMENT);
}

const sampleMatte = (matte: Mask, { widthPx, heightPx }: SizePx): Promise<Uint8Array> =>
  openMask(matte).resize(widthPx, heightPx, { fit: 'fill', kernel: 'nearest' }).toColourspace('b-w').raw().toBuffer();

/** The difference between a colour and the one that is left of it where each channel is cut off, as in P. */
function lossAt(levels: Uint16Array, at: number): number {
  const light = (channel: number): number => toLinear((levels[at + channel] ?? 0) / maxLevel16);
  const [r, g, b] = [light(0), light(1), light(2)];
  const [red, green, blue] = p3ToSrgb.map((row) => row[0] * r + row[1] * g + row[2] * b);
  if (red === undefined || green === undefined || blue === undefined) return 0;
  if (Math.min(red, green, blue) >= -tolerance && Math.max(red, green, blue) <= 1 + tolerance) return 0;
  return deltaE2000(labOfLinear(red, green, blue), labOfLinear(clip(red), clip(green), clip(blue)));
}

const clip = (light: number): number => Math.min(1, Math.max(0, light));
const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;
