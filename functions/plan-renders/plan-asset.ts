import { type Cause, causeText, parseCause } from '../../shared/contracts/cause.ts';
import { canonicalJson, sha256Hex } from '../../shared/contracts/ids.ts';
import type { AssetItem, PlanItem } from '../../shared/contracts/items.ts';
import { deadlineShard, itemKey, workKey } from '../../shared/contracts/keys.ts';
import type { PlanWake } from '../../shared/contracts/messages.ts';
import { isPermanent } from '../../shared/contracts/pipeline-error.ts';
import { chunkName, type PlanBody } from '../../shared/contracts/plan.ts';
import type { Clock, Log, Queue, Store, Table } from '../../shared/contracts/ports.ts';
import { deadlineOf } from '../../shared/contracts/timing.ts';
import { makePlan } from '../../shared/planning/make-plan.ts';
import type { RenderUnderpaint, RenderUnderpaintAround } from '../../shared/planning/specify-plate.ts';
import { readPayload } from '../../shared/state/read-payload.ts';
import { closeAsset, rejectCause } from '../../shared/state/reject-cause.ts';
import { wakePlan } from '../../shared/state/wake-plan.ts';
import { findBrief } from './find-brief.ts';
import { settleRequest } from './settle-request.ts';

/** What planning needs from outside. `engine` is null where the deployment has none, `engineWeights` where that has none. */
export type PlanDeps = {
  readonly store: Store;
  readonly table: Table;
  readonly queue: Queue;
  readonly engine: string | null;
  readonly engineWeights: string | null;
  readonly renderUnderpaint: RenderUnderpaint;
  /** As makePlan's, of a stored cutout. */
  readonly renderUnderpaintAround: (
    cutout: Uint8Array,
    ...asked: Parameters<RenderUnderpaintAround>
  ) => ReturnType<RenderUnderpaintAround>;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * Plans an asset for one cause: reads the nearest brief, decides every slot and plate, records the plan, and wakes
 * painting and finishing. Safe to repeat: a plan's id stands for all that it decides, so planning twice finds it done.
 */
export async function planAsset(wake: PlanWake, deps: PlanDeps): Promise<void> {
  const startedAt = deps.clock().getTime();
  const asset = await deps.table.read('asset', itemKey.asset(wake.assetId));
  const cause = asset === undefined ? undefined : waitingCause(asset, wake.causeId);
  if (asset === undefined || cause === undefined || asset.state === 'masking') return;
  if (asset.state === 'rejected') return answerRejected(asset, cause, deps);
  try {
    const plan = await recordPlan(asset, cause, deps);
    if (plan.item.state === 'open') await wakePlan(plan.item, plan.body, deps);
    await takeOffAsset(asset, cause, deps);
    deps.log({ assetId: asset.assetId, planId: plan.item.planId, durationMs: deps.clock().getTime() - startedAt });
  } catch (error) {
    if (!isPermanent(error)) throw error;
    await rejectCause(deps.table, asset, cause, error, { endsAsset: false, now: deps.clock() });
    await settleRequest(asset, cause, deps);
    deps.log({ assetId: asset.assetId, code: error.code });
  }
}

/** A cause that is not waiting is on a plan already, and its wakes were sent before it was taken off. */
function waitingCause(asset: AssetItem, causeId: string): Cause | undefined {
  return [...asset.causes].map(parseCause).find((cause) => cause.causeId === causeId);
}

async function answerRejected(asset: AssetItem, cause: Cause, deps: PlanDeps): Promise<void> {
  const { code = 'ATTEMPTS_EXHAUSTED', sentence = '' } = asset.rejection ?? {};
  await rejectCause(deps.table, asset, cause, { code, message: sentence }, { endsAsset: true, now: deps.clock() });
  await settleRequest(asset, cause, deps);
}

async function recordPlan(asset: AssetItem, cause: Cause, deps: PlanDeps): Promise<{ item: PlanItem; body: PlanBody }> {
  const { store, table } = deps;
  const { assetId, tenant, sku, view, photoSha256, p, matte, cutout, facts } = asset;
  if (!(sku && view && photoSha256 && p && matte && cutout && facts))
    throw new Error(`Asset ${assetId} is masked but incomplete`);
  const brief = await findBrief(asset, cause, deps);
  const { body, underpaints } = await makePlan({
    ...{ tenant, sku, view, assetId, photoSha256, p, matte, cutout, facts, brief },
    ...{ engine: deps.engine, engineWeights: deps.engineWeights, renderUnderpaint: deps.renderUnderpaint },
    // Read for looks alone that show an engine the product.
    renderUnderpaintAround: async (...asked) =>
      deps.renderUnderpaintAround(await readPayload(cutout.key, store), ...asked),
  });
  const place = itemKey.plan(body.planId);
  const known = await table.change('plan', place, {
    addTo: { causes: [causeText(cause)] },
    when: [{ attribute: 'planId', isPresent: true }],
  });
  if (known.applied) return { item: known.item, body };

  const bodyBytes = new TextEncoder().encode(canonicalJson(body));
  const bodySha256 = sha256Hex(bodyBytes);
  const bodyKey = workKey.planBody(body.planId, bodySha256);
  for (const { key, bytes } of underpaints) await store.putIfAbsent('work', key, bytes, 'image/png');
  await store.putIfAbsent('work', bodyKey, bodyBytes, 'application/json');
  const now = deps.clock();
  const created = await table.change('plan', place, {
    set: {
      state: 'open',
      ...{ planId: body.planId, tenant, sku, view, assetId, openedAt: now.toISOString() },
      body: { key: bodyKey, sha256: bodySha256 },
      pendingChunks: new Set(
        body.looks.flatMap(({ look, slots }) => slots.map(({ chunk }) => chunkName(look.name, chunk))),
      ),
      causes: new Set([causeText(cause)]),
      ...{ deadline: deadlineOf('finish-variants', now), deadlineShard: deadlineShard(place.pk) },
    },
    when: [{ attribute: 'planId', isAbsent: true }],
  });
  if (created.applied) return { item: created.item, body };
  const joined = await table.change('plan', place, { addTo: { causes: [causeText(cause)] } });
  if (!joined.applied) throw new Error('An update without a condition was not applied');
  return { item: joined.item, body };
}

/** The cause is on its plan: the asset, and the request behind the cause, no longer wait for it. */
async function takeOffAsset(asset: AssetItem, cause: Cause, deps: PlanDeps): Promise<void> {
  const { item } = await deps.table.change('asset', itemKey.asset(asset.assetId), {
    deleteFrom: { causes: [causeText(cause)] },
  });
  if (item?.causes.size === 0) await closeAsset(deps.table, asset.assetId);
  await settleRequest(asset, cause, deps);
}
