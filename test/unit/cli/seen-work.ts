import { makeSight } from '../../../shared/cli/photo-state.ts';
import { type Cause, causeText } from '../../../shared/contracts/cause.ts';
import { canonicalJson } from '../../../shared/contracts/ids.ts';
import { itemKey } from '../../../shared/contracts/keys.ts';
import { chunkName, type PlanBody } from '../../../shared/contracts/plan.ts';
import { builtInBrief } from '../../../shared/planning/built-in-brief.ts';
import { makePlan } from '../../../shared/planning/make-plan.ts';
import { productFacts } from '../planning/product-facts.ts';
import { memoryStore, memoryTable } from './memory-ports.ts';

const sha256 = 'a'.repeat(64);
const payload = { key: 'somewhere', sha256 };
export const assetId = 'b'.repeat(32);
export const openedAt = '2026-05-01T10:00:00.000Z';
export const finishedAt = '2026-05-01T10:01:00.000Z';
const deadline = '2026-05-01T10:05:00.000Z';
export const tenant = 'acme';

const causeOf = (causeId: string): Cause => ({
  ...{ causeId, kind: 'upload', time: openedAt, photoTime: openedAt, key: 'acme/mug/front.jpg', versionId: 'v1' },
});
export const textOfCause = (causeId: string): string => causeText(causeOf(causeId));

/** A plan with the looks white, studio and scene, as planning makes it; the bytes of its underpaints are its own. */
export async function madeBody(): Promise<PlanBody> {
  const { body } = await makePlan({
    ...{ tenant, sku: 'mug', view: 'front', assetId, photoSha256: sha256 },
    ...{ p: payload, matte: payload, cutout: payload, facts: productFacts({}) },
    ...{ brief: builtInBrief('studio'), engine: 'studio', engineWeights: null },
    renderUnderpaint: async (...asked) => new TextEncoder().encode(canonicalJson(asked)),
    renderUnderpaintAround: () => Promise.reject(new Error('nothing is painted around a product')),
  });
  return body;
}

/** What the command line sees of a tenant's work: a table to fill and a store that holds a plan's body. */
export function seenWork(body: PlanBody) {
  const bodyKey = 'the-body';
  const table = memoryTable();
  const store = memoryStore({ [`work/${bodyKey}`]: JSON.stringify(body) });
  const { planId, sku, view } = body;
  const putPlan = (changes: Record<string, unknown> = {}) =>
    table.put('plan', itemKey.plan(planId), {
      ...{ state: 'open', planId, tenant, sku, view, assetId, body: { key: bodyKey, sha256 }, openedAt, deadline },
      ...{ pendingChunks: chunksOf(body), causes: new Set([textOfCause('upload')]), ...changes },
    });
  const putAsset = (id: string, changes: Record<string, unknown> = {}) =>
    table.put('asset', itemKey.asset(id), {
      ...{ state: 'masking', assetId: id, tenant, sku, view, key: 'acme/mug/front.jpg', versionId: 'v1' },
      ...{ createdAt: openedAt, deadline, ...changes },
    });
  const putPlates = (change: (index: number) => Record<string, unknown>) => {
    for (const [seed, plateId] of plateIds(body)) {
      table.put('plate', itemKey.plate(tenant, plateId), { tenant, plateId, ...change(seed) });
    }
  };
  return { table, store, sight: makeSight({ table, store, tenant }), putPlan, putAsset, putPlates };
}

/** The chunks of some looks, or of all. */
export const chunksOf = ({ looks }: PlanBody, ...names: readonly string[]): Set<string> =>
  new Set(
    looks
      .filter(({ look }) => names.length === 0 || names.includes(look.name))
      .flatMap(({ look, slots }) => slots.map(({ chunk }) => chunkName(look.name, chunk))),
  );

/** Each plate of a plan with the index of its seed. */
const plateIds = ({ looks }: PlanBody): [number, string][] =>
  looks.flatMap(({ plates }) => plates.flatMap(({ ids }) => ids.map((id, seed): [number, string] => [seed, id])));
