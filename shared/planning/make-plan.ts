import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { Brief, Look } from '../contracts/brief.ts';
import type { Payload } from '../contracts/geometry.ts';
import { hashId } from '../contracts/ids.ts';
import type { ReviewReason } from '../contracts/matte-quality.ts';
import type { Placement } from '../contracts/placement.ts';
import type { PlanBody, PlanLook, PlanSlot, PlateSpec } from '../contracts/plan.ts';
import { finishVersion, maskVersion, plateVersion } from '../contracts/versions.ts';
import { selectPlacements } from '../placements/select-placements.ts';
import { studioSets } from '../sets/studio-sets.ts';
import { believedFacts } from './believed-facts.ts';
import { chooseSet, shownSet } from './choose-set.ts';
import { type FittedSet, fitSet } from './fit-set.ts';
import { layOutPlates, type PlateStart } from './lay-out-plates.ts';
import { resolveSlots } from './resolve-slots.ts';
import { type Drawn, type PlateInput, specifyPlate } from './specify-plate.ts';

export type PlanInput = PlateInput & {
  readonly sku: string;
  readonly view: string;
  readonly photoSha256: string;
  readonly p: Payload;
  readonly matte: Payload;
  readonly cutout: Payload;
  readonly brief: Brief;
};
/** `underpaints` are the pictures that the plan's plates name, underpaints and masks, to be stored with the body. */
export type Plan = { readonly body: PlanBody; readonly underpaints: readonly Drawn[] };

/**
 * Decides a whole plan for one photo: every slot of every look, the plates to paint, and all ids. Pure but for what
 * draws underpaints, which it is given: the same input gives the same body and ids, and so does the same set of
 * placements in another order or by other globs.
 * @throws PLACEMENT_UNKNOWN, BRIEF_INVALID as selectPlacements.
 */
export async function makePlan(input: PlanInput): Promise<Plan> {
  const { tenant, sku, view, assetId, photoSha256, p, matte, cutout, facts, brief, engine } = input;
  const rows = selectPlacements(brief.placements).sort((a, b) => (a.id < b.id ? -1 : 1));
  const believed = believedFacts(facts, brief.photo);
  const looks: PlanLook[] = [];
  const underpaints = new Map<string, Drawn>();
  for (const look of brief.looks) {
    const { set, fit, refusal } = setOf(look, believed);
    const resolved = resolveSlots(look, rows, believed, engine, brief, shownSet(set));
    const { slots, plates } = refusal === null ? resolved : refuseMade(resolved.slots, refusal);
    const starts: PlateStart[] =
      set === null ? plates.map(() => ({ photo: p })) : layOutPlates(set, believed, plates, resolved.sizeCm);
    const specs: PlateSpec[] = [];
    for (const [index, plate] of plates.entries()) {
      const { spec, drawn } = await specifyPlate(look, plate, starts[index], { ...input, facts: believed });
      specs.push(spec);
      for (const picture of drawn) underpaints.set(picture.key, picture);
    }
    looks.push({ look, plates: specs, set, fit, slots });
  }
  const body: PlanBody = {
    v: 1,
    planId: planIdOf(assetId, looks),
    ...{ tenant, sku, view, assetId, photoSha256, p, matte, cutout, facts, engine, looks },
    versions: { mask: maskVersion, plate: plateVersion, finish: finishVersion },
  };
  return { body, underpaints: [...underpaints.values()] };
}

/** The set of a look, fitted to the product; none for looks without a set. */
function setOf(look: Look, facts: AssetFacts): { readonly [Part in keyof FittedSet]: FittedSet[Part] | null } {
  if (look.kind !== 'set' && look.kind !== 'scene') return { set: null, fit: null, refusal: null };
  return fitSet(look, chooseSet(look.set, facts, studioSets), facts);
}

/** The slots of a look of which no picture may be made; those that were refused before keep their reason. */
function refuseMade(slots: readonly PlanSlot[], reason: ReviewReason): { slots: PlanSlot[]; plates: [] } {
  const refused = slots.map((slot): PlanSlot => {
    if (slot.outcome === 'refused') return slot;
    return { outcome: 'refused', placement: slot.placement, chunk: slot.chunk, ...reason };
  });
  return { slots: refused, plates: [] };
}

/** What the plan stands for: the asset, and of each look what it shows, its first plates, its rows and placings. */
function planIdOf(assetId: string, looks: readonly PlanLook[]): string {
  const decided = looks.map(({ look, plates, set, fit, slots }) => ({
    look,
    set,
    fit,
    plates: plates.map((plate) => plate.ids[0] ?? ''),
    slots: slots.map(slotIdentity),
  }));
  return hashId('plan', { assetId, looks: decided, finishVersion });
}

/** A slot without the words about its row: correcting a note of the catalogue renders nothing again. */
function slotIdentity(slot: PlanSlot): unknown {
  if (slot.outcome === 'refused') return { row: rowIdentity(slot.placement), code: slot.code };
  return { row: rowIdentity(slot.placement), placing: slot.placing, plate: slot.plate, setCrop: slot.setCrop };
}

function rowIdentity({ notes: _notes, platform: _platform, placement: _placement, ...facts }: Placement): unknown {
  return facts;
}
