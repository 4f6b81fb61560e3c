import { copyFile, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** A file to be: bytes, or a copy of the file at a path. */
export type FileSource = { readonly bytes: Uint8Array } | { readonly copyOf: string };

/**
 * Makes `folder` hold exactly `files`, named by their path in it; what is right already is not written again.
 * Returns the sum of their sizes in bytes.
 */
export async function syncFolder(folder: string, files: ReadonlyMap<string, FileSource>): Promise<number> {
  for (const path of await filesBelow(folder)) if (!files.has(path)) await rm(join(folder, path));
  let bytes = 0;
  for (const [path, source] of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    bytes += 'bytes' in source ? await writeIfOther(target, source.bytes) : await copyIfOther(source.copyOf, target);
  }
  return bytes;
}

/** The files below a folder as paths from it, in the order of their names; none where there is no folder. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
}

async function writeIfOther(target: string, bytes: Uint8Array): Promise<number> {
  const present = await readFile(target).catch(() => undefined);
  if (present === undefined || !present.equals(bytes)) await writeFile(target, bytes);
  return bytes.byteLength;
}

/** Native packages are tens of MB: size and time tell that a copy is right without reading it. */
async function copyIfOther(from: string, target: string): Promise<number> {
  const [source, present] = await Promise.all([stat(from), stat(target).catch(() => undefined)]);
  const seconds = Math.floor(source.mtimeMs / 1000);
  const isSame = present?.size === source.size && Math.floor(present.mtimeMs / 1000) === seconds;
  if (!isSame) {
    await copyFile(from, target);
    await utimes(target, seconds, seconds);
  }
  return source.size;
}
