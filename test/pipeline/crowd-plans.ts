import { createHash } from 'node:crypto';
import { canonicalJson, sha256Hex } from '../../shared/contracts/ids.ts';
import { deadlineShard, itemKey, workKey } from '../../shared/contracts/keys.ts';
import { chunkName, type PlanBody, type PlanLook, planBody } from '../../shared/contracts/plan.ts';
import type { Queue } from '../../shared/contracts/ports.ts';
import { deadlineOf } from '../../shared/contracts/timing.ts';
import { wakePlan } from '../../shared/state/wake-plan.ts';
import type { PipelineUnderTest } from './pipeline-under-test.ts';

/** As many as a look may have. */
const maxPlatesPerLook = 3;
/** As many as a brief may ask for. */
const maxLooks = 20;
const plansAtOnce = 8;

const idOf = (...parts: readonly (string | number)[]): string =>
  createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 32);

/**
 * Opens plans of a tenant that want so many plates in all, as planning opens and wakes them, each like the plan of
 * `template` with its first look many times, under ids of their own. Gives the ids of the plates.
 */
export async function openCrowd(
  { store, table }: Pick<PipelineUnderTest, 'store' | 'table'>,
  queue: Queue,
  template: PlanBody,
  { tenant, plates }: { readonly tenant: string; readonly plates: number },
): Promise<string[]> {
  const platesPerPlan = maxLooks * maxPlatesPerLook;
  const bodies = Array.from({ length: Math.ceil(plates / platesPerPlan) }, (_, number) =>
    likeTemplate(template, tenant, number, Math.min(platesPerPlan, plates - number * platesPerPlan)),
  );
  const toOpen = bodies.values();
  const open = async () => {
    for (const body of toOpen) await openPlan(body, { store, table, queue });
  };
  await Promise.all(Array.from({ length: plansAtOnce }, open));
  return bodies.flatMap(({ looks }) => looks.flatMap((look) => look.plates.flatMap(({ ids }) => ids)));
}

function likeTemplate(template: PlanBody, tenant: string, number: number, plates: number): PlanBody {
  const [first] = template.looks;
  const [spec] = first?.plates ?? [];
  if (first === undefined || spec === undefined) throw new Error('Expected a look with a plate in the template');
  const looks: PlanLook[] = [];
  for (let done = 0; done < plates; done += maxPlatesPerLook) {
    const name = `look-${looks.length}`;
    const count = Math.min(maxPlatesPerLook, plates - done);
    const own = Array.from({ length: count }, (_, place) => ({
      ...spec,
      ids: [idOf(tenant, number, name, place)],
      seeds: [done + place],
    }));
    looks.push({ ...first, look: { ...first.look, name }, plates: own });
  }
  return planBody.parse({ ...template, planId: idOf(tenant, number), tenant, looks });
}

async function openPlan(
  body: PlanBody,
  { store, table, queue }: Pick<PipelineUnderTest, 'store' | 'table'> & { readonly queue: Queue },
): Promise<void> {
  const { planId, tenant, sku, view, assetId } = body;
  const bytes = new TextEncoder().encode(canonicalJson(body));
  const stored = { key: workKey.planBody(planId, sha256Hex(bytes)), sha256: sha256Hex(bytes) };
  await store.putIfAbsent('work', stored.key, bytes, 'application/json');
  const place = itemKey.plan(planId);
  const { item } = await table.change('plan', place, {
    set: {
      ...{ state: 'open', planId, tenant, sku, view, assetId, body: stored, openedAt: new Date().toISOString() },
      pendingChunks: new Set(
        body.looks.flatMap(({ look, slots }) => slots.map(({ chunk }) => chunkName(look.name, chunk))),
      ),
      ...{ deadline: deadlineOf('finish-variants', new Date()), deadlineShard: deadlineShard(place.pk) },
    },
  });
  if (item === undefined) throw new Error('An update without a condition was not applied');
  await wakePlan(item, body, { table, queue, clock: () => new Date() });
}
