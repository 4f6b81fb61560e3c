import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { SetCrop } from '../contracts/plan.ts';
import type { SetZoom, StudioSet } from '../contracts/studio-set.ts';
import { isSeenFromAbove } from '../sets/is-seen-from-above.ts';
import { standingWidthU } from '../sets/product-footprint.ts';
import type { PlateWish } from './plan-plates.ts';
import { plateEnlargementLimit, softPlateEnlargementLimit } from './plate-canvas.ts';
import { rightOf, roundUnit, topOf } from './unit-rect.ts';

/** Sizes are tried in steps of 2 %: finer than anybody sees. */
const sizeStep = 1.02;
/** What a slot counts whose picture is enlarged over 1.5x, of one whose picture is not. */
const softWorth = 0.5;
/** A base that ends exactly at the stage's edge looks about to fall. */
const stageShare = 0.95;
/**
 * How far a base line is in front of the stage point, in u: half the depth of a product that is half as wide as high (and
 * three quarters as deep as wide). A product's own depth would move the horizon between its front and its side.
 */
const frontU = 0.19;
const degrees = Math.PI / 180;

/**
 * What each slot shows of a set, by the slot's id. A standing product's base line is a little in front of the set's stage
 * point, equally far for all products of a size, so that its views have one horizon; a lying product's middle lies at it.
 * `askedCm` is what u should be in centimetres of the set, the set's usual size where nothing else is asked: every slot
 * has it, as near as looks right in the set, that a zoom's window holds with the picture enlarged at most 2x; the others
 * take the nearest size that serves them. Slots that fit at no size are missing.
 */
export function placeOnSet(
  set: StudioSet,
  facts: AssetFacts,
  wishes: readonly PlateWish[],
  askedCm: number = set.products.usualCm,
): ReadonlyMap<string, SetCrop> {
  const { leastCm, mostCm } = set.products;
  const wantedCm = Math.min(mostCm, Math.max(leastCm, askedCm));
  const sizes = sizesOf(set, wantedCm).filter((uCm) => standsOnStage(set, facts, uCm));
  const crops = new Map<string, SetCrop>();
  for (const wish of wishes) {
    const fits = sizes.map((uCm) => fitWish(set, facts, wish, uCm));
    const fit = nearestFit(fits, wantedCm);
    if (fit !== undefined) crops.set(wish.id, fit.crop);
  }
  return crops;
}

/** What a size is worth for these slots: 1 for each that it serves with the picture enlarged at most 1.5x, 1/2 at most 2x. */
export function worthOfSize(set: StudioSet, facts: AssetFacts, wishes: readonly PlateWish[], uCm: number): number {
  if (!standsOnStage(set, facts, uCm)) return 0;
  return wishes.reduce((sum, wish) => sum + (fitWish(set, facts, wish, uCm)?.worth ?? 0), 0);
}

type Fit = { readonly crop: SetCrop; readonly worth: number };

/** The sizes of u that look right in a set, centimetres, the wanted one first and then ever further from it. */
export function sizesOf({ products: { leastCm, mostCm } }: StudioSet, wantedCm: number): number[] {
  const sizes = [wantedCm];
  for (let factor = sizeStep; wantedCm / factor >= leastCm || wantedCm * factor <= mostCm; factor *= sizeStep) {
    sizes.push(...[wantedCm / factor, wantedCm * factor].filter((uCm) => uCm >= leastCm && uCm <= mostCm));
  }
  return sizes.map(roundUnit);
}

/** Whether a standing product's base lies on the stage. */
function standsOnStage(set: StudioSet, facts: AssetFacts, uCm: number): boolean {
  const stage = set.planes.find(({ role }) => role === 'stage');
  if (stage === undefined || isSeenFromAbove(set)) return true;
  const distances = stage.polygonCm.map(([x]) => Math.abs(x - set.stageCm[0]));
  return (standingWidthU(facts) * uCm) / 2 <= stageShare * Math.max(...distances);
}

/** What a slot shows of the sharpest zoom that holds it at a size; undefined where none does. */
function fitWish(set: StudioSet, facts: AssetFacts, wish: PlateWish, uCm: number): Fit | undefined {
  const { crop, pxPerU } = wish;
  const baseCm = baseBelowStage(set, facts, uCm);
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
function baseBelowStage(set: StudioSet, { box }: AssetFacts, uCm: number): number {
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

/** Of the sizes that serve a slot, in the order of their distance from the wanted one, that one or the first sharp one. */
function nearestFit(inOrder: readonly (Fit | undefined)[], wantedCm: number): Fit | undefined {
  const fits = inOrder.filter((fit) => fit !== undefined);
  const [nearest] = fits;
  return nearest?.crop.uCm === roundUnit(wantedCm) ? nearest : (fits.find(({ worth }) => worth === 1) ?? nearest);
}
