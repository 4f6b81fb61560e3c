import type { PlanItem } from '../../shared/contracts/items.ts';
import { type ItemKey, itemKey } from '../../shared/contracts/keys.ts';
import { chunkName, type PlanBody } from '../../shared/contracts/plan.ts';
import { readPlan } from '../../shared/state/read-plan.ts';
import { finishWakesOfLook, wakePlan } from '../../shared/state/wake-plan.ts';
import { countAttempt, exhausted } from './count-attempt.ts';
import type { SweepDeps } from './sweep.ts';

/** An open plan gets every wake that it still needs; after too many attempts its open slots end as failed. */
export async function repairPlan(key: ItemKey, deps: SweepDeps): Promise<void> {
  const counted = await countAttempt('plan', key, 'finish-variants', deps);
  if (counted === undefined || counted.item.state === 'finished') return;
  const found = await readPlan(counted.item.planId, deps);
  if (found === undefined) return;
  const { plan, body } = found;
  if (!counted.isExhausted) return wakePlan(plan, body, deps);
  await failOpenSlots(plan, body, deps);
  const wakes = body.looks.flatMap((planLook) => finishWakesOfLook(plan, planLook));
  await deps.queue.send('finish', wakes.length > 0 ? wakes : [{ v: 1, planId: plan.planId }], plan.tenant);
}

async function failOpenSlots(plan: PlanItem, body: PlanBody, { table }: SweepDeps): Promise<void> {
  const { code, message } = exhausted('a finished variant');
  for (const { look, slots } of body.looks) {
    for (const { placement, chunk } of slots) {
      if (!plan.pendingChunks.has(chunkName(look.name, chunk))) continue;
      await table.change('slot', itemKey.slot(plan.planId, look.name, placement.id), {
        set: { state: 'failed', look: look.name, placement: placement.id, reasons: [{ code, sentence: message }] },
        when: [{ attribute: 'state', isAbsent: true }],
      });
    }
  }
}
