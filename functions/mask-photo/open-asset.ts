import { type Cause, causeText } from '../../shared/contracts/cause.ts';
import { hashId, sha256Hex } from '../../shared/contracts/ids.ts';
import type { AssetItem } from '../../shared/contracts/items.ts';
import { deadlineShard, itemKey } from '../../shared/contracts/keys.ts';
import type { Clock, Table } from '../../shared/contracts/ports.ts';
import { deadlineOf } from '../../shared/contracts/timing.ts';
import { maskVersion } from '../../shared/contracts/versions.ts';
import { rejectCause } from '../../shared/state/reject-cause.ts';
import type { UploadedPhoto } from './find-uploaded-photo.ts';

/**
 * Creates the photo's asset in its open state, or finds it, and notes the cause on it. An asset that was rejected
 * before is rejected again for a new cause, except where it only ran out of attempts: then it is masked once more.
 */
export async function openAsset(
  photo: UploadedPhoto,
  { table, clock }: { table: Table; clock: Clock },
): Promise<{ asset: AssetItem; cause: Cause }> {
  const { tenant, sku, view, key, versionId, cause } = photo;
  const photoSha256 = sha256Hex(photo.photoBytes);
  const matteSha256 = photo.matteBytes === null ? null : sha256Hex(photo.matteBytes);
  const assetId = hashId('asset', { tenant, sku, view, photo: photoSha256, matte: matteSha256, maskVersion });
  const now = clock();
  const place = itemKey.asset(assetId);
  const { item: asset } = await table.change('asset', place, {
    setIfAbsent: {
      state: 'masking',
      assetId,
      tenant,
      sku,
      view,
      photoSha256,
      key,
      versionId,
      createdAt: now.toISOString(),
    },
    set: { deadline: deadlineOf('mask-photo', now), deadlineShard: deadlineShard(place.pk) },
    addTo: { causes: [causeText(cause)] },
  });
  if (asset === undefined) throw new Error('An update without a condition was not applied');
  if (asset.state !== 'rejected') return { asset, cause };
  return { asset: await meetRejected(asset, cause, table, now), cause };
}

async function meetRejected(asset: AssetItem, cause: Cause, table: Table, now: Date): Promise<AssetItem> {
  const isNewCause = !asset.rejectedCauses.has(causeText(cause));
  if (asset.rejection?.code === 'ATTEMPTS_EXHAUSTED' && isNewCause) {
    const reopened = await table.change('asset', itemKey.asset(asset.assetId), {
      set: { state: 'masking', attempts: 0 },
      when: [{ attribute: 'state', equals: 'rejected' }],
    });
    return reopened.item ?? asset;
  }
  const { code = 'ATTEMPTS_EXHAUSTED', sentence = '' } = asset.rejection ?? {};
  await rejectCause(table, asset, cause, { code, message: sentence }, { endsAsset: true, now });
  return asset;
}
