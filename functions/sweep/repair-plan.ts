import type { PlanItem } from '../../shared/contracts/items.ts';
import { type ItemKey, itemKey } from '../../shared/contracts/keys.ts';
import { chunkName, type PlanLook } from '../../shared/contracts/plan.ts';
import { deadlineOf, paintDeadline } from '../../shared/contracts/timing.ts';
import { readPlan } from '../../shared/state/read-plan.ts';
import { finishWakesOfLook, wakePlan } from '../../shared/state/wake-plan.ts';
import { countAttempt, exhausted } from './count-attempt.ts';
import type { SweepDeps } from './sweep.ts';

/**
 * An open plan gets every wake that it still needs; after too many attempts its open slots end as failed. A look whose
 * plate is still to be painted only waits, for as long as the plate's own deadline allows: that is no attempt.
 */
export async function repairPlan(key: ItemKey, deps: SweepDeps): Promise<void> {
  const planId = key.pk.slice(itemKey.plan('').pk.length);
  const found = await readPlan(planId, deps);
  if (found === undefined || found.plan.state === 'finished') return;
  const { plan, body } = found;
  const pending = body.looks.filter((planLook) => isPending(planLook, plan));
  const waits = await Promise.all(pending.map((planLook) => waitsForPaint(planLook, plan, deps)));
  const stuck = pending.filter((_, index) => waits[index] === false);
  if (pending.length > 0 && stuck.length === 0) return waitOn(key, deps);
  const counted = await countAttempt('plan', key, deadlineOf('finish-variants', deps.clock()), deps);
  if (counted === undefined) return;
  if (!counted.isExhausted) return wakePlan(plan, body, deps);
  await failOpenSlots(plan, stuck, deps);
  const wakes = stuck.flatMap((planLook) => finishWakesOfLook(plan, planLook));
  await deps.queue.send('finish', wakes.length > 0 ? wakes : [{ v: 1, planId }], plan.tenant);
}

const isPending = ({ look, slots }: PlanLook, { pendingChunks }: PlanItem): boolean =>
  slots.some(({ chunk }) => pendingChunks.has(chunkName(look.name, chunk)));

async function waitsForPaint({ plates }: PlanLook, { tenant }: PlanItem, { table }: SweepDeps): Promise<boolean> {
  const ids = plates.flatMap((plate) => plate.ids);
  const items = await Promise.all(ids.map((id) => table.read('plate', itemKey.plate(tenant, id))));
  return items.some((item) => item?.state === 'wanted' || item?.state === 'submitted');
}

/** Each of its plates has a deadline of its own, so the plan comes by seldom: there may be 10,000 of them. */
async function waitOn(key: ItemKey, { table, clock }: SweepDeps): Promise<void> {
  await table.change('plan', key, {
    set: { attempts: 0, deadline: paintDeadline(clock()) },
    when: [{ attribute: 'deadline', isPresent: true }],
  });
}

async function failOpenSlots(plan: PlanItem, looks: readonly PlanLook[], { table }: SweepDeps): Promise<void> {
  const { code, message } = exhausted('a finished variant');
  for (const { look, slots } of looks) {
    for (const { placement, chunk } of slots) {
      if (!plan.pendingChunks.has(chunkName(look.name, chunk))) continue;
      await table.change('slot', itemKey.slot(plan.planId, look.name, placement.id), {
        set: { state: 'failed', look: look.name, placement: placement.id, reasons: [{ code, sentence: message }] },
        when: [{ attribute: 'state', isAbsent: true }],
      });
    }
  }
}
