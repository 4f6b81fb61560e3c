import { type Cause, causeText, requestCauseId } from '../contracts/cause.ts';
import type { ViewItem } from '../contracts/items.ts';
import { deadlineShard, itemKey } from '../contracts/keys.ts';
import type { Clock, Table } from '../contracts/ports.ts';
import { deadlineOf } from '../contracts/timing.ts';

/**
 * Notes a request as a waiting cause on the asset of a view's newest photo. `time` is the request's, ISO 8601. An asset
 * that is open keeps its deadline: each new one would put off the sweep that wakes a lost masking.
 */
export async function noteRequestCause(
  view: ViewItem,
  { tenant, requestId }: { tenant: string; requestId: string },
  time: string,
  { table, clock }: { table: Table; clock: Clock },
): Promise<void> {
  if (view.photo === undefined) return;
  const { key, versionId, photoTime, assetId } = view.photo;
  const causeId = requestCauseId(tenant, requestId);
  const cause: Cause = { causeId, kind: 'request', time, photoTime, key, versionId, requestId };
  const place = itemKey.asset(assetId);
  await table.change('asset', place, {
    addTo: { causes: [causeText(cause)] },
    setIfAbsent: { deadline: deadlineOf('plan-renders', clock()), deadlineShard: deadlineShard(place.pk) },
    when: [{ attribute: 'assetId', isPresent: true }],
  });
}
