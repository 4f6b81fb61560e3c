import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { Brief, Look } from '../contracts/brief.ts';
import { seedsOf } from '../contracts/candidates.ts';
import type { Payload, SizePx, UnitRect } from '../contracts/geometry.ts';
import { hashId, sha256Hex } from '../contracts/ids.ts';
import { workKey } from '../contracts/keys.ts';
import type { ReviewReason } from '../contracts/matte-quality.ts';
import type { Placement } from '../contracts/placement.ts';
import type { PlanBody, PlanLook, PlanSlot, PlateSpec } from '../contracts/plan.ts';
import { finishVersion, maskVersion, plateVersion } from '../contracts/versions.ts';
import { selectPlacements } from '../placements/select-placements.ts';
import { studioSets } from '../sets/studio-sets.ts';
import { believedFacts } from './believed-facts.ts';
import { chooseSet, shownSet } from './choose-set.ts';
import { type FittedSet, fitSet } from './fit-set.ts';
import { type Layout, layOutPlates } from './lay-out-plates.ts';
import type { PlateShape } from './plan-plates.ts';
import { resolveSlots } from './resolve-slots.ts';

/** Lays a set out as an engine's start: 16-bit sRGB PNG of `size`, showing `rect` (in u) of a sweep, or its crop of a set. */
export type RenderUnderpaint = (layout: Layout, rect: UnitRect, size: SizePx) => Promise<Uint8Array>;

export type PlanInput = {
  readonly tenant: string;
  readonly sku: string;
  readonly view: string;
  readonly assetId: string;
  readonly photoSha256: string;
  readonly p: Payload;
  readonly matte: Payload;
  readonly cutout: Payload;
  readonly facts: AssetFacts;
  readonly brief: Brief;
  /** The engine of the deployment, null where there is none. */
  readonly engine: string | null;
  readonly renderUnderpaint: RenderUnderpaint;
};
/** `underpaints` are the pictures that the plan's plates name, to be stored with the body. */
export type Plan = {
  readonly body: PlanBody;
  readonly underpaints: readonly { readonly key: string; readonly sha256: string; readonly bytes: Uint8Array }[];
};

/**
 * Decides a whole plan for one photo: every slot of every look, the plates to paint, and all ids. Pure but for the
 * `renderUnderpaint` that it is given: the same input gives the same body and ids, and so does the same set of
 * placements in another order or by other globs.
 * @throws PLACEMENT_UNKNOWN, BRIEF_INVALID as selectPlacements.
 */
export async function makePlan(input: PlanInput): Promise<Plan> {
  const { tenant, sku, view, assetId, photoSha256, p, matte, cutout, facts, brief, engine } = input;
  const rows = selectPlacements(brief.placements).sort((a, b) => (a.id < b.id ? -1 : 1));
  const believed = believedFacts(facts, brief.photo);
  const looks: PlanLook[] = [];
  const underpaints = new Map<string, Plan['underpaints'][number]>();
  for (const look of brief.looks) {
    const { set, fit, refusal } = setOf(look, believed);
    const resolved = resolveSlots(look, rows, believed, engine, brief, shownSet(set));
    const { slots, plates } = refusal === null ? resolved : refuseMade(resolved.slots, refusal);
    const layouts = set === null ? [] : layOutPlates(set, believed, plates, resolved.sizeCm);
    const specs: PlateSpec[] = [];
    for (const [index, plate] of plates.entries()) {
      const { spec, underpaint } = await specifyPlate(look, plate, layouts[index], input);
      specs.push(spec);
      underpaints.set(underpaint.key, underpaint);
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

/** Draws the underpaint of a plate and names the plate once a seed. */
async function specifyPlate(
  look: Look,
  plate: PlateShape,
  layout: Layout | undefined,
  { tenant, engine, renderUnderpaint }: PlanInput,
): Promise<{ spec: PlateSpec; underpaint: Plan['underpaints'][number] }> {
  const [hero] = plate.passes;
  if (look.kind !== 'scene' || layout === undefined || hero === undefined || engine === null) {
    throw new TypeError(`Expected a scene look with an engine and a hero pass, got ${look.kind}`);
  }
  const bytes = await renderUnderpaint(layout, hero.rect, hero.canvas);
  const sha256 = sha256Hex(bytes);
  const key = workKey.underpaint(tenant, sha256);
  const { name: _name, candidates: _candidates, ...painted } = look;
  // The name is not part of the plate: renaming a look, or the same look in another brief, paints nothing again. Nor are
  // the candidates: a look with more of them paints only the further seeds.
  const identity = { tenant, look: painted, underpaint: sha256, passes: plate.passes, engine, weights: null };
  const seeds = seedsOf(look);
  const spec = {
    pxPerU: plate.pxPerU,
    rect: plate.rect,
    underpaint: { key, sha256, ...hero.canvas },
    mask: null,
    passes: [...plate.passes],
    seeds,
    ids: seeds.map((seed) => hashId('plate', { ...identity, seed, plateVersion })),
  };
  return { spec, underpaint: { key, sha256, bytes } };
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
