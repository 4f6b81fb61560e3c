import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { cutOut } from '../../shared/imaging/cut-out.ts';
import { measureAsset } from '../../shared/imaging/measure-asset.ts';
import { decodeMask, type Raster } from '../../shared/imaging/raster.ts';

/** A photo NAME.jpg has its true alpha in NAME.alpha.png. */
const alphaSuffix = '.alpha.png';
/** Products are read at this size; no photo shows them larger. */
const readPx = 1000;

/** A product with its true alpha: straight RGBA, cropped to what it covers. */
export type TrueProduct = { readonly name: string; readonly cutout: Raster };

/** The names of a folder's photos with true alpha, in the order of the alphabet. */
export const listTruePhotos = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(alphaSuffix))
    .map((file) => file.slice(0, -alphaSuffix.length))
    .sort();

/** The files of a photo with true alpha. */
export const truePhotoFiles = (folder: string, name: string): { photo: string; alpha: string } => ({
  photo: join(folder, `${name}.jpg`),
  alpha: join(folder, `${name}${alphaSuffix}`),
});

/** Reads a photo with its true alpha, and takes the backdrop's colour out of its edge. */
export async function readTrueProduct(folder: string, name: string): Promise<TrueProduct> {
  const { photo, alpha } = truePhotoFiles(folder, name);
  const size = { width: readPx, height: readPx, fit: 'inside' } as const;
  const { data, info } = await sharp(photo).resize(size).raw().toBuffer({ resolveWithObject: true });
  const p: Raster = { data, widthPx: info.width, heightPx: info.height, channels: 3 };
  const matte = await decodeMask(await sharp(alpha).resize(size).toColourspace('b-w').png().toBuffer());
  return { name, cutout: cutOut(p, matte, measureAsset(p, matte, 'given').cutBox) };
}
