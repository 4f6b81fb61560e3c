import sharp from 'sharp';
import type { PixelBox, SizePx } from '../contracts/geometry.ts';
import type { SetCrop } from '../contracts/plan.ts';
import type { SetZoom, StudioSet } from '../contracts/studio-set.ts';
import { linearOfHex, linearOfLevel } from './colour.ts';
import { type LinearRaster, type Mask, openMask, openRaster, type Raster } from './raster.ts';
import type { Field } from './soft-blur.ts';

/**
 * A studio set as a look shows it: the facts and pictures of one zoom, both turned over where the look mirrors the set.
 * `picture` is sRGB, `keyShare` 0..255 how much of each place's light comes straight from the key.
 */
export type StudioStage = {
  readonly set: StudioSet;
  readonly zoom: SetZoom;
  readonly picture: Raster;
  readonly keyShare: Mask;
};

/** Linear light above the shoulder bends towards the ceiling instead of being cut off, as when the sets are rendered. */
const shoulder = 0.8;
const ceiling = 0.98;
const maxLevel = 255;

/** Decodes a zoom's pictures; `isMirrored` says whether `set` is turned over, and turns the pictures over, too. */
export async function openStage(
  bytes: { readonly picture: Uint8Array; readonly keyShare: Uint8Array },
  set: StudioSet,
  zoom: SetZoom,
  isMirrored: boolean,
): Promise<StudioStage> {
  const open = (file: Uint8Array) => (isMirrored ? sharp(file).flop() : sharp(file));
  const [picture, keyShare] = await Promise.all([
    open(bytes.picture).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true }),
    open(bytes.keyShare).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true }),
  ]);
  return {
    ...{ set, zoom },
    picture: { data: picture.data, channels: 3, widthPx: picture.info.width, heightPx: picture.info.height },
    keyShare: { data: keyShare.data, widthPx: keyShare.info.width, heightPx: keyShare.info.height },
  };
}

/** A crop in whole pixels of the zoom's picture: what is shown, and what its geometry is computed from. */
export function wholeCrop({ leftPx, topPx, widthPx, heightPx }: SetCrop, { picture }: StudioStage): PixelBox {
  const left = clamp(Math.round(leftPx), 0, picture.widthPx - 1);
  const top = clamp(Math.round(topPx), 0, picture.heightPx - 1);
  return {
    ...{ leftPx: left, topPx: top },
    widthPx: clamp(Math.round(widthPx), 1, picture.widthPx - left),
    heightPx: clamp(Math.round(heightPx), 1, picture.heightPx - top),
  };
}

/** The crop at the output's size in linear light, in the colour `tint` where the set was rendered in grey. */
export async function cropStage(
  stage: StudioStage,
  crop: PixelBox,
  { widthPx, heightPx }: SizePx,
  tint: string | null,
): Promise<LinearRaster> {
  const { leftPx: left, topPx: top, widthPx: width, heightPx: height } = crop;
  const part = openRaster(stage.picture).extract({ left, top, width, height });
  const levels = await part.resize(widthPx, heightPx, { fit: 'fill', kernel: 'cubic' }).raw().toBuffer();
  const [red, green, blue] = tintTables(stage.set, tint);
  const data = new Float32Array(levels.length);
  for (let at = 0; at < levels.length; at += 3) {
    data[at] = red[levels[at] ?? 0] ?? 0;
    data[at + 1] = green[levels[at + 1] ?? 0] ?? 0;
    data[at + 2] = blue[levels[at + 2] ?? 0] ?? 0;
  }
  return { data, widthPx, heightPx };
}

/** The key's share of the light, 0..1, over the crop, in `width` x `height` cells. */
export async function cropKeyShare(
  { keyShare, picture }: StudioStage,
  crop: PixelBox,
  { width, height }: { width: number; height: number },
): Promise<Field> {
  const across = keyShare.widthPx / picture.widthPx;
  const down = keyShare.heightPx / picture.heightPx;
  const left = clamp(Math.round(crop.leftPx * across), 0, keyShare.widthPx - 1);
  const top = clamp(Math.round(crop.topPx * down), 0, keyShare.heightPx - 1);
  const part = openMask(keyShare).extract({
    ...{ left, top },
    width: clamp(Math.round(crop.widthPx * across), 1, keyShare.widthPx - left),
    height: clamp(Math.round(crop.heightPx * down), 1, keyShare.heightPx - top),
  });
  const levels = await part
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  return { data: Float32Array.from(levels, (level) => level / maxLevel), width, height };
}

/** Linear light of each level for red, green and blue: multiplied by tint / neutral, bent above the shoulder. */
function tintTables({ tint: grey }: StudioSet, tint: string | null): [Float32Array, Float32Array, Float32Array] {
  if (grey === null || tint === null) return [linearOfLevel, linearOfLevel, linearOfLevel];
  const neutral = linearOfHex(grey.neutral);
  const wanted = linearOfHex(tint);
  const table = (channel: 0 | 1 | 2) =>
    linearOfLevel.map((light) => bend((light * wanted[channel]) / Math.max(neutral[channel], Number.EPSILON)));
  return [table(0), table(1), table(2)];
}

function bend(light: number): number {
  if (light <= shoulder) return light;
  const over = (light - shoulder) / (ceiling - shoulder);
  return shoulder + ((ceiling - shoulder) * over) / (1 + over);
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
