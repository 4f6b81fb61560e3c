import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { Look, ProductWishes } from '../contracts/brief.ts';
import { isDiffusionEngine } from '../contracts/engines.ts';
import type { Placement } from '../contracts/placement.ts';
import type { MakeSlot, PlanSlot } from '../contracts/plan.ts';
import type { StudioSet } from '../contracts/studio-set.ts';
import { isSeenFromAbove } from '../sets/is-seen-from-above.ts';
import { chunkSlots, type OpenSlot } from './chunk-slots.ts';
import { judgePair } from './legal-pairs.ts';
import { missingEngine } from './missing-engine.ts';
import { frameAroundPhoto } from './photo-in-units.ts';
import { placeAtOwnScale } from './place-at-own-scale.ts';
import { needsPainter, placeExtended } from './place-extended.ts';
import { placeOnSet } from './place-on-set.ts';
import { type ChooseScale, placeProduct } from './place-product.ts';
import { type PlatePlan, type PlateShape, planPlates } from './plan-plates.ts';
import { planPlatesAroundPhoto } from './plan-plates-around-photo.ts';
import { sizeOnSetCm } from './size-on-set.ts';
import { stageRules } from './stage-rules.ts';

type OpenMake = Omit<MakeSlot, 'chunk'>;

/**
 * Every slot of one look, made or refused, in the order of `rows`, and the plates that its engine is to paint (none
 * for looks without generation, nor for an `extend` look where the photo's backdrop is plain). A slot ends as refused
 * LOOK_NEEDS_ENGINE, PAIR_NOT_ALLOWED, PHOTO_TOO_SMALL, PRODUCT_CUT_OFF, BACKDROP_ENDS, OWN_SCALE_NOT_POSSIBLE,
 * PLATE_TOO_SMALL or SET_TOO_SMALL, with a sentence for people; the others of the look are not held up by it. `studio` is
 * the studio set that the look came to, if it came to one, turned over where the look mirrors it; `sizeCm` is what the
 * product's u should be in it.
 */
export function resolveSlots(
  look: Look,
  rows: readonly Placement[],
  facts: AssetFacts,
  engine: string | null,
  wishes: ProductWishes = {},
  studio?: StudioSet,
): { readonly slots: PlanSlot[]; readonly plates: readonly PlateShape[]; readonly sizeCm: number | undefined } {
  const framing = studio !== undefined && isSeenFromAbove(studio) ? 'lying' : look.kind;
  const resolved = rows.map((row) => resolveSlot(look, framing, row, facts, engine, wishes.productScale));
  const sizeCm = studio === undefined ? undefined : sizeOnSetCm(studio, look, rows, facts, wishes);
  const placed = studio === undefined ? resolved : onSet(look, resolved, facts, studio, sizeCm);
  if (look.kind === 'extend') return { ...aroundPhoto(placed, facts, wishes.productScale), sizeCm };
  if (look.kind !== 'scene') return { slots: chunkSlots(placed), plates: [], sizeCm };
  const made = placed.filter((slot) => slot.outcome === 'make');
  const frames = made.map(({ placement, placing }) => ({ id: placement.id, ...placing }));
  const plan = planPlates(frames, stageRules(look, facts, engine));
  return { slots: chunkSlots(placed.map((slot) => onPlate(slot, plan))), plates: plan.plates, sizeCm };
}

function resolveSlot(
  look: Look,
  framing: Look['kind'] | 'lying',
  row: Placement,
  facts: AssetFacts,
  engine: string | null,
  productScale: 1 | undefined,
): OpenSlot {
  const missing = missingEngine(look, engine);
  if (missing !== undefined) {
    return { outcome: 'refused', placement: row, code: 'LOOK_NEEDS_ENGINE', sentence: missing };
  }
  const pair = judgePair(look, row);
  if (!pair.isLegal) return { outcome: 'refused', placement: row, code: 'PAIR_NOT_ALLOWED', sentence: pair.sentence };
  const hasPainter = isDiffusionEngine(engine);
  const placeBy = (choose?: ChooseScale) =>
    look.kind === 'extend'
      ? placeExtended(facts, pair.row, { choose, hasPainter })
      : placeProduct(facts, pair.row, framing, choose);
  const place = productScale === undefined ? placeBy() : placeAtOwnScale(facts, pair.row, placeBy);
  if (place.outcome === 'refused') return { ...place, placement: pair.row };
  return { outcome: 'make', placement: pair.row, placing: place.placing, plate: null, setCrop: null, unpainted: null };
}

/**
 * The plates around the photo for the slots whose backdrop is not plain where they show more than the photo. One that no
 * plate can fill shows a part of the photo where it can, and so does one of which no plate will pass its gates.
 */
function aroundPhoto(
  slots: readonly OpenSlot[],
  facts: AssetFacts,
  productScale: 1 | undefined,
): { readonly slots: PlanSlot[]; readonly plates: readonly PlateShape[] } {
  const isPainted = (slot: OpenSlot): slot is OpenMake => slot.outcome === 'make' && needsPainter(slot.placing, facts);
  const framed = (slot: OpenMake): OpenMake => ({
    ...slot,
    placing: { ...slot.placing, crop: frameAroundPhoto(facts, slot.placing) },
  });
  const painted = slots.filter(isPainted).map(framed);
  const plan = planPlatesAroundPhoto(
    facts,
    painted.map(({ placement, placing }) => ({ id: placement.id, ...placing })),
  );
  const resolved = slots.map((slot): OpenSlot => {
    if (!isPainted(slot)) return slot;
    const onIts = onPlate(framed(slot), plan);
    const part = productScale === undefined ? placeExtended(facts, slot.placement) : undefined;
    if (part?.outcome !== 'make') return onIts;
    return onIts.outcome === 'make' ? { ...onIts, unpainted: part.placing } : { ...slot, placing: part.placing };
  });
  return { slots: chunkSlots(resolved), plates: plan.plates };
}

/** Gives each slot its part of the look's studio set; where there is none, a scene may still start from a sweep. */
function onSet(
  look: Look,
  slots: readonly OpenSlot[],
  facts: AssetFacts,
  studio: StudioSet,
  sizeCm: number | undefined,
): OpenSlot[] {
  const made = slots.filter((slot) => slot.outcome === 'make');
  const crops = placeOnSet(
    studio,
    facts,
    made.map(({ placement, placing }) => ({ id: placement.id, ...placing })),
    sizeCm,
  );
  return slots.map((slot) => {
    if (slot.outcome === 'refused') return slot;
    const setCrop = crops.get(slot.placement.id) ?? null;
    return setCrop === null && look.kind === 'set' ? setTooSmall(slot, studio) : { ...slot, setCrop };
  });
}

function onPlate(slot: OpenSlot, plan: PlatePlan): OpenSlot {
  if (slot.outcome === 'refused') return slot;
  const plate = plan.plateOf.get(slot.placement.id);
  return plate === undefined ? plateTooSmall(slot) : { ...slot, plate };
}

function setTooSmall({ placement, placing }: OpenMake, { id, products }: StudioSet): OpenSlot {
  const sentence =
    `Expected a size that the studio set ${id} can fill for ${placement.id} with a product of ${products.leastCm} to ` +
    `${products.mostCm} cm, got ${placing.widthPx} x ${placing.heightPx}; ask for a sweep or another set there.`;
  return { outcome: 'refused', placement, code: 'SET_TOO_SMALL', sentence };
}

function plateTooSmall({ placement, placing }: OpenMake): OpenSlot {
  const sentence =
    `Expected a size that painted backgrounds of about 4 megapixels can fill for ${placement.id}, got ` +
    `${placing.widthPx} x ${placing.heightPx}; ask for a smaller size, for fewer placements at a time, or for a plain or set look.`;
  return { outcome: 'refused', placement, code: 'PLATE_TOO_SMALL', sentence };
}
