import sharp from 'sharp';
import { canonicalJson, hashId, sha256Hex } from '../../shared/contracts/ids.ts';
import { itemKey, variantsKey, workKey } from '../../shared/contracts/keys.ts';
import type { MakeSlot, Placing, PlanBody, PlanLook } from '../../shared/contracts/plan.ts';
import type { Provenance } from '../../shared/contracts/provenance.ts';
import { type Receipt, receipt } from '../../shared/contracts/receipt.ts';
import type { Background } from '../../shared/imaging/background.ts';
import { chooseProvenance } from '../../shared/imaging/choose-provenance.ts';
import { type FinishedVariant, finishVariant } from '../../shared/imaging/finish-steps.ts';
import { roundShare } from '../../shared/imaging/interior-bounds.ts';
import type { Product } from '../../shared/imaging/prepare-product.ts';
import { chooseSet, sweepOf } from '../../shared/planning/choose-set.ts';
import { studioSets } from '../../shared/sets/studio-sets.ts';
import type { ChosenPlate } from './choose-plate.ts';
import type { FinishDeps } from './finish-variants.ts';
import type { OpenZoom } from './open-zooms.ts';

type VariantJob = {
  readonly body: PlanBody;
  readonly planLook: PlanLook;
  readonly slot: MakeSlot;
  readonly product: Product;
  readonly chosen: ChosenPlate | undefined;
  readonly openZoom: OpenZoom;
  /** No seed gave a usable plate: the set itself is shown, and the receipt says so. */
  readonly isSetInPlace: boolean;
};

const setInPlace = {
  code: 'SET_IN_PLACE_OF_SCENE',
  sentence: 'Expected a scene that keeps its layout, got none from any seed; the set itself is shown.',
};

/** Makes one file, stores it (a failing one apart from the published ones) with its receipt, and notes the slot as made. */
export async function makeVariant(job: VariantJob, { store, table }: FinishDeps): Promise<void> {
  const { body, planLook, slot, product, chosen } = job;
  const { look } = planLook;
  const { placement, placing } = slot;
  const background = await backgroundOf(job);
  const made = await finishVariant({
    ...{ product, facts: body.facts, background, placing, placement, provenance: provenanceOf(job) },
    seed: ditherSeed(look.name, placement.id),
  });
  const sha256 = sha256Hex(made.bytes);
  const isPassing = made.passes;
  const key = isPassing
    ? variantsKey.variant(body, look.name, placement.id, sha256, made.file.format)
    : workKey.held(body.planId, look.name, placement.id, sha256, made.file.format);
  const bucket = isPassing ? 'variants' : 'work';
  const file = { key, sha256, bytes: made.bytes.length, ...made.file };
  const reasons = [...made.reasons, ...(planLook.fit?.reasons ?? []), ...(job.isSetInPlace ? [setInPlace] : [])];
  const proof = canonicalJson(receiptOf(job, made, file, reasons));
  const receiptKey = variantsKey.receipt(key);
  await store.putIfAbsent(bucket, key, made.bytes, contentTypes[made.file.format]);
  await store.putIfAbsent(bucket, receiptKey, new TextEncoder().encode(proof), 'application/json');
  const { widthPx, heightPx, format } = made.file;
  await table.change('slot', itemKey.slot(body.planId, look.name, placement.id), {
    set: {
      ...{ state: 'made', look: look.name, placement: placement.id, plateId: chosen?.item.plateId, passes: isPassing },
      ...{ file: { key, sha256, bytes: made.bytes.length, widthPx, heightPx, format }, receiptKey, reasons },
    },
    when: [{ attribute: 'state', isAbsentOrOneOf: ['made'] }],
  });
}

/** The dither depends on the slot alone: the same picture of the same photo has the same bytes wherever it is uploaded. */
const ditherSeed = (look: string, placement: string): number =>
  Number.parseInt(hashId('dither', { look, placement }).slice(0, 8), 16);

const contentTypes = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp' } as const;

async function backgroundOf({ body, planLook, slot, chosen, openZoom }: VariantJob): Promise<Background> {
  const { look, set } = planLook;
  const fit = planLook.fit === null ? {} : { fit: planLook.fit };
  if (look.kind === 'plain') return { kind: 'plain', colour: look.colour };
  if (look.kind === 'extend') return { kind: 'extend' };
  if (chosen !== undefined) {
    return { kind: 'plate', plate: chosen.plate, rect: chosen.spec.rect, pxPerU: chosen.spec.pxPerU, ...fit };
  }
  // Plans of before looks could describe a set have none.
  const shown = set ?? chooseSet(look.set, body.facts, studioSets);
  if ('sweep' in shown || slot.setCrop === null) return { kind: 'sweep', colour: sweepOf(shown), ...fit };
  return { kind: 'studio', stage: await openZoom(slot.setCrop.zoom), crop: slot.setCrop, tint: shown.tint, ...fit };
}

/** Layouts that no model painted are rendered, not AI-generated. */
function provenanceOf({ body, planLook, slot, chosen }: VariantJob): Provenance {
  const isPlain = planLook.look.kind === 'plain';
  const isGenerated = (chosen?.item.painted?.weights ?? null) !== null;
  const made = isPlain ? 'flat colour' : isGenerated ? 'generated' : 'rendered';
  return chooseProvenance(made, body.facts.rights, slot.placement);
}

function receiptOf(
  { body, planLook, slot, product, chosen }: VariantJob,
  made: FinishedVariant,
  file: Omit<Receipt['file'], 'icc'>,
  reasons: Receipt['reasons'],
): Receipt {
  const { placement, placing } = slot;
  const { fit } = planLook;
  const background = { of: chosen?.item.plateId ?? { look: planLook.look, set: setShown(planLook, slot) }, fit };
  return receipt.parse({
    v: 1,
    variantId: hashId('variant', { background, placement, placing, finishVersion: body.versions.finish }),
    planId: body.planId,
    state: made.passes ? 'published' : 'held',
    reasons,
    look: planLook.look.name,
    kind: planLook.look.kind,
    placement: {
      id: placement.id,
      source: placement.source,
      date: placement.sourceDate,
      confidence: placement.confidence,
    },
    file: { ...file, icc: 'sRGB' },
    provenance: made.provenance,
    placing: {
      ...{ scale: made.placing.scale, kernel: made.kernel, cut: made.placing.cut, box: made.placing.box },
      from: product.cutBox,
    },
    ...made.measures,
    interior: { ...made.measures.interior, hazeShare: roundShare(product.hazeShare) },
    grainLevels: made.grainLevels,
    gamutLoss: body.facts.gamutLoss,
    set: setProof(planLook, slot, made.placing),
    fit,
    plate: chosen === undefined ? null : plateProof(chosen, made.placing),
    inputs: { photo: body.photoSha256, p: body.p.sha256, matte: body.matte.sha256, cutout: body.cutout.sha256 },
    versions: { ...body.versions, sharp: sharp.versions.sharp, libvips: sharp.versions.vips },
  });
}

function setProof(planLook: PlanLook, slot: MakeSlot, { widthPx }: Placing): Receipt['set'] {
  const shown = setShown(planLook, slot);
  if (shown === null || slot.setCrop === null) return null;
  return { ...shown, enlargement: widthPx / slot.setCrop.widthPx };
}

function setShown({ set, plates }: PlanLook, { setCrop }: MakeSlot): Receipt['set'] {
  if (set === null || 'sweep' in set || setCrop === null || plates.length > 0) return null;
  const { studio, tint, isMirrored } = set;
  return { studio, tint, isMirrored, zoom: setCrop.zoom, uCm: setCrop.uCm };
}

function plateProof({ item, spec }: ChosenPlate, placing: Placing): Receipt['plate'] {
  const { painted, layoutAgreement } = item;
  if (painted === undefined || layoutAgreement === undefined) return null;
  const { plate, engine, weights, licence, seed, steps, seconds, promptUsed } = painted;
  return {
    ...{ id: item.plateId, sha256: plate.sha256, engine, weights, licence, seed, steps, seconds, promptUsed },
    ...{ layoutAgreement, enlargement: placing.pxPerU / spec.pxPerU },
  };
}
