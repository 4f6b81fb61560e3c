import { candidatesOf } from '../contracts/candidates.ts';
import type { PlanItem, PlateItem } from '../contracts/items.ts';
import { deadlineShard, itemKey } from '../contracts/keys.ts';
import type { FinishWake, RenderWake } from '../contracts/messages.ts';
import { chunkName, type PlanBody, type PlanLook, waiterName } from '../contracts/plan.ts';
import type { Clock, Queue, Table } from '../contracts/ports.ts';
import { waitDeadline } from '../contracts/timing.ts';

/**
 * Sends every wake that an open plan still needs: to painting for each plate of a candidate that has not ended, to
 * finishing for each pending chunk whose plates have ended or that needs none, and a closing one where nothing is
 * pending. Creates the plates' items. Safe to repeat; who finds its work done only passes the wake on.
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
  const finishes: FinishWake[] = pending.length === 0 ? [{ v: 1, planId: plan.planId }] : [];
  for (const planLook of pending) {
    const plates: PlateItem[] = [];
    for (const plateId of candidatePlates(planLook)) {
      plates.push(await wantPlate(table, plan, planLook.look.name, plateId, clock()));
    }
    const toPaint = plates.filter((plate) => !hasEnded(plate));
    renders.push(...toPaint.map(({ plateId }) => firstRenderWake(plan, plateId)));
    finishes.push(...finishWakesOfLook(plan, toPaint.length === 0 ? planLook : withoutPlate(planLook)));
  }
  await queue.send('render', renders, plan.tenant);
  await queue.send('finish', finishes, plan.tenant);
}

/** Asks for a plate that nobody has painted yet. */
export const firstRenderWake = ({ tenant, planId }: PlanItem, plateId: string): RenderWake => ({
  ...{ v: 1, tenant, planId, plateId, attempt: 1 },
});

/** A plate's item, created in its open state if need be, with the look waiting for it. */
export async function wantPlate(
  table: Table,
  { tenant, planId }: Pick<PlanItem, 'tenant' | 'planId'>,
  look: string,
  plateId: string,
  now: Date,
): Promise<PlateItem> {
  const place = itemKey.plate(tenant, plateId);
  const { item } = await table.change('plate', place, {
    setIfAbsent: {
      state: 'wanted',
      tenant,
      plateId,
      deadline: waitDeadline(now),
      deadlineShard: deadlineShard(place.pk),
    },
    addTo: { waiting: [waiterName(planId, look)] },
  });
  if (item === undefined) throw new Error('An update without a condition was not applied');
  return item;
}

/** Whether painting of a plate is over, for good or ill. */
export const hasEnded = ({ state }: PlateItem): boolean => state === 'painted' || state === 'failed';

/** The plates of all candidates of a look, which are painted at once. */
export const candidatePlates = ({ look, plates }: PlanLook): string[] =>
  plates.flatMap(({ ids }) => ids.slice(0, candidatesOf(look)));

/**
 * Whether painting is over for every plate that is painted at once with `plateId`: those of all candidates, or of one
 * further seed. A look is woken when the last of them ends, not once a plate.
 */
export async function haveSiblingsEnded(
  planLook: PlanLook,
  tenant: string,
  plateId: string,
  table: Table,
): Promise<boolean> {
  const candidates = candidatePlates(planLook);
  const seed = Math.max(...planLook.plates.map(({ ids }) => ids.indexOf(plateId)));
  const together = candidates.includes(plateId) ? candidates : planLook.plates.map(({ ids }) => ids[seed] ?? '');
  const items = await Promise.all(together.map((id) => table.read('plate', itemKey.plate(tenant, id))));
  return items.every((item) => item !== undefined && hasEnded(item));
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
