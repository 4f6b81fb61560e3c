import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256Hex } from '../contracts/ids.ts';
import { type Manifest, manifest } from '../contracts/manifest.ts';
import type { BucketName, Store } from '../contracts/ports.ts';

export type ManifestSlot = Manifest['slots'][number];

/** What a projection writes into a look's folder. A picture is a projection's where its receipt lies beside it. */
const projectedPicture = /^([a-z0-9-]+)\.(jpg|png|webp)$/;
const projectedReceipt = /^[a-z0-9-]+(\.(jpg|png|webp))?\.receipt\.json$/;
const manifestName = 'manifest.json';
const rejectionName = 'rejected.json';
/** For photos whose key gives no sku; no sku begins with an underscore. */
const rejectedFolder = '_rejected';
/** File systems take names of 255 bytes. */
const longestFileName = 200;
const hashLength = 12;

/** The folder of a view below `out`. */
export const viewFolder = (out: string, sku: string, view: string): string => join(out, sku, view);

/** Where a published variant stands below its view's folder: `<look>/<placement>.<ext>`. */
export const variantPath = ({ look, placement, file }: ManifestSlot): string =>
  `${look}/${placement}.${file?.format ?? ''}`;

/** What a slot shows below its view's folder; a twin's receipt keeps the extension, to lie beside the other. */
function shownFiles(slot: ManifestSlot): { path: string; key: string; sha256?: string }[] {
  const { look, placement, file, receiptKey, twin } = slot;
  if (file === null || receiptKey === null) return [];
  // Receipts go first, so that no broken-off projection leaves a picture that looks like somebody else's.
  const own = [
    { path: `${look}/${placement}.receipt.json`, key: receiptKey },
    { path: variantPath(slot), ...file },
  ];
  if (twin === null) return own;
  const path = `${look}/${placement}.${twin.file.format}`;
  return [...own, { path: `${path}.receipt.json`, key: twin.receiptKey }, { ...twin.file, path }];
}

/**
 * Makes a view's folder below `out` show one plan: its published variants, their receipts and the manifest, without
 * hashes in the names. What is there already is not fetched again; files of an earlier plan are removed, other people's
 * files are not. Every file appears whole. Returns the manifest.
 */
export async function projectView(out: string, manifestKey: string, store: Store): Promise<Manifest> {
  const bytes = await fetchObject(store, 'variants', manifestKey);
  const shown = manifest.parse(JSON.parse(new TextDecoder().decode(bytes)));
  const folder = viewFolder(out, shown.sku, shown.view);
  await mkdir(folder, { recursive: true });
  const published = shown.slots.filter(({ state }) => state === 'published');
  const files = published.flatMap(shownFiles);
  for (const { path, key, sha256 } of files) await projectFile(join(folder, path), key, sha256, store);
  await removeStale(folder, new Set(files.map(({ path }) => path)));
  await writeWhole(join(folder, manifestName), bytes);
  await rm(join(folder, rejectionName), { force: true });
  return shown;
}

/** Fetches a file; one whose hash is known and which is there already is not fetched again. */
async function projectFile(path: string, key: string, sha256: string | undefined, store: Store): Promise<void> {
  const present = sha256 === undefined ? undefined : await readFile(path).catch(() => undefined);
  if (present !== undefined && sha256Hex(present) === sha256) return;
  await writeWhole(path, await fetchObject(store, 'variants', key));
}

async function fetchObject(store: Store, bucket: BucketName, key: string): Promise<Uint8Array> {
  const stored = await store.get(bucket, key);
  if (stored === undefined) throw new Error(`The object ${key} is gone`);
  return stored.bytes;
}

/** Removes variants and receipts that are not wanted, and the looks' folders that this empties. */
async function removeStale(folder: string, wanted: ReadonlySet<string>): Promise<void> {
  const looks = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  for (const { name: look } of looks) {
    const names = await readdir(join(folder, look));
    const pictures = names.filter((name) => {
      const [, placement] = projectedPicture.exec(name) ?? [];
      if (placement === undefined) return false;
      return names.includes(`${placement}.receipt.json`) || names.includes(`${name}.receipt.json`);
    });
    const receipts = names.filter((name) => projectedReceipt.test(name));
    const stale = [...pictures, ...receipts].filter((name) => !wanted.has(`${look}/${name}`));
    for (const name of stale) await rm(join(folder, look, name));
    if (stale.length > 0) await rmdir(join(folder, look)).catch(() => undefined);
  }
}

/** Why a photo was rejected, as `rejected.json` says it. */
export type Rejection = { readonly key: string; readonly code: string; readonly sentence: string };

/**
 * Leaves `rejected.json` in the view's folder, or `_rejected/<encoded key>.json` where the key gives no sku.
 * Returns its path.
 */
export async function projectRejection(
  out: string,
  name: { readonly sku?: string; readonly view?: string },
  rejection: Rejection,
): Promise<string> {
  const path =
    name.sku === undefined || name.view === undefined
      ? join(out, rejectedFolder, `${fileNameOf(rejection.key)}.json`)
      : join(viewFolder(out, name.sku, name.view), rejectionName);
  await writeWhole(path, new TextEncoder().encode(`${JSON.stringify(rejection, null, 2)}\n`));
  return path;
}

/** Forgets which keys were rejected before. */
export const clearRejections = (out: string): Promise<void> =>
  rm(join(out, rejectedFolder), { recursive: true, force: true });

function fileNameOf(key: string): string {
  const encoded = encodeURIComponent(key);
  if (encoded.length <= longestFileName) return encoded;
  const hash = sha256Hex(new TextEncoder().encode(key)).slice(0, hashLength);
  return `${encoded.slice(0, longestFileName)}.${hash}`;
}

/** Writes under a temporary name first, so that nobody ever sees half a file. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, bytes);
  await rename(temporary, path);
}
