import type { PlanItem } from '../contracts/items.ts';
import { itemKey } from '../contracts/keys.ts';
import { type PlanBody, planBody } from '../contracts/plan.ts';
import type { Store, Table } from '../contracts/ports.ts';

/** A plan's item and its body; undefined where there is no such plan. */
export async function readPlan(
  planId: string,
  { table, store }: { table: Table; store: Store },
): Promise<{ plan: PlanItem; body: PlanBody } | undefined> {
  const plan = await table.read('plan', itemKey.plan(planId));
  if (plan === undefined) return undefined;
  const stored = await store.get('work', plan.body.key);
  if (stored === undefined) throw new Error(`The body of plan ${planId} is gone`);
  return { plan, body: planBody.parse(JSON.parse(new TextDecoder().decode(stored.bytes))) };
}
