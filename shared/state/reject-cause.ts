import { type Cause, causeText } from '../contracts/cause.ts';
import type { AssetItem } from '../contracts/items.ts';
import { itemKey } from '../contracts/keys.ts';
import type { Table } from '../contracts/ports.ts';

type Rejectable = Pick<AssetItem, 'assetId' | 'tenant' | 'sku' | 'view' | 'key' | 'versionId'> & {
  causes?: ReadonlySet<string>;
};

/**
 * Records that an upload or request ends in a rejection: on the view, for people who look, and on the asset, whose
 * stream announces it. `endsAsset` where the photo itself cannot be used: then every waiting cause ends with it.
 * Creates the asset item where there is none (a key that was not understood). Safe to repeat.
 */
export async function rejectCause(
  table: Table,
  asset: Rejectable,
  cause: Cause,
  error: { readonly code: string; readonly message: string },
  { endsAsset, now }: { endsAsset: boolean; now: Date },
): Promise<void> {
  const rejection = { code: error.code, sentence: error.message };
  const { assetId, tenant, sku, view, key, versionId } = asset;
  if (sku !== undefined && view !== undefined) await rejectView(table, { tenant, sku, view }, cause, rejection);
  const ended = endsAsset ? [...new Set([...(asset.causes ?? []), causeText(cause)])] : [causeText(cause)];
  const { item } = await table.change('asset', itemKey.asset(assetId), {
    setIfAbsent: { assetId, tenant, sku, view, key, versionId, createdAt: now.toISOString() },
    set: { rejection, ...(endsAsset ? { state: 'rejected' } : {}) },
    addTo: { rejectedCauses: ended },
    deleteFrom: { causes: ended },
  });
  if (item !== undefined && item.causes.size === 0) await closeAsset(table, assetId);
}

/** Takes an asset without open causes out of the sweep's sight; a cause that came meanwhile keeps it there. */
export async function closeAsset(table: Table, assetId: string): Promise<void> {
  await table.change('asset', itemKey.asset(assetId), {
    remove: ['deadline', 'deadlineShard'],
    set: { attempts: 0 },
    when: [{ attribute: 'causes', isAbsent: true }],
  });
}

type Rejection = { code: string; sentence: string };
type ViewName = { tenant: string; sku: string; view: string };

async function rejectView(table: Table, name: ViewName, cause: Cause, rejection: Rejection): Promise<void> {
  const { causeId, key, versionId, photoTime } = cause;
  const rejectionOrder = uploadOrder(cause);
  await table.change('view', itemKey.view(name.tenant, name.sku, name.view), {
    set: { ...name, rejectionOrder, rejection: { ...rejection, causeId, key, versionId, photoTime } },
    when: [{ attribute: 'rejectionOrder', isAbsentOrLessThan: rejectionOrder }],
  });
}

/** Orders the uploads of one view as text: newer photo first, then the later cause. */
export const uploadOrder = (cause: Cause): string => `${cause.photoTime}#${cause.time}#${cause.versionId}`;
