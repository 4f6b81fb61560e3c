import sharp from 'sharp';
import { hashId } from '../../shared/contracts/ids.ts';
import type { Placement } from '../../shared/contracts/placement.ts';
import type { MakeSlot, Placing, PlanBody, PlanLook } from '../../shared/contracts/plan.ts';
import { type Receipt, receipt } from '../../shared/contracts/receipt.ts';
import { shownOnPlate } from '../../shared/imaging/background.ts';
import type { FinishedVariant } from '../../shared/imaging/finish-steps.ts';
import { roundShare } from '../../shared/imaging/interior-bounds.ts';
import type { Product } from '../../shared/imaging/prepare-product.ts';
import type { ChosenPlate } from './choose-plate.ts';

/** What a variant is made from, of which its receipt tells. */
export type ProvenJob = {
  readonly body: PlanBody;
  readonly planLook: PlanLook;
  readonly slot: MakeSlot;
  readonly product: Product;
  readonly chosen: ChosenPlate | undefined;
};
type Proven = {
  readonly file: Omit<Receipt['file'], 'icc'>;
  readonly reasons: Receipt['reasons'];
  readonly passes: boolean;
};

/** The proof of a finished file: what was measured on it, what it was made from, and by what. */
export function receiptOf(
  { body, planLook, slot, product, chosen }: ProvenJob,
  placement: Placement,
  made: FinishedVariant,
  { file, reasons, passes }: Proven,
): Receipt {
  const { placing } = slot;
  const { fit } = planLook;
  const background = {
    of: chosen?.item.plateId ?? { look: planLook.look, set: setShown(planLook, slot, chosen) },
    fit,
  };
  return receipt.parse({
    v: 1,
    variantId: hashId('variant', { background, placement, placing, finishVersion: body.versions.finish }),
    planId: body.planId,
    state: passes ? 'published' : 'held',
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
    ...gatesOf(chosen),
    interior: { ...made.measures.interior, hazeShare: roundShare(product.hazeShare) },
    grainLevels: made.grainLevels,
    gamutLoss: body.facts.gamutLoss,
    set: setProof(planLook, slot, chosen, made.placing),
    fit,
    plate: chosen === undefined ? null : plateProof(chosen, made.placing),
    inputs: { photo: body.photoSha256, p: body.p.sha256, matte: body.matte.sha256, cutout: body.cutout.sha256 },
    versions: { ...body.versions, sharp: sharp.versions.sharp, libvips: sharp.versions.vips },
  });
}

/** What was measured on the plate; nothing where nothing was painted. */
function gatesOf(chosen: ChosenPlate | undefined): Partial<Pick<Receipt, 'growth' | 'seam' | 'secondProduct'>> {
  if (chosen?.item.measures === undefined) return {};
  const { growth, seam, secondProduct } = chosen.item.measures;
  return { growth, seam, secondProduct };
}

function setProof(
  planLook: PlanLook,
  slot: MakeSlot,
  chosen: ChosenPlate | undefined,
  { widthPx }: Placing,
): Receipt['set'] {
  const shown = setShown(planLook, slot, chosen);
  if (shown === null || slot.setCrop === null) return null;
  return { ...shown, enlargement: widthPx / slot.setCrop.widthPx };
}

/** The studio behind the product, also where it is shown in place of a scene. */
function setShown({ set }: PlanLook, { setCrop }: MakeSlot, chosen: ChosenPlate | undefined): Receipt['set'] {
  if (set === null || 'sweep' in set || setCrop === null || chosen !== undefined) return null;
  const { studio, tint, isMirrored } = set;
  return { studio, tint, isMirrored, zoom: setCrop.zoom, uCm: setCrop.uCm };
}

function plateProof({ item, spec }: ChosenPlate, placing: Placing): Receipt['plate'] {
  const { painted, measures } = item;
  if (painted === undefined || measures === undefined) return null;
  const { plate, engine, weights, licence, seed, steps, seconds, scheduler, promptUsed } = painted;
  const { layoutAgreement, surfaceLine, sharpness } = measures;
  return {
    ...{
      id: item.plateId,
      sha256: plate.sha256,
      engine,
      weights,
      licence,
      seed,
      steps,
      seconds,
      scheduler,
      promptUsed,
    },
    ...{ layoutAgreement, surfaceLine, sharpness, widthPx: plate.widthPx, heightPx: plate.heightPx },
    shown: shownOnPlate(placing.crop, spec),
    enlargement: placing.pxPerU / spec.pxPerU,
  };
}
