import { type Cause, parseCause } from '../../shared/contracts/cause.ts';
import { sha256Hex } from '../../shared/contracts/ids.ts';
import type { AssetItem } from '../../shared/contracts/items.ts';
import { itemKey, workKey } from '../../shared/contracts/keys.ts';
import type { PlanWake } from '../../shared/contracts/messages.ts';
import { parsePhotosKey } from '../../shared/contracts/photo-key.ts';
import { isPermanent, PipelineError } from '../../shared/contracts/pipeline-error.ts';
import type { Clock, Log, Queue, Store, Table } from '../../shared/contracts/ports.ts';
import type { MaskedPhoto } from '../../shared/imaging/mask-steps.ts';
import { rejectCause, uploadOrder } from '../../shared/state/reject-cause.ts';
import { findUploadedPhoto, rejectUpload, type Upload } from './find-uploaded-photo.ts';
import { openAsset } from './open-asset.ts';

/** What masking needs from outside. */
export type MaskDeps = {
  readonly store: Store;
  readonly table: Table;
  readonly queue: Queue;
  readonly mask: (photo: { photoBytes: Uint8Array; givenMatteBytes: Uint8Array | null }) => Promise<MaskedPhoto>;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * Masks an uploaded photo, records it as an asset, and wakes planning. A brief does nothing; a matte masks the photo
 * that it lies beside again. What can never work is recorded as a rejection. Safe to repeat: ids and payloads are
 * hashes, and the asset changes once from masking to masked.
 * @throws whatever is worth another try.
 */
export async function maskPhoto(upload: Upload, deps: MaskDeps): Promise<void> {
  const startedAt = deps.clock().getTime();
  try {
    const understood = parsePhotosKey(upload.key);
    if (understood.kind === 'brief') return;
    const photo = await findUploadedPhoto(upload, understood, deps.store);
    if (photo === undefined) return;
    const { asset, cause } = await openAsset(photo, deps);
    await recordView(asset, cause, deps.table);
    if (asset.state === 'rejected') return;
    const masked = asset.state === 'masked' ? asset : await maskOnce(asset, cause, photo, deps);
    if (masked === undefined) return;
    await deps.queue.send('plan', wakesFor(masked, cause), masked.tenant);
    const durationMs = deps.clock().getTime() - startedAt;
    deps.log({ assetId: asset.assetId, foundDone: asset.state === 'masked', durationMs });
  } catch (error) {
    if (!isPermanent(error)) throw error;
    await rejectUpload(upload, error, deps);
  }
}

type PhotoBytes = { readonly photoBytes: Uint8Array; readonly matteBytes: Uint8Array | null };

/** Masks and commits; a race's loser drops its result. Undefined where the photo was rejected. */
async function maskOnce(
  asset: AssetItem,
  cause: Cause,
  photo: PhotoBytes,
  deps: MaskDeps,
): Promise<AssetItem | undefined> {
  try {
    const masked = await deps.mask({ photoBytes: photo.photoBytes, givenMatteBytes: photo.matteBytes });
    const put = async ({ bytes, extension }: MaskedPhoto['p']) => {
      const sha256 = sha256Hex(bytes);
      const key = workKey.asset(asset.assetId, sha256, extension);
      await deps.store.putIfAbsent('work', key, bytes, `image/${extension}`);
      return { key, sha256 };
    };
    const [p, matte, cutout] = await Promise.all([put(masked.p), put(masked.matte), put(masked.cutout)]);
    const maskedAt = deps.clock().toISOString();
    const committed = await deps.table.change('asset', itemKey.asset(asset.assetId), {
      set: { state: 'masked', p, matte, cutout, facts: masked.facts, maskedAt, attempts: 0 },
      when: [{ attribute: 'state', equals: 'masking' }],
    });
    return committed.item;
  } catch (error) {
    if (!(error instanceof PipelineError) || error.retry) throw error;
    await rejectCause(deps.table, asset, cause, error, { endsAsset: true, now: deps.clock() });
    deps.log({ assetId: asset.assetId, code: error.code });
    return undefined;
  }
}

/** This cause's wake, and those of requests that came while the photo was being masked. */
function wakesFor(asset: AssetItem, cause: Cause): PlanWake[] {
  const causes = new Map([cause, ...[...asset.causes].map(parseCause)].map((each) => [each.causeId, each]));
  return [...causes.values()].map(({ causeId, requestId }) => ({
    ...{ v: 1 as const, assetId: asset.assetId, causeId },
    ...(requestId === undefined ? {} : { requestId }),
  }));
}

/** The view's newest photo, moved forward only; before it is masked, so that requests find it and wait for it. */
async function recordView(asset: AssetItem, cause: Cause, table: Table): Promise<void> {
  const { tenant, sku = '', view = '', assetId, key, versionId } = asset;
  const photoOrder = uploadOrder(cause);
  await table.change('view', itemKey.view(tenant, sku, view), {
    set: { tenant, sku, view, photoOrder, photo: { key, versionId, photoTime: cause.photoTime, assetId } },
    when: [{ attribute: 'photoOrder', isAbsentOrLessThan: photoOrder }],
  });
}
