import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { parsePhotosKey } from '../contracts/photo-key.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';

/** What a camera, a phone or an agency hands over; what of it cannot be used is for the pipeline to say. */
const pictureExtensions = new Set(
  'jpg jpeg jpe jfif png webp gif svg tif tiff bmp heic heif avif jxl jp2 psd ico dng cr2 cr3 nef arw'.split(' '),
);

/** A photo by its key in the photos bucket, with sku and view where the key gives them. */
export type NamedPhoto = { readonly key: string; readonly sku?: string; readonly view?: string };
/** A photo of the folder. */
export type FolderPhoto = NamedPhoto & { readonly file: string };
/** A file that goes before the photos: a brief, or a matte. */
export type CompanionFile = { readonly file: string; readonly key: string };
/** What a folder holds for us. `skipped` are paths below the folder. */
export type ScannedFolder = {
  readonly photos: readonly FolderPhoto[];
  readonly briefs: readonly CompanionFile[];
  readonly mattes: readonly CompanionFile[];
  readonly skipped: readonly string[];
};

/**
 * Reads what lies in a folder and below it, in the order of the names: `shoe.jpg`, `<sku>/<view>.jpg` or deeper; each
 * `brief.json` and `<view>.matte.png`. Files that are no pictures by name are skipped, as is what begins with a dot and
 * the folder `except` (where the results go). Links are followed, once.
 * @throws USAGE_INVALID where there is no such folder.
 */
export async function scanFolder(folder: string, tenant: string, except?: string): Promise<ScannedFolder> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new PipelineError('USAGE_INVALID', `Expected a folder with photos, found none at ${folder}.`);
  const seen = new Set(except === undefined ? [] : [await realpath(except).catch(() => except)]);
  const found = { photos: [], briefs: [], mattes: [], skipped: [] };
  await scanInto(folder, '', tenant, seen, found);
  return found;
}

type Found = { photos: FolderPhoto[]; briefs: CompanionFile[]; mattes: CompanionFile[]; skipped: string[] };

async function scanInto(folder: string, path: string, tenant: string, seen: Set<string>, found: Found): Promise<void> {
  const real = await realpath(folder);
  if (seen.has(real)) return;
  seen.add(real);
  for (const name of (await readdir(folder)).sort()) {
    const file = join(folder, name);
    const below = `${path}${name}`;
    // A dangling link is no file, and a resource fork of macOS (`._shoe.jpg`) a picture by its name alone.
    const facts = name.startsWith('.') ? undefined : await stat(file).catch(() => undefined);
    if (facts?.isDirectory()) await scanInto(file, `${below}/`, tenant, seen, found);
    else if (facts?.isFile()) sortIn({ file, key: `${tenant}/${below}` }, below, found);
    else found.skipped.push(below);
  }
}

function sortIn(it: CompanionFile, below: string, found: Found): void {
  const kind = kindOf(it.key);
  if (kind === 'brief') found.briefs.push(it);
  else if (kind === 'matte') found.mattes.push(it);
  else if (!isPicture(it.key)) found.skipped.push(below);
  else found.photos.push({ ...it, ...(kind === 'not understood' ? {} : kind) });
}

function kindOf(key: string): 'brief' | 'matte' | 'not understood' | { sku: string; view: string } {
  try {
    const understood = parsePhotosKey(key);
    return understood.kind === 'photo' ? { sku: understood.sku, view: understood.view } : understood.kind;
  } catch {
    return 'not understood';
  }
}

const isPicture = (key: string): boolean => pictureExtensions.has(extname(key).slice(1).toLowerCase());

/** A photo's name for people: sku and view where it has them, else its path. */
export const photoName = ({ key, sku, view }: NamedPhoto): string => {
  if (sku === undefined || view === undefined) return key.split('/').slice(1).join('/');
  return view === 'main' ? sku : `${sku}/${view}`;
};

/** Photos that mean a view which an earlier photo of the list means already, with that one. */
export function findTaken(photos: readonly FolderPhoto[]): { photo: FolderPhoto; earlier: FolderPhoto }[] {
  const byView = new Map<string, FolderPhoto>();
  return photos.flatMap((photo) => {
    if (photo.sku === undefined || photo.view === undefined) return [];
    const name = `${photo.sku}#${photo.view}`;
    const earlier = byView.get(name);
    if (earlier === undefined) byView.set(name, photo);
    return earlier === undefined ? [] : [{ photo, earlier }];
  });
}
