import { type Cause, uploadAssetId, uploadCauseId } from '../../shared/contracts/cause.ts';
import { itemKey } from '../../shared/contracts/keys.ts';
import { matteKeyFor, type PhotosObject, parsePhotosKey } from '../../shared/contracts/photo-key.ts';
import { PipelineError } from '../../shared/contracts/pipeline-error.ts';
import type { Clock, Log, ObjectFacts, Store, Table } from '../../shared/contracts/ports.ts';
import { rejectCause } from '../../shared/state/reject-cause.ts';

/** A PNG of 100 megapixels fits; what is larger is not worth reading. */
const maxPhotoBytes = 200_000_000;

/** One object of the photos bucket, as a notification names it. */
export type Upload = { readonly bucket: string; readonly key: string; readonly versionId: string | undefined };

/** A photo as it was uploaded, with the matte that a person put beside it. */
export type UploadedPhoto = {
  readonly tenant: string;
  readonly sku: string;
  readonly view: string;
  readonly key: string;
  readonly versionId: string;
  readonly photoBytes: Uint8Array;
  readonly matteBytes: Uint8Array | null;
  readonly cause: Cause;
};

/**
 * Reads the photo that an upload is about: itself, or the newest photo beside an uploaded matte. Undefined for a matte
 * whose photo has not come yet: the photo will find its matte.
 * @throws PHOTO_GONE, PHOTO_TOO_LARGE
 */
export async function findUploadedPhoto(
  upload: Upload,
  what: PhotosObject,
  store: Store,
): Promise<UploadedPhoto | undefined> {
  const isMatte = what.kind === 'matte';
  const photoKey = what.kind === 'matte' ? await newestPhotoKey(what.photoStem, store) : upload.key;
  if (photoKey === undefined) return undefined;
  const facts = await store.probe('photos', photoKey, isMatte ? undefined : upload.versionId);
  if (facts === undefined) throw gone(photoKey);
  if (facts.sizeBytes > maxPhotoBytes) throw tooLarge(facts.sizeBytes);
  const photo = await store.get('photos', photoKey, facts.versionId);
  if (photo === undefined) throw gone(photoKey);
  const matte = await store.get('photos', matteKeyFor(photoKey));
  const named = parsePhotosKey(photoKey);
  if (named.kind !== 'photo') return undefined;
  const { tenant, sku, view } = named;
  const causeTime = isMatte ? await store.probe('photos', upload.key, upload.versionId) : facts;
  if (causeTime === undefined) return undefined;
  return {
    ...{ tenant, sku, view, key: photoKey, versionId: facts.versionId },
    ...{ photoBytes: photo.bytes, matteBytes: matte?.bytes ?? null },
    cause: causeOf(upload, causeTime, facts),
  };
}

/** Records, once, the rejection of an upload that has no asset of its own: its item is named by the upload itself. */
export async function rejectUpload(
  upload: Upload,
  error: PipelineError,
  { table, clock, log }: { table: Table; clock: Clock; log: Log },
): Promise<void> {
  const now = clock();
  const { bucket, key, versionId = '' } = upload;
  const assetId = uploadAssetId(bucket, key, versionId);
  if ((await table.read('asset', itemKey.asset(assetId))) !== undefined) return;
  const time = { lastModified: now, versionId };
  const asset = { assetId, ...nameOf(key), key, versionId };
  await rejectCause(table, asset, causeOf(upload, time, time), error, { endsAsset: true, now });
  log({ assetId, code: error.code });
}

/** What of tenant, sku and view can be read from a key. */
function nameOf(key: string): { tenant: string; sku: string | undefined; view: string | undefined } {
  try {
    const named = parsePhotosKey(key);
    if (named.kind === 'photo') return named;
  } catch {
    // The key is what is being rejected.
  }
  return { tenant: key.split('/')[0] ?? '', sku: undefined, view: undefined };
}

async function newestPhotoKey(stem: string, store: Store): Promise<string | undefined> {
  const beside = await store.list('photos', `${stem}.`);
  const photos = beside.filter(({ key }) => isPhotoOf(key, stem));
  return photos.sort((a, b) => b.lastModified.getTime() - a.lastModified.getTime())[0]?.key;
}

const isPhotoOf = (key: string, stem: string): boolean =>
  key.replace(/\.[^./]+$/, '') === stem && !key.endsWith('.json');

type Version = Pick<ObjectFacts, 'versionId' | 'lastModified'>;

/** A matte's cause is its own upload; `photoTime` is the photo's, which orders the view's plans. */
function causeOf(upload: Upload, uploaded: Version, photo: Version): Cause {
  const versionId = upload.versionId ?? uploaded.versionId;
  return {
    causeId: uploadCauseId(upload.bucket, upload.key, versionId),
    kind: 'upload',
    time: uploaded.lastModified.toISOString(),
    photoTime: photo.lastModified.toISOString(),
    key: upload.key,
    versionId,
  };
}

const gone = (key: string) =>
  new PipelineError('PHOTO_GONE', `Expected the photo "${key}" to be there, but it was deleted; upload it again.`);
const tooLarge = (sizeBytes: number) =>
  new PipelineError(
    'PHOTO_TOO_LARGE',
    `Expected a photo of at most ${maxPhotoBytes / 1e6} MB, got ${Math.ceil(sizeBytes / 1e6)} MB; scale it down and upload it again.`,
  );
