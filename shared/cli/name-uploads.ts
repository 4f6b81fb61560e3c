import { basename, extname } from 'node:path';
import { matteKeyFor, parsePhotosKey } from '../contracts/photo-key.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';

const matteSuffix = '.matte.png';
const briefFileName = 'brief.json';

/** What `packshot put` is told of its files. */
export type PutNames = {
  readonly tenant: string;
  readonly sku?: string | undefined;
  readonly view?: string | undefined;
};
/** A file and the key under which it goes to the photos bucket. */
export type NamedUpload = {
  readonly file: string;
  readonly key: string;
  readonly kind: 'photo' | 'matte';
  readonly sku: string;
  readonly view: string;
};

/**
 * Names files for the photos bucket, always as `<tenant>/<sku>/<view>.<ext>`. With a sku the file's name is the view;
 * without one it is the sku, of view `main` or the view that is given. `<name>.matte.png` is the matte of photo `<name>`.
 * @throws KEY_NOT_UNDERSTOOD where a name breaks the rules; VIEW_TAKEN where two photos get one key's view.
 */
export function nameUploads(files: readonly string[], names: PutNames): NamedUpload[] {
  const uploads = files.map((file) => nameUpload(file, names));
  for (const [index, upload] of uploads.entries()) {
    const earlier = uploads
      .slice(0, index)
      .find(({ kind, sku, view }) => kind === upload.kind && sku === upload.sku && view === upload.view);
    if (earlier === undefined) continue;
    const name = `${upload.sku}/${upload.view}`;
    throw new PipelineError(
      'VIEW_TAKEN',
      `Expected one ${upload.kind} a view, got ${upload.file} beside ${earlier.file}, which is ${name} too.`,
    );
  }
  return uploads;
}

function nameUpload(file: string, { tenant, sku, view }: PutNames): NamedUpload {
  const name = basename(file);
  const isMatte = name.endsWith(matteSuffix);
  const extension = isMatte ? '.png' : extname(name);
  const stem = name.slice(0, name.length - (isMatte ? matteSuffix : extension).length);
  // With a slash the key would be one of another sku.
  const slashed = [sku, view].find((given) => given?.includes('/'));
  if (slashed !== undefined) {
    const rule = '1-80 characters without / ~ # or a leading _ or dot';
    throw new PipelineError('KEY_NOT_UNDERSTOOD', `Expected a sku or view of ${rule}, got "${slashed}".`);
  }
  const photoKey = `${tenant}/${sku ?? stem}/${view ?? (sku === undefined ? 'main' : stem)}${extension}`;
  const named = parsePhotosKey(photoKey);
  if (named.kind !== 'photo' || name === briefFileName) {
    throw new PipelineError('KEY_NOT_UNDERSTOOD', `Expected a photo, got ${file}; a brief goes after --brief.`);
  }
  const key = isMatte ? matteKeyFor(photoKey) : photoKey;
  return { file, key, kind: isMatte ? 'matte' : 'photo', sku: named.sku, view: named.view };
}
