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

/** So many at once: they wait for the table, not for a CPU, and thousands must be through before the time-out. */
const repairsAtOnce = 10;

/**
 * Mends the in-flight set and sends the wake that is missing for everything that is past its deadline, what is longest
 * overdue first: where there is more than one sweep can do, the next goes on with the rest. Safe to repeat, also at the
 * same time: a wake too many finds its work done. One item that fails does not stop the others.
 * @throws the first error, after all items were tried.
 */
export async function sweep(deps: SweepDeps): Promise<void> {
  const errors: unknown[] = [];
  const trying = (work: Promise<void> | undefined) => work?.catch((error: unknown) => errors.push(error));
  await trying(repairInFlight(deps));
  const overdue = await deps.table.overdue(deps.clock().toISOString());
  const keys = overdue.toSorted((one, other) => one.deadline.localeCompare(other.deadline)).values();
  const repairThem = async () => {
    for (const { pk, sk } of keys) await trying(repairs[pk.split('#')[0] ?? '']?.({ pk, sk }, deps));
  };
  await Promise.all(Array.from({ length: repairsAtOnce }, repairThem));
  deps.log({ overdue: overdue.length, failed: errors.length });
  if (errors.length > 0) throw errors[0];
}
