import { canonicalJson, hashId, sha256Hex } from '../../shared/contracts/ids.ts';
import type { SlotItem } from '../../shared/contracts/items.ts';
import { itemKey, variantsKey, workKey } from '../../shared/contracts/keys.ts';
import type { Placement } from '../../shared/contracts/placement.ts';
import type { Provenance } from '../../shared/contracts/provenance.ts';
import type { Receipt } from '../../shared/contracts/receipt.ts';
import type { Background } from '../../shared/imaging/background.ts';
import { chooseProvenance } from '../../shared/imaging/choose-provenance.ts';
import {
  drawVariant,
  type FinishedVariant,
  type FinishInput,
  finishDrawing,
} from '../../shared/imaging/finish-steps.ts';
import { chooseSet, sweepOf } from '../../shared/planning/choose-set.ts';
import { photoOnPlate } from '../../shared/planning/passes-around-photo.ts';
import { rowsOfFiles } from '../../shared/planning/rows-of-files.ts';
import { studioSets } from '../../shared/sets/studio-sets.ts';
import type { ChosenPlate } from './choose-plate.ts';
import type { FinishDeps } from './finish-variants.ts';
import type { OpenZoom } from './open-zooms.ts';
import { type ProvenJob, receiptOf } from './variant-receipt.ts';

type VariantJob = ProvenJob & {
  readonly openZoom: OpenZoom;
  /** Said in the receipt: what is shown because no seed gave a usable plate. */
  readonly instead: Receipt['reasons'][number] | null;
};

/** One file of a slot as it was stored. */
type Stored = Pick<SlotItem, 'file' | 'receiptKey' | 'reasons'>;

/**
 * Makes a slot's file, and its twin where the row has one, from one drawing; stores them (apart from the published ones
 * where one fails) with their receipts, and notes the slot as made.
 */
export async function makeVariant(job: VariantJob, deps: FinishDeps): Promise<void> {
  const { body, planLook, slot, chosen } = job;
  const look = planLook.look.name;
  const input = await inputOf(job);
  const drawing = await drawVariant(input);
  const made: { placement: Placement; variant: FinishedVariant }[] = [];
  for (const placement of rowsOfFiles(planLook.look, slot.placement)) {
    made.push({ placement, variant: await finishDrawing({ ...input, placement }, drawing) });
  }
  const passes = made.every(({ variant }) => variant.passes);
  const stored: Stored[] = [];
  for (const { placement, variant } of made) stored.push(await store(job, placement, variant, passes, deps));
  const [{ file, receiptKey } = {}, twin] = stored;
  const reasons = new Map(stored.flatMap((each) => each.reasons.map((reason) => [reason.code, reason])));
  await deps.table.change('slot', itemKey.slot(body.planId, look, slot.placement.id), {
    set: {
      ...{ state: 'made', look, placement: slot.placement.id, plateId: chosen?.item.plateId, passes },
      ...{ file, receiptKey, reasons: [...reasons.values()] },
      twin: twin === undefined ? undefined : { file: twin.file, receiptKey: twin.receiptKey },
    },
    when: [{ attribute: 'state', isAbsentOrOneOf: ['made'] }],
  });
}

async function inputOf(job: VariantJob): Promise<FinishInput> {
  const { body, planLook, slot, product } = job;
  const { placement, placing } = slot;
  return {
    ...{ product, facts: body.facts, background: await backgroundOf(job), placing, placement },
    ...{ provenance: provenanceOf(job), seed: ditherSeed(planLook.look.name, placement.id) },
  };
}

/** Stores a file and its receipt. */
async function store(
  job: VariantJob,
  placement: Placement,
  made: FinishedVariant,
  passes: boolean,
  deps: FinishDeps,
): Promise<Stored> {
  const { body, planLook } = job;
  const look = planLook.look.name;
  const sha256 = sha256Hex(made.bytes);
  const { format, widthPx, heightPx } = made.file;
  const key = passes
    ? variantsKey.variant(body, look, placement.id, sha256, format)
    : workKey.held(body.planId, look, placement.id, sha256, format);
  const bucket = passes ? 'variants' : 'work';
  const file = { key, sha256, bytes: made.bytes.length, ...made.file };
  const reasons = [...made.reasons, ...(planLook.fit?.reasons ?? []), ...(job.instead === null ? [] : [job.instead])];
  const proof = canonicalJson(receiptOf(job, placement, made, { file, reasons, passes }));
  const receiptKey = variantsKey.receipt(key);
  await deps.store.putIfAbsent(bucket, key, made.bytes, contentTypes[format]);
  await deps.store.putIfAbsent(bucket, receiptKey, new TextEncoder().encode(proof), 'application/json');
  return { file: { key, sha256, bytes: made.bytes.length, widthPx, heightPx, format }, receiptKey, reasons };
}

/** The dither depends on the slot alone: the same picture of the same photo has the same bytes wherever it is uploaded. */
const ditherSeed = (look: string, placement: string): number =>
  Number.parseInt(hashId('dither', { look, placement }).slice(0, 8), 16);

const contentTypes = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp' } as const;

async function backgroundOf({ body, planLook, slot, chosen, openZoom }: VariantJob): Promise<Background> {
  const { look, set } = planLook;
  const fit = planLook.fit === null ? {} : { fit: planLook.fit };
  if (look.kind === 'plain') return { kind: 'plain', colour: look.colour };
  if (look.kind === 'extend') return extended(chosen);
  if (chosen !== undefined) {
    const { plate, spec, item } = chosen;
    const hasContactOnly = spec.mask !== null || item.painted?.layout === 'none';
    return { kind: 'plate', plate, rect: spec.rect, pxPerU: spec.pxPerU, hasContactOnly, ...fit };
  }
  // Plans of before looks could describe a set have none.
  const shown = set ?? chooseSet(look.set, body.facts, studioSets);
  if ('sweep' in shown || slot.setCrop === null) return { kind: 'sweep', colour: sweepOf(shown), ...fit };
  return { kind: 'studio', stage: await openZoom(slot.setCrop.zoom), crop: slot.setCrop, tint: shown.tint, ...fit };
}

/** The photo's own backdrop, carried on without a model or by the plate that was painted around the photo. */
function extended(chosen: ChosenPlate | undefined): Background {
  if (chosen === undefined) return { kind: 'extend' };
  const photo = photoOnPlate(chosen.spec.passes);
  if (photo === undefined)
    throw new TypeError('Expected a plate around a photo for an extend look, got one of a stage');
  return { kind: 'extend', around: { plate: chosen.plate, photo } };
}

/** Layouts that no model painted are rendered, not AI-generated. */
function provenanceOf({ body, planLook, slot, chosen }: VariantJob): Provenance {
  const isPlain = planLook.look.kind === 'plain';
  const isGenerated = (chosen?.item.painted?.weights ?? null) !== null;
  const made = isPlain ? 'flat colour' : isGenerated ? 'generated' : 'rendered';
  return chooseProvenance(made, body.facts.rights, slot.placement);
}
