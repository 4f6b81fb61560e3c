import { parseCause } from '../../shared/contracts/cause.ts';
import type { AssetItem } from '../../shared/contracts/items.ts';
import type { ItemKey } from '../../shared/contracts/keys.ts';
import { ingestWake } from '../../shared/contracts/messages.ts';
import { deadlineOf } from '../../shared/contracts/timing.ts';
import { closeAsset, rejectCause } from '../../shared/state/reject-cause.ts';
import { countAttempt, exhausted } from './count-attempt.ts';
import type { SweepDeps } from './sweep.ts';

/** An asset still masking is woken by its upload; a masked one with causes on no plan is planned again. */
export async function repairAsset(key: ItemKey, deps: SweepDeps): Promise<void> {
  const counted = await countAttempt('asset', key, deadlineOf('mask-photo', deps.clock()), deps);
  if (counted === undefined) return;
  const { item: asset, isExhausted } = counted;
  const causes = [...asset.causes].map(parseCause);
  if (causes.length === 0) return closeAsset(deps.table, asset.assetId);
  if (isExhausted) return rejectAll(asset, exhausted('a masked and planned photo'), deps);
  if (asset.state === 'masked') {
    const wakes = causes.map(({ causeId }) => ({ v: 1 as const, assetId: asset.assetId, causeId }));
    return deps.queue.send('plan', wakes, asset.tenant);
  }
  if ((await deps.store.probe('photos', asset.key, asset.versionId)) === undefined) {
    const message = `Expected the photo "${asset.key}" to be there, but it was deleted; upload it again.`;
    return rejectAll(asset, { code: 'PHOTO_GONE', message }, deps);
  }
  const upload = causes.find(({ kind }) => kind === 'upload') ?? asset;
  await deps.queue.send(
    'ingest',
    [ingestWake(deps.store.realName('photos'), upload.key, upload.versionId)],
    asset.tenant,
  );
}

async function rejectAll(
  asset: AssetItem,
  error: { code: string; message: string },
  { table, clock }: SweepDeps,
): Promise<void> {
  const endsAsset = asset.state === 'masking';
  for (const cause of [...asset.causes].map(parseCause)) {
    await rejectCause(table, asset, cause, error, { endsAsset, now: clock() });
  }
}
