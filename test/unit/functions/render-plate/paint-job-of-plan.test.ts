import { expect, it } from 'vitest';
import { renderPlate } from '../../../../functions/render-plate/render-plate.ts';
import type { Look } from '../../../../shared/contracts/brief.ts';
import { canonicalJson } from '../../../../shared/contracts/ids.ts';
import { plateItem } from '../../../../shared/contracts/items.ts';
import { itemKey, workKey } from '../../../../shared/contracts/keys.ts';
import { type PaintJob, paintJob } from '../../../../shared/contracts/paint-job.ts';
import type { PlanBody } from '../../../../shared/contracts/plan.ts';
import type { Table } from '../../../../shared/contracts/ports.ts';
import { makePlan } from '../../../../shared/planning/make-plan.ts';
import { memoryStore, memoryTable } from '../../cli/memory-ports.ts';
import { productFacts } from '../../planning/product-facts.ts';

const sha256 = 'a'.repeat(64);
const payload = { key: 'somewhere', sha256 };
const textBytes = (text: unknown) => new TextEncoder().encode(canonicalJson(text));
const scene = { kind: 'scene', name: 'scene', prompt: 'a spa', set: { sweep: '#c3c6bd' } } as const;

/** The job that is handed over for the first plate of a look's plan. */
async function jobOf(look: Look): Promise<{ job: PaintJob; body: PlanBody }> {
  const { body } = await makePlan({
    ...{ tenant: 'acme', sku: 'mug', view: 'main', assetId: 'b'.repeat(32), photoSha256: sha256 },
    ...{ p: payload, matte: payload, cutout: payload, facts: productFacts({}) },
    ...{ engine: 'sdxl', engineWeights: null },
    brief: { v: 1, looks: [look], placements: ['default-product-square'] },
    renderUnderpaint: async (...asked) => textBytes(asked),
    renderUnderpaintAround: async (...asked) => ({ underpaint: textBytes(asked), mask: textBytes(['mask', asked]) }),
  });
  const { planId, tenant, sku, view, assetId } = body;
  const plateId = body.looks[0]?.plates[0]?.ids[1] ?? '';
  const store = memoryStore({ 'work/the-body': JSON.stringify(body) });
  const table = memoryTable();
  table.put('plan', itemKey.plan(planId), {
    ...{ state: 'open', planId, tenant, sku, view, assetId, openedAt: '2026-05-01T10:00:00.000Z' },
    ...{ body: { key: 'the-body', sha256 }, pendingChunks: new Set(['scene#0']), causes: new Set(['cause']) },
  });
  const change = (async (kind) => ({
    applied: true,
    item: kind === 'endpoint' ? { inFlight: new Set() } : plateItem.parse({ state: 'wanted', tenant, plateId }),
  })) as Table['change'];
  const submitted: string[] = [];
  await renderPlate(
    { v: 1, tenant, planId, plateId, attempt: 2 },
    {
      ...{ store, table: { ...table, change }, queue: { send: async () => {} } },
      renderer: { endpointName: 'engine', maxInFlight: 1, submit: async (key) => void submitted.push(key) },
      ...{ clock: () => new Date(0), random: () => 0, log: () => {} },
    },
  );
  expect(submitted).toEqual([workKey.paintJob(tenant, plateId, 2)]);
  const stored = await store.get('work', submitted[0] ?? '');
  return { job: paintJob.parse(JSON.parse(new TextDecoder().decode(stored?.bytes))), body };
}

it('asks for a plate of a stage as the plan has it, with the time that the answer is waited for', async () => {
  const { job, body } = await jobOf(scene);

  const [spec] = body.looks[0]?.plates ?? [];
  expect(job).toEqual({
    ...{ v: 1, plateId: spec?.ids[1], attempt: 2, engine: 'sdxl', prompt: 'a spa', seed: spec?.seeds[1] },
    ...{ bucket: 'work', underpaint: spec?.underpaint, passes: spec?.passes, timeoutSeconds: 300 },
    outputPrefix: `plates/acme/${spec?.ids[1]}/`,
  });
});

it('asks for the settings of the look, all of them', async () => {
  const settings = { steps: 30, guidance: 5, negativePrompt: 'people', scheduler: 'DDIM', strength: 0.4 };

  const { job } = await jobOf({ ...scene, settings });

  expect(job.settings).toEqual(settings);
});

it('says where to paint around a product that the engine sees', async () => {
  const { job, body } = await jobOf({ ...scene, mode: 'in-context' });

  const [spec] = body.looks[0]?.plates ?? [];
  expect(spec?.mask).not.toBeNull();
  expect(job.mask).toEqual(spec?.mask);
  expect(job.mask).toMatchObject(job.passes[0]?.canvas ?? {});
});
