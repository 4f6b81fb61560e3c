import { itemKey } from '../../shared/contracts/keys.ts';
import type { PlateWake } from '../../shared/contracts/messages.ts';
import { readPlan } from '../../shared/state/read-plan.ts';
import { finishWakesOfLook, hasEnded, haveSiblingsEnded } from '../../shared/state/wake-plan.ts';
import type { FinishDeps } from './finish-variants.ts';
import { letGo } from './publish-look.ts';

/**
 * Sends a finish message for each pending chunk of every look that waits for a plate and for no other one that is painted
 * at once with it (all candidates, or one further seed): the last of them to end wakes the look.
 */
export async function wakeWaiting({ tenant, plateId }: PlateWake, deps: FinishDeps): Promise<void> {
  const plate = await deps.table.read('plate', itemKey.plate(tenant, plateId));
  if (plate === undefined || !hasEnded(plate)) return;
  for (const waiter of plate.waiting) {
    const [planId = '', look = ''] = waiter.split('#');
    const found = await readPlan(planId, deps);
    const planLook = found?.body.looks.find((each) => each.look.name === look);
    const wakes = found === undefined || planLook === undefined ? [] : finishWakesOfLook(found.plan, planLook);
    if (planLook === undefined || wakes.length === 0) await letGo(tenant, plateId, waiter, deps.table);
    else if (await haveSiblingsEnded(planLook, tenant, plateId, deps.table)) {
      await deps.queue.send('finish', wakes, tenant);
    }
  }
}
