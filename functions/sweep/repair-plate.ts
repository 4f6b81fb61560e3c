import type { PlateItem } from '../../shared/contracts/items.ts';
import type { ItemKey } from '../../shared/contracts/keys.ts';
import { maxAttempts, waitDeadline } from '../../shared/contracts/timing.ts';
import { hasEnded } from '../../shared/state/wake-plan.ts';
import { countAttempt, exhausted } from './count-attempt.ts';
import type { SweepDeps } from './sweep.ts';

/**
 * A wanted plate of which nothing was heard is asked for again; one that only waits for a place says so (render-plate)
 * and is not overdue. One submitted longer ago than the endpoint may take gets a new attempt; one that ended wakes the
 * looks that wait for it. A plate that nobody waits for is left alone.
 */
export async function repairPlate(key: ItemKey, deps: SweepDeps): Promise<void> {
  const counted = await countAttempt('plate', key, waitDeadline(deps.clock()), deps);
  if (counted === undefined) return;
  const { item: plate, isExhausted } = counted;
  const { tenant, plateId, state } = plate;
  const [planId] = [...plate.waiting].map((waiter) => waiter.split('#')[0]);
  if (planId === undefined) return forget(key, deps);
  if (hasEnded(plate)) return deps.queue.send('finish', [{ v: 1, tenant, plateId }], tenant);
  const attempt = state === 'submitted' ? plate.attempt + 1 : Math.max(1, plate.attempt);
  if (isExhausted || attempt > maxAttempts) return fail(key, plate, deps);
  await deps.queue.send('render', [{ v: 1, tenant, planId, plateId, attempt }], tenant);
}

async function forget(key: ItemKey, { table }: SweepDeps): Promise<void> {
  await table.change('plate', key, {
    remove: ['deadline', 'deadlineShard'],
    when: [{ attribute: 'waiting', isAbsent: true }],
  });
}

async function fail(key: ItemKey, { tenant, plateId }: PlateItem, { table, queue }: SweepDeps): Promise<void> {
  const { message } = exhausted('a painted plate');
  await table.change('plate', key, {
    set: { state: 'failed', failure: { code: 'PAINT_FAILED', sentence: message } },
    when: [{ attribute: 'state', oneOf: ['wanted', 'submitted'] }],
  });
  await queue.send('finish', [{ v: 1, tenant, plateId }], tenant);
}
