import type { Brief } from '../../shared/contracts/brief.ts';
import type { Cause } from '../../shared/contracts/cause.ts';
import type { AssetItem } from '../../shared/contracts/items.ts';
import { itemKey } from '../../shared/contracts/keys.ts';
import { briefKeysFor } from '../../shared/contracts/photo-key.ts';
import type { Store, Table } from '../../shared/contracts/ports.ts';
import { resolveBrief } from '../../shared/planning/resolve-brief.ts';

/**
 * The brief for a photo and cause: the one that came with the request, else the nearest brief.json at or above the
 * photo's folder, else the built-in one.
 * @throws BRIEF_INVALID
 */
export async function findBrief(
  asset: AssetItem,
  cause: Cause,
  { store, table, engine }: { store: Store; table: Table; engine: string | null },
): Promise<Brief> {
  if (cause.requestId !== undefined) {
    const request = await table.read('request', itemKey.request(asset.tenant, cause.requestId));
    if (request?.brief !== undefined) {
      const stored = await store.get('work', request.brief.key);
      if (stored === undefined) throw new Error(`The brief of request ${cause.requestId} is gone`);
      return resolveBrief(stored.bytes, { engine, name: 'the brief of the request' });
    }
  }
  for (const key of briefKeysFor(asset.key)) {
    const stored = await store.get('photos', key);
    if (stored !== undefined) return resolveBrief(stored.bytes, { engine, name: key });
  }
  return resolveBrief(null, { engine, name: 'the built-in brief' });
}
