import { scanFolder } from './scan-folder.ts';

/** A photo to cut out: where it is, the matte beside it, and its path below the folder without the extension. */
export type PhotoToCut = { readonly file: string; readonly matteFile: string | undefined; readonly name: string };

/** What a run of `packshot cutout` wrote is no photo, even where it lies among them. */
const ownResult = /\.(alpha|cutout)\.png$/;
/** scanFolder names photos by tenant; here there is none. */
const tenant = 'local';

/**
 * The photos of a folder and below it, in the order of the names, but not what lies in `outFolder`.
 * @throws USAGE_INVALID where there is no such folder.
 */
export async function listCutouts(folder: string, outFolder: string): Promise<PhotoToCut[]> {
  const { photos, mattes } = await scanFolder(folder, tenant, outFolder === folder ? undefined : outFolder);
  const matteFiles = new Map(mattes.map(({ key, file }) => [key.replace(/\.matte\.png$/, ''), file]));
  return photos
    .filter(({ key }) => !ownResult.test(key))
    .map(({ key, file }) => {
      const stem = key.replace(/\.[^./]+$/, '');
      return { file, matteFile: matteFiles.get(stem), name: stem.slice(tenant.length + 1) };
    });
}

/** The files of photos whose results would have the same name, a name each. */
export function findNamesakes(photos: readonly PhotoToCut[]): string[][] {
  const byName = Map.groupBy(photos, ({ name }) => name);
  return [...byName.values()].filter(({ length }) => length > 1).map((same) => same.map(({ file }) => file));
}
