import { causeText, parseCause, requestCauseId } from '../../shared/contracts/cause.ts';
import type { AssetItem, RequestItem } from '../../shared/contracts/items.ts';
import { type ItemKey, itemKey } from '../../shared/contracts/keys.ts';
import { deadlineOf, later, requestPatienceSeconds } from '../../shared/contracts/timing.ts';
import { noteRequestCause } from '../../shared/state/note-request-cause.ts';
import { countAttempt } from './count-attempt.ts';
import type { SweepDeps } from './sweep.ts';

/** A request still waiting for photos wakes planning again; after ten minutes it is answered with ASSET_NOT_READY. */
export async function repairRequest(key: ItemKey, deps: SweepDeps): Promise<void> {
  const counted = await countAttempt('request', key, deadlineOf('plan-renders', deps.clock()), deps);
  if (counted === undefined || counted.item.state !== 'expanding') return;
  const request = counted.item;
  const isLate = later(new Date(request.openedAt ?? request.time), requestPatienceSeconds) < deps.clock().toISOString();
  const assets = await Promise.all([...request.assetIds].map((id) => deps.table.read('asset', itemKey.asset(id))));
  const known = assets.filter((asset) => asset !== undefined);
  if (isLate) return answerLate(key, request, known, deps);
  for (const asset of known) await wakeAgain(request, asset, deps);
}

async function wakeAgain(request: RequestItem, asset: AssetItem, deps: SweepDeps): Promise<void> {
  const { tenant, requestId, time } = request;
  const view = await deps.table.read('view', itemKey.view(tenant, asset.sku ?? '', asset.view ?? ''));
  if (view?.photo?.assetId === asset.assetId) await noteRequestCause(view, { tenant, requestId }, time, deps);
  const causeId = requestCauseId(tenant, requestId);
  await deps.queue.send('plan', [{ v: 1, assetId: asset.assetId, causeId, requestId }], tenant);
}

async function answerLate(
  key: ItemKey,
  request: RequestItem,
  assets: readonly AssetItem[],
  { table }: SweepDeps,
): Promise<void> {
  const names = assets.map(({ sku, view }) => `${sku}/${view}`).join(', ');
  const sentence = `Expected ${names || 'the photos'} to be masked within ${requestPatienceSeconds / 60} minutes; see npx packshot status, then ask again.`;
  for (const asset of assets) {
    const waiting = [...asset.causes].map(parseCause).filter(({ requestId }) => requestId === request.requestId);
    if (waiting.length === 0) continue;
    await table.change('asset', itemKey.asset(asset.assetId), { deleteFrom: { causes: waiting.map(causeText) } });
  }
  await table.change('request', key, {
    set: { state: 'rejected', rejection: { code: 'ASSET_NOT_READY', sentence } },
    remove: ['deadline', 'deadlineShard'],
    when: [{ attribute: 'state', equals: 'expanding' }],
  });
}
