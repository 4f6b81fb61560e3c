import { canonicalJson, sha256Hex } from '../../../../shared/contracts/ids.ts';
import { itemKey, workKey } from '../../../../shared/contracts/keys.ts';
import type { RenderWake } from '../../../../shared/contracts/messages.ts';
import type { PlanBody, PlanLook } from '../../../../shared/contracts/plan.ts';
import { makePlan } from '../../../../shared/planning/make-plan.ts';
import { wantPlate } from '../../../../shared/state/wake-plan.ts';
import { memoryStore } from '../../cli/memory-ports.ts';
import { productFacts } from '../../planning/product-facts.ts';
import { unseenProduct } from '../../planning/unseen-product.ts';
import { changingTable } from '../changing-table.ts';

const platesPerPlan = 100;
const sha256 = 'a'.repeat(64);
const payload = { key: 'somewhere', sha256 };

export type World = Awaited<ReturnType<typeof openWorld>>;

/** A table and a store in which plans with wanted plates are opened, as planning leaves them. */
export async function openWorld() {
  const table = changingTable();
  const store = memoryStore();
  const { body } = await makePlan({
    ...{ tenant: 'any', sku: 'mug', view: 'main', assetId: 'b'.repeat(32), photoSha256: sha256 },
    engine: 'studio',
    ...{ p: payload, matte: payload, cutout: payload, facts: productFacts({}) },
    brief: {
      v: 1,
      looks: [{ kind: 'scene', name: 'scene', prompt: 'a table', set: { sweep: '#c3c6bd' } }],
      placements: [{ ratio: '1:1', width: 160, height: 160, id: 'small', format: 'jpg' }],
    },
    renderUnderpaint: async () => new Uint8Array(1),
    ...unseenProduct,
  });
  const [look] = body.looks;
  if (look === undefined) throw new Error('Expected a look, got none');

  /** Opens plans of a tenant with so many plates in all, and gives the wake of each. */
  const wantPlates = async (tenant: string, count: number, now: Date): Promise<RenderWake[]> => {
    const wakes: RenderWake[] = [];
    for (let first = 0; first < count; first += platesPerPlan) {
      const ids = Array.from({ length: Math.min(platesPerPlan, count - first) }, (_, n) => idOf(tenant, first + n));
      const planId = idOf(`${tenant} plan`, first);
      await openPlan({ ...body, tenant, planId, looks: [withPlates(look, ids)] }, now);
      for (const plateId of ids) await wantPlate(table, { tenant, planId }, look.look.name, plateId, now);
      wakes.push(...ids.map((plateId): RenderWake => ({ v: 1, tenant, planId, plateId, attempt: 1 })));
    }
    return wakes;
  };
  const openPlan = async (plan: PlanBody, now: Date): Promise<void> => {
    const bytes = new TextEncoder().encode(canonicalJson(plan));
    const stored = { key: workKey.planBody(plan.planId, sha256Hex(bytes)), sha256: sha256Hex(bytes) };
    await store.putIfAbsent('work', stored.key, bytes, 'application/json');
    const { planId, tenant, sku, view, assetId } = plan;
    table.put(itemKey.plan(planId), {
      ...{ state: 'open', planId, tenant, sku, view, assetId, body: stored, openedAt: now.toISOString() },
    });
  };
  return { table, store, wantPlates };
}

const idOf = (name: string, number: number): string =>
  sha256Hex(new TextEncoder().encode(`${name} ${number}`)).slice(0, 32);

/** The look with its first plate under each of the ids. */
function withPlates(look: PlanLook, ids: readonly string[]): PlanLook {
  return { ...look, plates: look.plates.map((spec) => ({ ...spec, ids: [...ids], seeds: ids.map((_, n) => n) })) };
}
