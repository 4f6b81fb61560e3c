import { readFile } from 'node:fs/promises';
import type { SetZoom, StudioSet } from '../contracts/studio-set.ts';

/** The files of one zoom: the picture (JPEG), and the key light's share of its light (8-bit grey PNG). */
export type SetBytes = { readonly picture: Uint8Array; readonly keyShare: Uint8Array };

/** Reads a zoom of a set from `<folder>/<set>/`, where the repository and the functions' bundles keep the sets. */
export async function readSetPictures(
  folder: string,
  { id }: StudioSet,
  { file, keyFile }: SetZoom,
): Promise<SetBytes> {
  const [picture, keyShare] = await Promise.all([
    readFile(`${folder}/${id}/${file}`),
    readFile(`${folder}/${id}/${keyFile}`),
  ]);
  return { picture, keyShare };
}
