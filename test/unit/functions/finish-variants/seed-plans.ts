import { wakeWaiting } from '../../../../functions/finish-variants/wake-waiting.ts';
import type { Look } from '../../../../shared/contracts/brief.ts';
import { seedsOf } from '../../../../shared/contracts/candidates.ts';
import { sha256Hex } from '../../../../shared/contracts/ids.ts';
import { itemKey } from '../../../../shared/contracts/keys.ts';
import { type PlanBody, type PlanLook, planBody } from '../../../../shared/contracts/plan.ts';
import type { PlateMeasures } from '../../../../shared/contracts/plate-measures.ts';
import { encodeRaster } from '../../../../shared/imaging/raster.ts';
import { allPlacements } from '../../../../shared/placements/placements.ts';
import { wakePlan } from '../../../../shared/state/wake-plan.ts';
import { memoryStore } from '../../cli/memory-ports.ts';
import { drawRaster } from '../../imaging/pictures.ts';
import { productFacts } from '../../planning/product-facts.ts';
import { changingTable } from '../changing-table.ts';

const tenant = 'acme';
const planId = 'c'.repeat(32);
const payload = { key: 'somewhere', sha256: 'd'.repeat(64) };
const now = new Date('2026-01-01T00:00:00Z');
const canvas = { widthPx: 64, heightPx: 64 };
const rect = { left: -1, bottom: 0, width: 2, height: 2 };

/** How the painting of one plate ends: with these measures, or failed for good. */
export type Ending = Partial<PlateMeasures> | keyof typeof failureCodes;
const failureCodes = { failed: 'PAINT_FAILED', denied: 'PICTURE_DENIED', 'prompt denied': 'PROMPT_DENIED' } as const;
export const good: PlateMeasures = {
  ...{ layoutAgreement: 0.95, surfaceLine: 'notApplicable', sharpness: 1, seam: 1 },
  ...{ growth: 'notApplicable', secondProduct: 'notApplicable' },
};
/** Measures that no gate lets through. */
export const refused: Partial<PlateMeasures> = { layoutAgreement: 0.2 };

/** The id of the plate at a position (close, wide) of the seed at `index` of a look's list. */
export const plateIdOf = (position: number, index: number): string =>
  sha256Hex(new TextEncoder().encode(`${position} ${index}`)).slice(0, 32);

/** A plan of one look with so many plates, stored and open, and everything that finishing needs to choose among its seeds. */
export async function openSeedPlan(look: Look, plates: number) {
  const [table, store] = [changingTable(), memoryStore()];
  const picture = await encodeRaster(drawRaster(64, 64, () => [120, 120, 120]));
  const sent: { queue: string; messages: readonly unknown[] }[] = [];
  const body = planBody.parse(bodyOf(look, plates));
  const bodyBytes = new TextEncoder().encode(JSON.stringify(body));
  await store.putIfAbsent('work', 'body.json', bodyBytes, 'application/json');
  const item = { planId, tenant, sku: 'mug', view: 'main', assetId: body.assetId, openedAt: now.toISOString() };
  const opened = await table.change('plan', itemKey.plan(planId), {
    set: { ...item, state: 'open', body: { key: 'body.json', sha256: 'e'.repeat(64) } },
    addTo: { pendingChunks: [`${look.name}#0`] },
  });
  if (!opened.applied) throw new Error('Expected the plan to be opened');
  const deps = {
    ...{ table, store, endpointName: 'engine', clock: () => now, log: () => {} },
    queue: { send: async (queue: string, messages: readonly unknown[]) => void sent.push({ queue, messages }) },
    openStage: () => Promise.reject(new Error('no stage is shown')),
    openSegmenter: () => Promise.reject(new Error('no plate is judged')),
  };
  const end = async (position: number, index: number, ending: Ending) => {
    const plateId = plateIdOf(position, index);
    const key = `${plateId}.png`;
    await store.putIfAbsent('work', key, picture.bytes, 'image/png');
    const painted = {
      ...{ v: 1, plateId, plate: { key, sha256: 'f'.repeat(64), ...canvas }, engine: 'studio', weights: null },
      ...{ licence: 'none', seed: index + 1, steps: 0, seconds: 1, promptUsed: false },
    };
    const outcome =
      typeof ending === 'string'
        ? { state: 'failed', failure: { code: failureCodes[ending], sentence: `No plate of seed ${index + 1}.` } }
        : { state: 'painted', painted, measures: { ...good, ...ending } };
    await table.change('plate', itemKey.plate(tenant, plateId), { set: { tenant, plateId, ...outcome } });
  };
  const wake = () => wakePlan(opened.item, body, deps);
  const tellEnded = (position: number, index: number) =>
    wakeWaiting({ v: 1, tenant, plateId: plateIdOf(position, index) }, deps);
  const [planLook] = body.looks;
  if (planLook === undefined) throw new Error('Expected a look in the plan');
  return { body, planLook, deps, sent, end, wake, tellEnded };
}

function bodyOf(look: Look, plates: number): PlanBody {
  const seeds = seedsOf(look);
  const specs: PlanLook['plates'] = Array.from({ length: plates }, (_, position) => ({
    ...{ pxPerU: 32, rect, underpaint: { ...payload, ...canvas }, mask: null, seeds },
    passes: [{ name: 'hero', canvas, rect, keep: null }],
    ids: seeds.map((_seed, index) => plateIdOf(position, index)),
  }));
  return {
    ...{ v: 1, planId, tenant, sku: 'mug', view: 'main', assetId: 'b'.repeat(32), photoSha256: payload.sha256 },
    ...{ p: payload, matte: payload, cutout: payload, facts: productFacts({}), engine: 'studio' },
    looks: [{ look, plates: specs, set: null, fit: null, slots: [slotToMake()] }],
    versions: { mask: 1, plate: 1, finish: 1 },
  };
}

const box = { leftPx: 16, topPx: 16, widthPx: 32, heightPx: 32 };
/** A slot that is made from the look's first plate. */
function slotToMake(): PlanLook['slots'][number] {
  const [placement] = allPlacements;
  if (placement === undefined) throw new Error('Expected a placement in the catalogue');
  const placing = { ...canvas, scale: 1, pxPerU: 32, cut: box, box, crop: rect, isSoft: false };
  return { outcome: 'make', placement, placing, chunk: 0, plate: 0, setCrop: null, unpainted: null };
}
