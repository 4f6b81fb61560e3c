import type { PlanItem, SlotItem } from '../../shared/contracts/items.ts';
import { itemKey } from '../../shared/contracts/keys.ts';
import { chunkName, type PlanLook, waiterName } from '../../shared/contracts/plan.ts';
import type { Table } from '../../shared/contracts/ports.ts';
import type { FinishDeps } from './finish-variants.ts';

/**
 * Publishes a look once every slot of it is made and checked: made slots become published or held, the plan loses the
 * look's chunks, the plates lose the waiting look. Does nothing while slots are missing: the chunk that makes the last
 * one publishes.
 */
export async function publishLook(plan: PlanItem, planLook: PlanLook, { table }: FinishDeps): Promise<void> {
  const { look, slots, plates } = planLook;
  const items = await table.readAll('slot', itemKey.slotsOfLook(plan.planId, look.name));
  const byPlacement = new Map(items.map((item) => [item.placement, item]));
  if (slots.some(({ placement }) => !byPlacement.has(placement.id))) return;
  for (const item of items) await publishSlot(plan, item, table);
  const chunks = [...new Set(slots.map(({ chunk }) => chunkName(look.name, chunk)))];
  await table.change('plan', itemKey.plan(plan.planId), { deleteFrom: { pendingChunks: chunks } });
  const waiter = waiterName(plan.planId, look.name);
  for (const id of plates.flatMap(({ ids }) => ids)) await letGo(plan.tenant, id, waiter, table);
}

async function publishSlot(plan: PlanItem, item: SlotItem, table: Table): Promise<void> {
  if (item.state !== 'made') return;
  await table.change('slot', itemKey.slot(plan.planId, item.look, item.placement), {
    set: { state: item.passes === true ? 'published' : 'held' },
    when: [{ attribute: 'state', equals: 'made' }],
  });
}

/** A look no longer waits for a plate; a plate that ended and that nobody waits for leaves the sweep's sight. */
export async function letGo(tenant: string, plateId: string, waiter: string, table: Table): Promise<void> {
  const place = itemKey.plate(tenant, plateId);
  const { applied } = await table.change('plate', place, {
    deleteFrom: { waiting: [waiter] },
    when: [{ attribute: 'plateId', isPresent: true }],
  });
  if (!applied) return;
  await table.change('plate', place, {
    remove: ['deadline', 'deadlineShard'],
    when: [
      { attribute: 'waiting', isAbsent: true },
      { attribute: 'state', oneOf: ['painted', 'failed', 'wanted'] },
    ],
  });
}
