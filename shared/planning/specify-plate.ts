import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { Look } from '../contracts/brief.ts';
import { seedsOf } from '../contracts/candidates.ts';
import type { SizePx, UnitRect } from '../contracts/geometry.ts';
import { hashId, sha256Hex } from '../contracts/ids.ts';
import { workKey } from '../contracts/keys.ts';
import type { PaintPass, Placing, PlateSpec } from '../contracts/plan.ts';
import { plateVersion } from '../contracts/versions.ts';
import type { Layout, PlateStart } from './lay-out-plates.ts';
import { placeOnPlate } from './place-on-plate.ts';
import type { PlateShape } from './plan-plates.ts';
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

/** What a plate depends on beyond its look and shape. */
export type PlateInput = {
  readonly tenant: string;
  readonly assetId: string;
  readonly facts: AssetFacts;
  /** The engine of the deployment, null where there is none. */
  readonly engine: string | null;
  /** The sha256 of the engine's weights, null where it has none: plates by other weights are other plates. */
  readonly engineWeights: string | null;
  readonly renderUnderpaint: RenderUnderpaint;
  readonly renderUnderpaintAround: RenderUnderpaintAround;
};
/** A picture that a plate names, to be stored with the plan: an underpaint or a mask. */
export type Drawn = { readonly key: string; readonly sha256: string; readonly bytes: Uint8Array };

/** Draws what a plate is started from and names the plate once a seed: the same plate has the same ids everywhere. */
export async function specifyPlate(
  look: Look,
  plate: PlateShape,
  start: PlateStart | undefined,
  input: PlateInput,
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
  { tenant, facts, renderUnderpaint, renderUnderpaintAround }: PlateInput,
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
