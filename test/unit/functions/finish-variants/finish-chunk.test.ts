import { expect, it } from 'vitest';
import { finishChunk } from '../../../../functions/finish-variants/finish-chunk.ts';
import type { AssetFacts } from '../../../../shared/contracts/asset-facts.ts';
import type { Look } from '../../../../shared/contracts/brief.ts';
import { canonicalJson, sha256Hex } from '../../../../shared/contracts/ids.ts';
import { itemKey } from '../../../../shared/contracts/keys.ts';
import { chunkName } from '../../../../shared/contracts/plan.ts';
import type { Change } from '../../../../shared/contracts/ports.ts';
import { encodeRaster } from '../../../../shared/imaging/raster.ts';
import { makePlan } from '../../../../shared/planning/make-plan.ts';
import { memoryStore, memoryTable } from '../../cli/memory-ports.ts';
import { drawRaster } from '../../imaging/pictures.ts';
import { productFacts } from '../../planning/product-facts.ts';
import { unseenProduct } from '../../planning/unseen-product.ts';

const payload = { key: 'gone', sha256: 'a'.repeat(64) };
const look: Look = { name: 'around', kind: 'extend' };
const unusable = {
  ...{ layoutAgreement: 0.1, surfaceLine: 'notApplicable', sharpness: 1, seam: 'notApplicable' },
  ...{ growth: 'notApplicable', secondProduct: 'notApplicable' },
};

/** A small product amid its photo, which has room for a picture without more around it. */
const amid: AssetFacts = {
  ...{ ...productFacts({}), widthPx: 480, heightPx: 360 },
  ...{
    box: { leftPx: 200, topPx: 140, widthPx: 80, heightPx: 80 },
    cutBox: { leftPx: 200, topPx: 140, widthPx: 80, heightPx: 80 },
  },
  plainSides: { top: false, right: false, bottom: false, left: false },
};

/** A plan of one extend look, with every seed of its plates painted and none of them usable. */
async function planWithUnusablePlates(facts: AssetFacts, size: { width: number; height: number }, p = payload) {
  const { body } = await makePlan({
    ...{ tenant: 'acme', sku: 'mug', view: 'main', assetId: 'b'.repeat(32), photoSha256: payload.sha256 },
    ...{ p, matte: payload, cutout: payload, facts, engine: 'sdxl' },
    brief: { v: 1, looks: [look], placements: [{ id: 'wide', ...size, format: 'jpg' }] },
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

/** What finishing the look's only chunk changes in its slot. */
async function finished({ body, table, store }: Awaited<ReturnType<typeof planWithUnusablePlates>>) {
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
  return changed.filter(({ sk }) => sk.startsWith('SLOT#'));
}

it('ends a slot of an extend look as failed where no seed is usable and the photo alone does not fill it', async () => {
  const plan = await planWithUnusablePlates(productFacts({}), { width: 1600, height: 900 });

  const slots = await finished(plan);

  expect(plan.ids.length).toBeGreaterThan(1);
  expect(slots).toEqual([{ sk: 'SLOT#around#wide', set: expect.objectContaining({ state: 'failed' }) }]);
  const sentence = expect.stringMatching(
    /^Expected one of \d paintings around the photo to pass its checks, got none;/,
  );
  expect(slots[0]?.set?.reasons).toEqual([{ code: 'NO_PLATE_PASSED', sentence }]);
});

it('shows the photo without more around it where that fills the picture, and says so', async () => {
  const photo = drawRaster(480, 360, (x, y) =>
    (Math.floor(x / 24) + Math.floor(y / 24)) % 2 === 0 ? [150, 140, 130] : [190, 180, 170],
  );
  const plan = await planWithUnusablePlates(amid, { width: 320, height: 180 }, { ...payload, key: 'p.png' });
  await plan.store.putIfAbsent('work', 'p.png', (await encodeRaster(photo)).bytes, 'image/png');

  const slots = await finished(plan);

  expect(plan.ids.length).toBeGreaterThan(1);
  expect(slots.map(({ set }) => set)).toEqual([
    expect.objectContaining({ state: 'made', plateId: undefined, passes: true }),
  ]);
  expect(slots[0]?.set?.reasons).toMatchObject([
    { code: 'NO_PLATE_PASSED', sentence: expect.stringMatching(/photo is shown without more/) },
  ]);
});
