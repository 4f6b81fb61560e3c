import { type AssetFacts, unjudged } from '../contracts/asset-facts.ts';
import type { Look, ProductWishes } from '../contracts/brief.ts';
import type { Placement } from '../contracts/placement.ts';
import type { StudioSet } from '../contracts/studio-set.ts';
import { isSeenFromAbove } from '../sets/is-seen-from-above.ts';
import { judgePair } from './legal-pairs.ts';
import { sizesOf, worthOfSize } from './place-on-set.ts';
import { placeProduct } from './place-product.ts';
import type { PlateWish } from './plan-plates.ts';

/**
 * Shapes that stand for all products: tall, square and wide, large enough for every placement. A product's own shape
 * must not count, since its views differ in it.
 */
const longestPx = 8000;
const shapes: readonly (readonly [widthPx: number, heightPx: number])[] = [
  [longestPx / 2, longestPx],
  [longestPx, longestPx],
  [longestPx, longestPx / 2],
];

/**
 * What a product's u should be in centimetres of a set. The height that the brief knows makes views from all sides of a
 * standing product agree; the size that it knows is u, the longest side of each view, whatever that is; where it knows
 * neither, all views have one size.
 */
export function sizeOnSetCm(
  set: StudioSet,
  look: Look,
  rows: readonly Placement[],
  { box }: Pick<AssetFacts, 'box'>,
  { productSizeCm, productHeightCm }: ProductWishes,
): number {
  if (productHeightCm !== undefined && !isSeenFromAbove(set)) {
    return (productHeightCm * Math.max(box.widthPx, box.heightPx)) / box.heightPx;
  }
  return productSizeCm ?? commonSizeCm(set, look, rows);
}

/**
 * The size in centimetres at which all views of all products stand in a set for these placements: of the sizes that look
 * right in the set, the one that serves most placements of tall, square and wide products in a zoom's window with the
 * picture enlarged at most 1.5x (at most 2x counts half), and of those the nearest to the usual. It depends on nothing
 * that a photo shows.
 */
function commonSizeCm(set: StudioSet, look: Look, rows: readonly Placement[]): number {
  const framing = isSeenFromAbove(set) ? 'lying' : look.kind;
  const views = shapes.map(([widthPx, heightPx]) => {
    const facts = factsOfShape(widthPx, heightPx);
    return { facts, wishes: rows.flatMap((row) => wishOf(look, row, facts, framing)) };
  });
  const worthOf = (uCm: number) =>
    views.reduce((sum, { facts, wishes }) => sum + worthOfSize(set, facts, wishes, uCm), 0);
  const sizes = sizesOf(set, set.products.usualCm).map((uCm) => ({ uCm, worth: worthOf(uCm) }));
  return sizes.reduce((leader, each) => (each.worth > leader.worth ? each : leader)).uCm;
}

/** The facts of a product of this shape that fills its photo, uncut and with hard edges. */
function factsOfShape(widthPx: number, heightPx: number): AssetFacts {
  const box = { leftPx: 0, topPx: 0, widthPx, heightPx };
  const touchesEdge = { top: false, right: false, bottom: false, left: false };
  return { ...unjudged, widthPx, heightPx, box, cutBox: box, touchesEdge, noiseLevels: 0, matteSource: 'given' };
}

function wishOf(look: Look, row: Placement, facts: AssetFacts, framing: Look['kind'] | 'lying'): PlateWish[] {
  const pair = judgePair(look, row);
  const place = pair.isLegal ? placeProduct(facts, pair.row, framing) : undefined;
  return place?.outcome === 'make' ? [{ id: row.id, ...place.placing }] : [];
}
