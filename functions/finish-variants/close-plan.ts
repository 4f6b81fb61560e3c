import { canonicalJson } from '../../shared/contracts/ids.ts';
import type { SlotItem } from '../../shared/contracts/items.ts';
import { itemKey, variantsKey } from '../../shared/contracts/keys.ts';
import { type Manifest, manifest, type SlotCounts, slotState } from '../../shared/contracts/manifest.ts';
import type { PlanBody } from '../../shared/contracts/plan.ts';
import type { FinishDeps } from './finish-variants.ts';
import { setRemarks } from './set-remarks.ts';

/** Writes the manifest and finishes a plan of which no chunk is pending; the table's stream announces it. */
export async function closePlan(
  planId: string,
  body: PlanBody,
  { table, store, clock, log }: FinishDeps,
): Promise<void> {
  const plan = await table.read('plan', itemKey.plan(planId));
  if (plan === undefined || plan.state === 'finished' || plan.pendingChunks.size > 0) return;
  const items = await table.readAll('slot', itemKey.slotsOfPlan(planId));
  const written = manifestOf(body, items);
  const manifestKey = variantsKey.manifest(body);
  await store.putIfAbsent(
    'variants',
    manifestKey,
    new TextEncoder().encode(canonicalJson(written)),
    'application/json',
  );
  await table.change('plan', itemKey.plan(planId), {
    set: { state: 'finished', counts: written.counts, manifestKey, finishedAt: clock().toISOString(), attempts: 0 },
    remove: ['deadline', 'deadlineShard'],
    when: [{ attribute: 'state', equals: 'open' }],
  });
  log({ planId, ...written.counts });
}

function manifestOf(body: PlanBody, items: readonly SlotItem[]): Manifest {
  const byName = new Map(items.map((item) => [`${item.look}#${item.placement}`, item]));
  const counts: SlotCounts = { published: 0, held: 0, refused: 0, failed: 0 };
  const slots = body.looks.flatMap(({ look, slots: planned }) =>
    planned.map(({ placement }) => {
      const item = byName.get(`${look.name}#${placement.id}`);
      if (item === undefined) throw new Error(`Plan ${body.planId} has no slot for ${look.name} ${placement.id}`);
      const state = slotState.parse(item.state);
      counts[state] += 1;
      const { file = null, receiptKey = null, twin = null, reasons } = item;
      return { look: look.name, kind: look.kind, placement: placement.id, state, reasons, file, receiptKey, twin };
    }),
  );
  const { planId, tenant, sku, view, assetId, photoSha256, facts } = body;
  const review = facts.quality.reasons;
  return manifest.parse({
    v: 1,
    planId,
    tenant,
    sku,
    view,
    assetId,
    photoSha256,
    counts,
    review,
    ...setRemarks(body.looks),
    slots,
  });
}
