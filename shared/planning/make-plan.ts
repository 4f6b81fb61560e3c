import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { Brief, Look } from '../contracts/brief.ts';
import { seedsOf } from '../contracts/candidates.ts';
import type { Payload, SizePx, UnitRect } from '../contracts/geometry.ts';
import { hashId, sha256Hex } from '../contracts/ids.ts';
import { workKey } from '../contracts/keys.ts';
import type { ReviewReason } from '../contracts/matte-quality.ts';
import type { Placement } from '../contracts/placement.ts';
import type { PaintPass, Placing, PlanBody, PlanLook, PlanSlot, PlateSpec } from '../contracts/plan.ts';
import { finishVersion, maskVersion, plateVersion } from '../contracts/versions.ts';
import { selectPlacements } from '../placements/select-placements.ts';
import { studioSets } from '../sets/studio-sets.ts';
import { believedFacts } from './believed-facts.ts';
import { chooseSet, shownSet } from './choose-set.ts';
import { type FittedSet, fitSet } from './fit-set.ts';
import { type Layout, layOutPlates, type PlateStart } from './lay-out-plates.ts';
import { placeOnPlate } from './place-on-plate.ts';
import type { PlateShape } from './plan-plates.ts';
import { resolveSlots } from './resolve-slots.ts';
import { isInContext } from './stage-rules.ts';

/** Lays an engine's start out: 16-bit sRGB PNG of `size`, showing `rect` (in u) of a sweep, its crop of a set, or the photo. */
export type RenderUnderpaint = (start: PlateStart, rect: UnitRect, size: SizePx) => Promise<Uint8Array>;

/**
 * The same with the product in its place (`placing.crop` is what is shown of the layout), and where an engine paints around
 * it: 8-bit grey PNG of the same size, 255 = painted, 0 = kept.
 */
export type RenderUnderpaintAround = (
  layout: Layout,
  placing: Placing,
  facts: AssetFacts,
) => Promise<{ readonly underpaint: Uint8Array; readonly mask: Uint8Array }>;

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
  /** The sha256 of the engine's weights, null where it has none: plates by other weights are other plates. */
  readonly engineWeights: string | null;
  readonly renderUnderpaint: RenderUnderpaint;
  readonly renderUnderpaintAround: RenderUnderpaintAround;
};
/** `underpaints` are the pictures that the plan's plates name, underpaints and masks, to be stored with the body. */
export type Plan = { readonly body: PlanBody; readonly underpaints: readonly Drawn[] };
type Drawn = { readonly key: string; readonly sha256: string; readonly bytes: Uint8Array };

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

/** Draws what a plate is started from and names the plate once a seed. */
async function specifyPlate(
  look: Look,
  plate: PlateShape,
  start: PlateStart | undefined,
  input: PlanInput,
): Promise<{ spec: PlateSpec; drawn: readonly Drawn[] }> {
  const { tenant, engine, engineWeights: weights } = input;
  const [hero] = plate.passes;
  const isPainted = look.kind === 'scene' || look.kind === 'extend';
  if (!isPainted || start === undefined || hero === undefined || engine === null) {
    throw new TypeError(`Expected a look that an engine paints and a hero pass, got ${look.kind}`);
  }
  // What the hero keeps is the photo, which lies there in this size.
  const size = hero.keep === null ? hero.canvas : { widthPx: hero.keep.widthPx, heightPx: hero.keep.heightPx };
  const { underpaint, mask } = await drawStart(look, { ...hero, canvas: size }, start, input);
  const identity = {
    ...{ tenant, look: paintedOf(look), underpaint: underpaint.sha256, mask: mask?.sha256, passes: plate.passes },
    ...{ assetId: isInContext(look) ? input.assetId : undefined, engine, weights },
  };
  const stored = ({ key, sha256 }: Drawn) => ({ key, sha256, ...size });
  const seeds = seedsOf(look);
  const spec = {
    pxPerU: plate.pxPerU,
    rect: plate.rect,
    underpaint: stored(underpaint),
    mask: mask === null ? null : stored(mask),
    passes: [...plate.passes],
    seeds,
    ids: seeds.map((seed) => hashId('plate', { ...identity, seed, plateVersion })),
  };
  return { spec, drawn: mask === null ? [underpaint] : [underpaint, mask] };
}

/** What of a look its plates depend on: renamed, in another brief, or with more candidates it paints nothing again. */
function paintedOf({ name: _name, ...look }: Look): unknown {
  if (look.kind !== 'scene' && look.kind !== 'extend') return look;
  const { candidates: _candidates, ...painted } = look;
  if (!('mode' in painted) || painted.mode === 'in-context') return painted;
  const { mode: _usual, ...stage } = painted;
  return stage;
}

/** What the first pass starts from, and where it paints if the engine sees the product. */
async function drawStart(
  look: Look,
  { rect, canvas }: PaintPass,
  start: PlateStart,
  { tenant, facts, renderUnderpaint, renderUnderpaintAround }: PlanInput,
): Promise<{ underpaint: Drawn; mask: Drawn | null }> {
  const named = (bytes: Uint8Array): Drawn => {
    const sha256 = sha256Hex(bytes);
    return { key: workKey.underpaint(tenant, sha256), sha256, bytes };
  };
  if (!isInContext(look) || 'photo' in start) {
    return { underpaint: named(await renderUnderpaint(start, rect, canvas)), mask: null };
  }
  const { underpaint, mask } = await renderUnderpaintAround(start, placeOnPlate(facts, rect, canvas), facts);
  return { underpaint: named(underpaint), mask: named(mask) };
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
