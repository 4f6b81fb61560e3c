import { createHash } from 'node:crypto';
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { canonicalJson, sha256Hex } from '../../shared/contracts/ids.ts';
import type { PlanItem } from '../../shared/contracts/items.ts';
import { deadlineShard, itemKey, workKey } from '../../shared/contracts/keys.ts';
import { chunkName, type PlanBody, type PlanLook, planBody, waiterName } from '../../shared/contracts/plan.ts';
import type { Queue, Store, Table } from '../../shared/contracts/ports.ts';
import { deadlineOf, waitDeadline } from '../../shared/contracts/timing.ts';
import { firstRenderWake } from '../../shared/state/wake-plan.ts';

/** As many as a look may have. */
const maxPlatesPerLook = 3;
/** As many as a brief may ask for. */
const maxLooks = 20;
const plansAtOnce = 8;
/** DynamoDB takes no more in one call. */
const itemsPerWrite = 25;

export type CrowdDeps = {
  readonly store: Store;
  readonly table: Table;
  readonly tableName: string;
  readonly documents: DynamoDBDocumentClient;
  readonly queue: Queue;
};

const idOf = (...parts: readonly (string | number)[]): string =>
  createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 32);

/**
 * Opens plans of a tenant that want so many plates in all, as planning opens and wakes them, each like the plan of
 * `template` with its first look many times, under ids of their own. Gives the ids of the plates.
 */
export async function openCrowd(
  deps: CrowdDeps,
  template: PlanBody,
  { tenant, plates }: { readonly tenant: string; readonly plates: number },
): Promise<string[]> {
  const platesPerPlan = maxLooks * maxPlatesPerLook;
  const bodies = Array.from({ length: Math.ceil(plates / platesPerPlan) }, (_, number) =>
    likeTemplate(template, tenant, number, Math.min(platesPerPlan, plates - number * platesPerPlan)),
  );
  const toOpen = bodies.values();
  const open = async () => {
    for (const body of toOpen) await openPlan(body, deps);
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

async function openPlan(body: PlanBody, { store, table, tableName, documents, queue }: CrowdDeps): Promise<void> {
  const { planId, tenant, sku, view, assetId } = body;
  const bytes = new TextEncoder().encode(canonicalJson(body));
  const stored = { key: workKey.planBody(planId, sha256Hex(bytes)), sha256: sha256Hex(bytes) };
  await store.putIfAbsent('work', stored.key, bytes, 'application/json');
  const place = itemKey.plan(planId);
  const chunks = body.looks.flatMap(({ look, slots }) => slots.map(({ chunk }) => chunkName(look.name, chunk)));
  const { item: plan } = await table.change('plan', place, {
    set: {
      ...{ state: 'open', planId, tenant, sku, view, assetId, body: stored, openedAt: new Date().toISOString() },
      ...{ deadline: deadlineOf('finish-variants', new Date()), deadlineShard: deadlineShard(place.pk) },
      pendingChunks: new Set(chunks),
    },
  });
  if (plan === undefined) throw new Error('An update without a condition was not applied');
  const plates = body.looks.flatMap(({ look, plates: specs }) =>
    specs.flatMap(({ ids }) => ids.map((plateId) => wantedPlate(plan, look.name, plateId))),
  );
  for (let start = 0; start < plates.length; start += itemsPerWrite) {
    const writes = plates.slice(start, start + itemsPerWrite).map((Item) => ({ PutRequest: { Item } }));
    const answer = await documents.send(new BatchWriteCommand({ RequestItems: { [tableName]: writes } }));
    if (Object.keys(answer.UnprocessedItems ?? {}).length > 0) throw new Error('Plates were not written');
  }
  const wakes = plates.map(({ plateId }) => firstRenderWake(plan, plateId));
  await queue.send('render', wakes, tenant);
}

/** A plate's item as `wantPlate` creates it, which takes a call for each. */
function wantedPlate({ tenant, planId }: PlanItem, look: string, plateId: string) {
  const place = itemKey.plate(tenant, plateId);
  const waiting = new Set([waiterName(planId, look)]);
  const deadline = waitDeadline(new Date());
  return { ...place, state: 'wanted', tenant, plateId, waiting, deadline, deadlineShard: deadlineShard(place.pk) };
}
