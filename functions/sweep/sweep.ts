import type { ItemKey } from '../../shared/contracts/keys.ts';
import type { Clock, Log, Queue, Store, Table } from '../../shared/contracts/ports.ts';
import { repairAsset } from './repair-asset.ts';
import { repairInFlight } from './repair-in-flight.ts';
import { repairPlan } from './repair-plan.ts';
import { repairPlate } from './repair-plate.ts';
import { repairRequest } from './repair-request.ts';

/** What the sweep needs from outside. */
export type SweepDeps = {
  readonly store: Store;
  readonly table: Table;
  readonly queue: Queue;
  readonly endpointName: string;
  readonly clock: Clock;
  readonly log: Log;
};

/** Repairs one overdue item: sends the wake that is missing, or ends what was tried too often. */
export type Repair = (key: ItemKey, deps: SweepDeps) => Promise<void>;

const repairs: Readonly<Record<string, Repair>> = {
  ASSET: repairAsset,
  REQUEST: repairRequest,
  PLATE: repairPlate,
  PLAN: repairPlan,
};

/**
 * Sends the wake that is missing for everything that is past its deadline, and mends the in-flight set. Safe to
 * repeat, also at the same time: a wake too many finds its work done. One item that fails does not stop the others.
 * @throws the first error, after all items were tried.
 */
export async function sweep(deps: SweepDeps): Promise<void> {
  const overdue = await deps.table.overdue(deps.clock().toISOString());
  const errors: unknown[] = [];
  for (const key of overdue) {
    const kind = key.pk.split('#')[0] ?? '';
    try {
      await repairs[kind]?.({ pk: key.pk, sk: key.sk }, deps);
    } catch (error) {
      errors.push(error);
    }
  }
  await repairInFlight(deps);
  deps.log({ overdue: overdue.length, failed: errors.length });
  if (errors.length > 0) throw errors[0];
}
