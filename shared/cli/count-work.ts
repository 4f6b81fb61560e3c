import type { PlanItem } from '../contracts/items.ts';
import { itemKey } from '../contracts/keys.ts';
import type { Store, Table } from '../contracts/ports.ts';
import { readPlan } from '../state/read-plan.ts';
import type { EndedPhoto } from './run-photos.ts';

/** What a run has done, and what it has found done. */
export type WorkCounts = {
  readonly masked: number;
  readonly painted: number;
  readonly finished: number;
  readonly foundDone: number;
};

/**
 * Counts what was done since `since` (ISO 8601) for the photos of a run, by the times in the facts table: assets masked,
 * plates painted, plans finished; each once, however many photos share it. `foundDone` are photos whose plan was
 * finished before.
 */
export async function countWork(
  ended: readonly EndedPhoto[],
  since: string,
  sources: { readonly table: Table; readonly store: Store },
): Promise<WorkCounts> {
  const { table } = sources;
  const assetIds = new Set(ended.flatMap(({ state }) => state.assetId ?? []));
  const assets = await Promise.all([...assetIds].map((id) => table.read('asset', itemKey.asset(id))));
  const planIds = ended.flatMap(({ state }) => (state.step === 'finished' ? [state.planId] : []));
  const plans = await Promise.all([...new Set(planIds)].map((id) => table.read('plan', itemKey.plan(id))));
  const finished = plans.filter((plan) => isSince(plan?.finishedAt, since));
  const finishedIds = new Set(finished.map((plan) => plan?.planId));
  return {
    masked: assets.filter((asset) => isSince(asset?.maskedAt, since)).length,
    painted: await countPainted(finished, since, sources),
    finished: finished.length,
    foundDone: planIds.filter((id) => !finishedIds.has(id)).length,
  };
}

const isSince = (time: string | undefined, since: string): boolean => time !== undefined && time >= since;

async function countPainted(
  plans: readonly (PlanItem | undefined)[],
  since: string,
  sources: { readonly table: Table; readonly store: Store },
): Promise<number> {
  const bodies = await Promise.all(
    plans.map((plan) => (plan === undefined ? undefined : readPlan(plan.planId, sources))),
  );
  const keys = new Map(
    bodies.flatMap((found) => {
      const ids = found?.body.looks.flatMap(({ plates }) => plates.flatMap((plate) => plate.ids)) ?? [];
      return ids.map((id) => [id, itemKey.plate(found?.body.tenant ?? '', id)] as const);
    }),
  );
  const plates = await Promise.all([...keys.values()].map((key) => sources.table.read('plate', key)));
  return plates.filter((plate) => isSince(plate?.paintedAt, since)).length;
}

/** The closing line of a run. */
export const closingLine = ({ masked, painted, finished, foundDone }: WorkCounts): string =>
  `masked ${masked}, painted ${painted}, finished ${finished}, found done ${foundDone}`;
