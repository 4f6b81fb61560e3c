import type { PlanItem } from '../contracts/items.ts';
import { deadlineShard, itemKey } from '../contracts/keys.ts';
import type { FinishWake, RenderWake } from '../contracts/messages.ts';
import { chunkName, type PlanBody, type PlanLook, waiterName } from '../contracts/plan.ts';
import type { Clock, Queue, Table } from '../contracts/ports.ts';
import { deadlineOf } from '../contracts/timing.ts';

/**
 * Sends every wake that an open plan still needs: one to painting for each plate of a first seed that is not there,
 * one to finishing for each pending chunk that needs no plate, and a closing one where nothing is pending. Creates the
 * plates' items. Safe to repeat; who finds its work done only passes the wake on.
 */
export async function wakePlan(
  plan: PlanItem,
  body: PlanBody,
  { table, queue, clock }: { table: Table; queue: Queue; clock: Clock },
): Promise<void> {
  const pending = body.looks.filter(({ look, slots }) =>
    slots.some(({ chunk }) => plan.pendingChunks.has(chunkName(look.name, chunk))),
  );
  const renders: RenderWake[] = [];
  for (const planLook of pending) {
    for (const { ids } of planLook.plates) {
      const [plateId] = ids;
      if (plateId === undefined) continue;
      await wantPlate(table, plan, planLook.look.name, plateId, clock());
      renders.push({ v: 1, tenant: plan.tenant, planId: plan.planId, plateId, attempt: 1 });
    }
  }
  const finishes = pending.flatMap((planLook) => finishWakesOfLook(plan, withoutPlate(planLook)));
  const closing: FinishWake[] = pending.length === 0 ? [{ v: 1, planId: plan.planId }] : [];
  await queue.send('render', renders, plan.tenant);
  await queue.send('finish', [...finishes, ...closing], plan.tenant);
}

/** Creates a plate's item in its open state, if need be, with the look waiting for it. */
export async function wantPlate(table: Table, plan: PlanItem, look: string, plateId: string, now: Date): Promise<void> {
  const place = itemKey.plate(plan.tenant, plateId);
  await table.change('plate', place, {
    setIfAbsent: {
      state: 'wanted',
      tenant: plan.tenant,
      plateId,
      deadline: deadlineOf('render-plate', now),
      deadlineShard: deadlineShard(place.pk),
    },
    addTo: { waiting: [waiterName(plan.planId, look)] },
  });
}

/** The finish messages of a look's pending chunks. */
export function finishWakesOfLook(plan: PlanItem, { look, slots }: PlanLook): FinishWake[] {
  const chunks = [...new Set(slots.map(({ chunk }) => chunk))];
  return chunks
    .filter((chunk) => plan.pendingChunks.has(chunkName(look.name, chunk)))
    .map((chunk) => ({ v: 1, planId: plan.planId, look: look.name, chunk }));
}

/** A look's slots that need no plate: refused ones, and all of a look without generation. */
const withoutPlate = (planLook: PlanLook): PlanLook => ({
  ...planLook,
  slots: planLook.slots.filter((slot) => slot.outcome === 'refused' || slot.plate === null),
});
