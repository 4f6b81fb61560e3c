import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { SetCrop } from '../contracts/plan.ts';
import type { SetZoom, StudioSet } from '../contracts/studio-set.ts';
import { isSeenFromAbove } from '../sets/is-seen-from-above.ts';
import { type Footprint, productFootprint } from '../sets/product-footprint.ts';
import type { PlateWish } from './plan-plates.ts';
import { plateEnlargementLimit, softPlateEnlargementLimit } from './plate-canvas.ts';
import { rightOf, roundUnit, topOf } from './unit-rect.ts';

/** Sizes are tried in steps of 2 %: finer than anybody sees. */
const sizeStep = 1.02;
/** What a slot counts whose picture is enlarged over 1.5x, of one whose picture is not. */
const softWorth = 0.5;
/** A base that ends exactly at the stage's edge looks about to fall. */
const stageShare = 0.95;
const degrees = Math.PI / 180;

/**
 * What each slot shows of a set, by the slot's id. The middle of the product's base stands at the set's stage point (a
 * lying product's middle lies there), so that its base line is in front of it by half its depth. One size in centimetres
 * serves all slots that it can: of the sizes that look right in the set, the one that serves most slots in a zoom's
 * window with the picture enlarged at most 1.5x (at most 2x counts half), and of those the nearest to the usual. A slot
 * that needs another size takes the nearest to that. Slots that fit at no size are missing. Where the product's own size
 * is known that is the size, as near as looks right in the set, and only slots that it does not serve take another.
 */
export function placeOnSet(
  set: StudioSet,
  facts: AssetFacts,
  wishes: readonly PlateWish[],
  productSizeCm?: number,
): ReadonlyMap<string, SetCrop> {
  const footprint = productFootprint(facts);
  const { leastCm, usualCm, mostCm } = set.products;
  const wantedCm = Math.min(mostCm, Math.max(leastCm, productSizeCm ?? usualCm));
  const sizes = sizesOf(set, wantedCm).filter((uCm) => standsOnStage(set, footprint, uCm));
  const fits = new Map(wishes.map((wish) => [wish.id, sizes.map((uCm) => fitWish(set, facts, footprint, wish, uCm))]));
  const worthOf = (at: number) => [...fits.values()].reduce((sum, ofSlot) => sum + (ofSlot[at]?.worth ?? 0), 0);
  const isKnown = productSizeCm !== undefined;
  const best = isKnown ? 0 : sizes.reduce((leader, _, at) => (worthOf(at) > worthOf(leader) ? at : leader), 0);
  const crops = new Map<string, SetCrop>();
  for (const [id, ofSlot] of fits) {
    const fit = nearestFit(ofSlot, sizes, sizes[best] ?? wantedCm);
    if (fit !== undefined) crops.set(id, fit.crop);
  }
  return crops;
}

type Fit = { readonly crop: SetCrop; readonly worth: number };

/** The sizes of u that look right in a set, centimetres, the wanted one first and then ever further from it. */
function sizesOf({ products: { leastCm, mostCm } }: StudioSet, wantedCm: number): number[] {
  const sizes = [wantedCm];
  for (let factor = sizeStep; wantedCm / factor >= leastCm || wantedCm * factor <= mostCm; factor *= sizeStep) {
    sizes.push(...[wantedCm / factor, wantedCm * factor].filter((uCm) => uCm >= leastCm && uCm <= mostCm));
  }
  return sizes.map(roundUnit);
}

/** Whether a standing product's base lies on the stage. */
function standsOnStage(set: StudioSet, { widthU }: Footprint, uCm: number): boolean {
  const stage = set.planes.find(({ role }) => role === 'stage');
  if (stage === undefined || isSeenFromAbove(set)) return true;
  const distances = stage.polygonCm.map(([x]) => Math.abs(x - set.stageCm[0]));
  return (widthU * uCm) / 2 <= stageShare * Math.max(...distances);
}

/** What a slot shows of the sharpest zoom that holds it at a size; undefined where none does. */
function fitWish(
  set: StudioSet,
  facts: AssetFacts,
  footprint: Footprint,
  wish: PlateWish,
  uCm: number,
): Fit | undefined {
  const { crop, pxPerU } = wish;
  const baseCm = baseBelowStage(set, facts, footprint, uCm);
  const edges = {
    left: crop.left * uCm,
    right: rightOf(crop) * uCm,
    bottom: crop.bottom * uCm - baseCm,
    top: topOf(crop) * uCm - baseCm,
  };
  const holding = set.zooms
    .filter(({ window: { leftCm, bottomCm, widthCm, heightCm } }) => {
      const isWide = edges.left >= leftCm && edges.right <= leftCm + widthCm;
      return isWide && edges.bottom >= bottomCm && edges.top <= bottomCm + heightCm;
    })
    .sort((a, b) => b.pxPerCm - a.pxPerCm);
  const [zoom] = holding;
  if (zoom === undefined) return undefined;
  const enlargement = pxPerU / (uCm * zoom.pxPerCm);
  if (enlargement > softPlateEnlargementLimit) return undefined;
  return { crop: cropOf(zoom, edges, uCm), worth: enlargement <= plateEnlargementLimit ? 1 : softWorth };
}

/** How far the base line lies below the stage point in the picture plane, in centimetres. */
function baseBelowStage(set: StudioSet, { box }: AssetFacts, { frontU }: Footprint, uCm: number): number {
  if (isSeenFromAbove(set)) return ((box.heightPx / Math.max(box.widthPx, box.heightPx)) * uCm) / 2;
  const { distanceCm, pitchDegrees } = set.camera;
  const frontCm = Math.min(frontU * uCm, -set.baseLine.nearestCm);
  const pitch = pitchDegrees * degrees;
  return (frontCm * Math.sin(pitch) * distanceCm) / (distanceCm - frontCm * Math.cos(pitch));
}

function cropOf(
  zoom: SetZoom,
  edges: { left: number; right: number; bottom: number; top: number },
  uCm: number,
): SetCrop {
  const { leftCm, bottomCm, heightCm } = zoom.window;
  return {
    ...{ zoom: zoom.name, uCm },
    leftPx: roundUnit((edges.left - leftCm) * zoom.pxPerCm),
    topPx: roundUnit((bottomCm + heightCm - edges.top) * zoom.pxPerCm),
    widthPx: roundUnit((edges.right - edges.left) * zoom.pxPerCm),
    heightPx: roundUnit((edges.top - edges.bottom) * zoom.pxPerCm),
  };
}

/** Of the sizes that serve a slot, sharp ones first, the nearest to the wanted one. */
function nearestFit(ofSlot: readonly (Fit | undefined)[], sizes: readonly number[], wantedCm: number): Fit | undefined {
  const away = (at: number) => Math.abs(Math.log((sizes[at] ?? wantedCm) / wantedCm));
  const order = sizes.map((_, at) => at).sort((a, b) => away(a) - away(b));
  const inOrder = order.flatMap((at) => ofSlot[at] ?? []);
  const [nearest] = inOrder;
  return nearest?.crop.uCm === wantedCm ? nearest : (inOrder.find(({ worth }) => worth === 1) ?? nearest);
}
