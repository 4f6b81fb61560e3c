/**
 * The same imaging functions once, in one process, with no intermediate encode: what the pipeline's overhead is compared
 * with. `node one-process.ts MODEL WARM PHOTO...` prints one JSON line: photos, wall seconds, CPU-seconds, all without the
 * first WARM photos. A scene is finished over its underpaint; the container's painting is not in it.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { openZooms } from '../../functions/finish-variants/open-zooms.ts';
import { openLayout } from '../../functions/plan-renders/open-layout.ts';
import type { MakeSlot, PlanLook } from '../../shared/contracts/plan.ts';
import { segmenters } from '../../shared/contracts/segmenters.ts';
import type { SetZoom, StudioSet } from '../../shared/contracts/studio-set.ts';
import type { Background } from '../../shared/imaging/background.ts';
import { chooseProvenance } from '../../shared/imaging/choose-provenance.ts';
import { decodePlate, type Plate } from '../../shared/imaging/decode-plate.ts';
import { finishVariant } from '../../shared/imaging/finish-steps.ts';
import { type MaskedRasters, maskRasters } from '../../shared/imaging/mask-steps.ts';
import { assembleProduct } from '../../shared/imaging/prepare-product.ts';
import { openStage, type StudioStage } from '../../shared/imaging/studio-stage.ts';
import { renderUnderpaint } from '../../shared/imaging/underpaint.ts';
import { builtInBrief } from '../../shared/planning/built-in-brief.ts';
import { sweepOf } from '../../shared/planning/choose-set.ts';
import { makePlan } from '../../shared/planning/make-plan.ts';
import { loadSegmenter } from '../../shared/segmenters/load-segmenter.ts';
import { readSetPictures } from '../../shared/sets/read-set-pictures.ts';

const engine = 'studio';
const payload = { key: 'nowhere', sha256: '0'.repeat(64) };
const setsFolder = join(import.meta.dirname, '../../shared/sets');
const microsecondsPerSecond = 1e6;

const [modelFile = '', warm = '0', ...files] = process.argv.slice(2);
const warmCount = Number(warm);
const segmenter = await loadSegmenter(segmenters.u2netp, modelFile);
const finishFile = async (file: string): Promise<void> =>
  finishPhoto(await maskRasters({ photoBytes: await readFile(file), givenMatteBytes: null, segmenter }));
for (const file of files.slice(0, warmCount)) await finishFile(file);
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
for (const file of files.slice(warmCount)) await finishFile(file);
const seconds = (performance.now() - startedAt) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
const photos = files.length - warmCount;
console.log(JSON.stringify({ photos, seconds, cpuSeconds: (user + system) / microsecondsPerSecond }));

async function finishPhoto({ facts, p, cutout }: MaskedRasters): Promise<void> {
  const { body, underpaints } = await makePlan({
    ...{ tenant: 'bench', sku: 'photo', view: 'main', assetId: payload.sha256.slice(0, 32) },
    ...{ photoSha256: payload.sha256, p: payload, matte: payload, cutout: payload, facts },
    ...{ brief: builtInBrief(engine), engine },
    renderUnderpaint: async (layout, rect, size) => renderUnderpaint(await openLayout(layout, setsFolder), rect, size),
  });
  const product = assembleProduct(p, cutout, facts.cutBox);
  const plates = new Map<string, Plate>();
  for (const { key, bytes } of underpaints) plates.set(key, await decodePlate(bytes));
  for (const planLook of body.looks) {
    const { look, slots } = planLook;
    for (const slot of slots) {
      if (slot.outcome === 'refused') continue;
      const { placement, placing } = slot;
      const background = await backgroundOf(planLook, slot, plates);
      const provenance = chooseProvenance(look.kind === 'plain' ? 'flat colour' : 'rendered', facts.rights, placement);
      await finishVariant({ product, facts, background, placing, placement, provenance, seed: 1 });
    }
  }
}

async function openFromFolder(set: StudioSet, zoom: SetZoom, isMirrored: boolean): Promise<StudioStage> {
  return openStage(await readSetPictures(setsFolder, set, zoom), set, zoom, isMirrored);
}

async function backgroundOf(
  planLook: PlanLook,
  slot: MakeSlot,
  plates: ReadonlyMap<string, Plate>,
): Promise<Background> {
  const { look, set, plates: specs } = planLook;
  if (look.kind === 'extend') return { kind: 'extend' };
  if (look.kind === 'plain') return { kind: 'plain', colour: look.colour };
  const spec = slot.plate === null ? undefined : specs[slot.plate];
  const plate = spec === undefined ? undefined : plates.get(spec.underpaint.key);
  if (spec !== undefined && plate !== undefined) {
    return { kind: 'plate', plate, rect: spec.rect, pxPerU: spec.pxPerU };
  }
  if (set === null) throw new TypeError(`Expected the set of the look ${look.name}, got none`);
  if ('sweep' in set || slot.setCrop === null) return { kind: 'sweep', colour: sweepOf(set) };
  const stage = await openZooms(planLook, { openStage: openFromFolder })(slot.setCrop.zoom);
  return { kind: 'studio', stage, crop: slot.setCrop, tint: set.tint };
}
