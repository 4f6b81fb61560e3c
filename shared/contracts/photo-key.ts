import { PipelineError } from './pipeline-error.ts';

const maxNameLength = 80;
const briefFileName = 'brief.json';
const matteSuffix = '.matte.png';

/** What an object in the photos bucket is, read from its key alone. */
export type PhotosObject =
  | { readonly kind: 'photo'; readonly tenant: string; readonly sku: string; readonly view: string }
  | { readonly kind: 'matte'; readonly tenant: string; readonly photoStem: string }
  | { readonly kind: 'brief' };

/**
 * Reads a decoded key of the photos bucket: `<tenant>/folders/<sku>/<view>.<ext>`, a flat `<tenant>/<sku>.<ext>`
 * (view `main`), `brief.json` anywhere, or `<view>.matte.png` beside its photo. sku and view come back NFC-normalised.
 * @throws KEY_NOT_UNDERSTOOD with the rule in the sentence.
 */
export function parsePhotosKey(key: string): PhotosObject {
  const [tenant = '', ...path] = key.split('/');
  const fileName = path.at(-1) ?? '';
  if (tenant === '' || fileName === '') throw notUnderstood(key, 'a tenant folder and a file name');
  if (fileName === briefFileName) return { kind: 'brief' };
  if (fileName.endsWith(matteSuffix)) {
    return { kind: 'matte', tenant, photoStem: key.slice(0, -matteSuffix.length) };
  }
  const stem = fileName.replace(/\.[^.]+$/, '');
  const folder = path.at(-2);
  const sku = checkedName(folder ?? stem, 'sku', key);
  return { kind: 'photo', tenant, sku, view: folder === undefined ? 'main' : checkedName(stem, 'view', key) };
}

/** The keys at which a photo's brief is looked for, nearest folder first, the tenant's last. */
export function briefKeysFor(photoKey: string): string[] {
  const folders = photoKey.split('/').slice(0, -1);
  return folders.map((_, up) => [...folders.slice(0, folders.length - up), briefFileName].join('/'));
}

/** The key of the matte that a person may upload beside a photo. */
export const matteKeyFor = (photoKey: string): string => photoKey.replace(/\.[^./]+$/, '') + matteSuffix;

function checkedName(raw: string, what: 'sku' | 'view', key: string): string {
  const name = raw.normalize('NFC');
  const isAllowed =
    name.length >= 1 && name.length <= maxNameLength && !/[~#\p{Cc}]/u.test(name) && !/^[_.]/.test(name);
  if (!isAllowed)
    throw notUnderstood(key, `a ${what} of 1-${maxNameLength} characters without / ~ # or a leading _ or dot`);
  return name;
}

function notUnderstood(key: string, expected: string): PipelineError {
  return new PipelineError(
    'KEY_NOT_UNDERSTOOD',
    `Expected ${expected} in the upload's name, got "${key}"; upload it as <tenant>/<sku>/<view>.<ext>.`,
  );
}
