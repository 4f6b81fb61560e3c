import type { Cause } from '../../shared/contracts/cause.ts';
import type { AssetItem } from '../../shared/contracts/items.ts';
import { itemKey } from '../../shared/contracts/keys.ts';
import type { Table } from '../../shared/contracts/ports.ts';

/** Takes an asset off the request behind a cause, if there is one; the last one ends the request's waiting. */
export async function settleRequest(asset: AssetItem, cause: Cause, { table }: { table: Table }): Promise<void> {
  if (cause.requestId === undefined) return;
  const place = itemKey.request(asset.tenant, cause.requestId);
  const { item } = await table.change('request', place, {
    deleteFrom: { assetIds: [asset.assetId] },
    when: [{ attribute: 'requestId', isPresent: true }],
  });
  if (item === undefined || item.assetIds.size > 0) return;
  await table.change('request', place, {
    set: { state: 'planned' },
    remove: ['deadline', 'deadlineShard'],
    when: [
      { attribute: 'assetIds', isAbsent: true },
      { attribute: 'state', equals: 'expanding' },
    ],
  });
}
