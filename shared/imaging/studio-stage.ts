import sharp from 'sharp';
import type { PixelBox, SizePx } from '../contracts/geometry.ts';
import type { SetCrop } from '../contracts/plan.ts';
import type { SetZoom, StudioSet } from '../contracts/studio-set.ts';
import { readSetPictures, type SetBytes } from '../sets/read-set-pictures.ts';
import { linearOfHex, linearOfLevel } from './colour.ts';
import { cropLinear, type LevelTables, ownLight, wholeBox } from './crop-linear.ts';
import { type LinearRaster, type Mask, openMask, type Raster } from './raster.ts';
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
  bytes: SetBytes,
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

/** Opens a zoom whose pictures lie in `<folder>/<set>/`. */
export const readStage = async (
  folder: string,
  set: StudioSet,
  zoom: SetZoom,
  isMirrored: boolean,
): Promise<StudioStage> => openStage(await readSetPictures(folder, set, zoom), set, zoom, isMirrored);

/** A crop in whole pixels of the zoom's picture: what is shown, and what its geometry is computed from. */
export const wholeCrop = (crop: SetCrop, { picture }: StudioStage): PixelBox => wholeBox(crop, picture);

/** The crop at the output's size in linear light, in the colour `tint` where the set was rendered in grey. */
export const cropStage = (
  { set, picture }: StudioStage,
  crop: PixelBox,
  size: SizePx,
  tint: string | null,
): Promise<LinearRaster> => cropLinear(picture, crop, size, tintTables(set, tint));

/** The key's share of the light, 0..1, over the crop, in `width` x `height` cells. */
export async function cropKeyShare(
  { keyShare, picture }: StudioStage,
  crop: PixelBox,
  { width, height }: { width: number; height: number },
): Promise<Field> {
  const across = keyShare.widthPx / picture.widthPx;
  const down = keyShare.heightPx / picture.heightPx;
  const scaled = {
    ...{ leftPx: crop.leftPx * across, topPx: crop.topPx * down },
    ...{ widthPx: crop.widthPx * across, heightPx: crop.heightPx * down },
  };
  const part = wholeBox(scaled, keyShare);
  const levels = await openMask(keyShare)
    .extract({ left: part.leftPx, top: part.topPx, width: part.widthPx, height: part.heightPx })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  return { data: Float32Array.from(levels, (level) => level / maxLevel), width, height };
}

/** The light of the picture multiplied by tint / neutral, bent above the shoulder. */
function tintTables({ tint: grey }: StudioSet, tint: string | null): LevelTables {
  if (grey === null || tint === null) return ownLight;
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
