import { expect, it } from 'vitest';
import { finishChunk } from '../../../../functions/finish-variants/finish-chunk.ts';
import type { Look } from '../../../../shared/contracts/brief.ts';
import { canonicalJson, sha256Hex } from '../../../../shared/contracts/ids.ts';
import { itemKey } from '../../../../shared/contracts/keys.ts';
import { chunkName } from '../../../../shared/contracts/plan.ts';
import type { Change } from '../../../../shared/contracts/ports.ts';
import { makePlan } from '../../../../shared/planning/make-plan.ts';
import { memoryStore, memoryTable } from '../../cli/memory-ports.ts';
import { productFacts } from '../../planning/product-facts.ts';
import { unseenProduct } from '../../planning/unseen-product.ts';

const payload = { key: 'gone', sha256: 'a'.repeat(64) };
const look: Look = { name: 'around', kind: 'extend' };
const unusable = {
  ...{ layoutAgreement: 0.1, surfaceLine: 'notApplicable', sharpness: 1, seam: 'notApplicable' },
  ...{ growth: 'notApplicable', secondProduct: 'notApplicable' },
};

/** A plan of one extend look, with every seed of its plates painted and none of them usable. */
async function planWithUnusablePlates() {
  const { body } = await makePlan({
    ...{ tenant: 'acme', sku: 'mug', view: 'main', assetId: 'b'.repeat(32), photoSha256: payload.sha256 },
    ...{ p: payload, matte: payload, cutout: payload, facts: productFacts({}), engine: 'sdxl' },
    brief: { v: 1, looks: [look], placements: [{ id: 'wide', width: 1600, height: 900, format: 'jpg' }] },
    renderUnderpaint: async () => new Uint8Array(),
    ...unseenProduct,
  });
  const bytes = canonicalJson(body);
  const table = memoryTable();
  const chunks = body.looks.flatMap(({ slots }) => slots.map(({ chunk }) => chunkName(look.name, chunk)));
  table.put('plan', itemKey.plan(body.planId), {
    ...{ state: 'open', planId: body.planId, tenant: 'acme', sku: 'mug', view: 'main', assetId: body.assetId },
    ...{ body: { key: 'plan.json', sha256: sha256Hex(new TextEncoder().encode(bytes)) } },
    ...{ pendingChunks: new Set(chunks), causes: new Set(), openedAt: '2026-11-25T12:00:00Z' },
  });
  const ids = body.looks.flatMap(({ plates }) => plates.flatMap((plate) => plate.ids));
  for (const plateId of ids) {
    const painted = { state: 'painted', tenant: 'acme', plateId, measures: unusable };
    table.put('plate', itemKey.plate('acme', plateId), painted);
  }
  return { body, ids, table, store: memoryStore({ 'work/plan.json': bytes }) };
}

it('ends the slots of an extend look as failed where no seed is usable, because no set can take its place', async () => {
  const { body, ids, table, store } = await planWithUnusablePlates();
  const changed: { readonly sk: string; readonly set: Change['set'] }[] = [];

  await finishChunk(
    { v: 1, planId: body.planId, look: look.name, chunk: 0 },
    {
      store,
      table: {
        ...table,
        change: async (_kind, { sk }, { set }) => {
          changed.push({ sk, set });
          return { applied: false, item: undefined };
        },
      },
      ...{ queue: { send: async () => {} }, endpointName: '', clock: () => new Date(0), log: () => {} },
      openSegmenter: () => Promise.reject(new Error('Expected that no plate is judged.')),
      openStage: () => Promise.reject(new Error('Expected that no stage is opened.')),
    },
  );

  expect(ids.length).toBeGreaterThan(1);
  const slots = changed.filter(({ sk }) => sk.startsWith('SLOT#'));
  expect(slots).toEqual([{ sk: 'SLOT#around#wide', set: expect.objectContaining({ state: 'failed' }) }]);
  const sentence = expect.stringMatching(
    /^Expected one of \d paintings around the photo to pass its checks, got none;/,
  );
  expect(slots[0]?.set?.reasons).toEqual([{ code: 'NO_PLATE_PASSED', sentence }]);
});
