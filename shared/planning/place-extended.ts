import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { SizePx } from '../contracts/geometry.ts';
import type { Placement } from '../contracts/placement.ts';
import type { Placing } from '../contracts/plan.ts';
import { cutSides, type Sides, sidesText } from './cut-sides.ts';
import { type ChooseScale, type ProductPlace, placeProduct, type Refusal, safeFrame } from './place-product.ts';
import { roundUnit } from './unit-rect.ts';

/** A backdrop is continued to twice the photo's own extent along an axis, not further. */
const maxAxisRatio = 2;
/** Where the photo is not shown whole, its product leaves this much of the safe zone free. */
const leastRoom = 0.1;

/** `choose` takes another scale; `hasPainter` says that an engine can continue what is not plain. */
export type ExtendBy = { readonly choose?: ChooseScale | undefined; readonly hasPainter?: boolean };

/**
 * Where the whole photo lies in one output of an `extend` look; `cut` is the photo's own frame. The photo is shown whole
 * where its backdrop can be continued at the sides that then are missing, without an engine if possible; else as large as
 * the picture, with as much of it as the product's fill and safe zone leave. It slides so that a side that cannot be
 * continued is not seen; one at which the product leaves the photo never can: no product is invented.
 * Refused as placeProduct, and BACKDROP_ENDS where neither works.
 */
export function placeExtended(
  facts: AssetFacts,
  row: Placement,
  { choose, hasPainter = false }: ExtendBy = {},
): ProductPlace {
  if (facts.matteSource === 'photo alpha')
    return backdropEnds(row, 'a photo with its backdrop', 'a cutout without one');
  const place = (scale: ChooseScale): ProductPlace => {
    const unpainted = placeAt(facts, row, scale, false);
    return unpainted.outcome === 'refused' && hasPainter ? placeAt(facts, row, scale, true) : unpainted;
  };
  if (choose !== undefined) return place(choose);
  const whole = place(({ least, most }, size) => clamp(Math.min(...ratiosOf(facts, size)), least, most));
  if (whole.outcome === 'make') return whole;
  return place(({ least, most }, size) =>
    clamp(Math.max(...ratiosOf(facts, size)), least, Math.max(least, most * (1 - leastRoom))),
  );
}

/** Whether a picture shows more than the photo has at a side that is not plain: an engine has to paint that. */
export const needsPainter = (placing: Placing, { plainSides }: Pick<AssetFacts, 'plainSides'>): boolean =>
  isAny(findBlocked(placing, plainSides));

/** The scales at which the photo is as wide and as high as the picture. */
const ratiosOf = (photo: SizePx, { widthPx, heightPx }: SizePx) => [widthPx / photo.widthPx, heightPx / photo.heightPx];
const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
const isAny = (sides: Sides): boolean => Object.values(sides).some((is) => is);

function placeAt(facts: AssetFacts, row: Placement, choose: ChooseScale, isPainted: boolean): ProductPlace {
  const photo = { leftPx: 0, topPx: 0, widthPx: facts.widthPx, heightPx: facts.heightPx };
  const place = placeProduct({ ...facts, cutBox: photo }, row, 'extend', choose);
  if (place.outcome === 'refused') return place;
  const { cut, widthPx, heightPx } = place.placing;
  if (Math.max(widthPx / cut.widthPx, heightPx / cut.heightPx) > maxAxisRatio) {
    return backdropEnds(
      row,
      'a photo of at least half the picture',
      `one of ${cut.widthPx} x ${cut.heightPx} px in it`,
    );
  }
  const open = isPainted ? paintableSides(facts) : facts.plainSides;
  const placing = slidePhoto(place.placing, open);
  const blocked = findBlocked(placing, open);
  if (isAny(blocked)) return isPainted ? productEnds(row, blocked) : backdropNotPlain(row, blocked);
  if (!isSafe(placing, row, cutSides(facts))) {
    return backdropEnds(row, 'space around the product', 'a photo whose edge would have to show beside it');
  }
  return { outcome: 'make', placing };
}

/** The sides that an engine can continue: all but those at which the product leaves the photo. */
const paintableSides = ({ touchesEdge: { top, right, bottom, left } }: AssetFacts): Sides => ({
  ...{ top: !top, right: !right, bottom: !bottom, left: !left },
});

/** Moves the photo so that as little as possible of the picture lies beyond it, and that at an open side where it can. */
function slidePhoto(placing: Placing, open: Sides): Placing {
  const { cut, box, crop, pxPerU, widthPx, heightPx } = placing;
  const x = slideAlong(cut.leftPx, widthPx - cut.widthPx, open.left, open.right) - cut.leftPx;
  const y = slideAlong(cut.topPx, heightPx - cut.heightPx, open.top, open.bottom) - cut.topPx;
  return {
    ...placing,
    cut: { ...cut, leftPx: cut.leftPx + x, topPx: cut.topPx + y },
    box: { ...box, leftPx: box.leftPx + x, topPx: box.topPx + y },
    crop: { ...crop, left: roundUnit(crop.left - x / pxPerU), bottom: roundUnit(crop.bottom + y / pxPerU) },
  };
}

/** Where the photo begins along an axis; `free` is what the picture has more than the photo, negative where it has less. */
function slideAlong(start: number, free: number, isOpenBefore: boolean, isOpenAfter: boolean): number {
  if (free <= 0) return Math.min(0, Math.max(free, start));
  if (!isOpenBefore) return 0;
  return isOpenAfter ? Math.min(free, Math.max(0, start)) : free;
}

/** The sides at which more is shown than the photo has, and its backdrop cannot be continued. */
function findBlocked({ cut, widthPx, heightPx }: Placing, open: Sides): Sides {
  return {
    top: cut.topPx > 0 && !open.top,
    right: cut.leftPx + cut.widthPx < widthPx && !open.right,
    bottom: cut.topPx + cut.heightPx < heightPx && !open.bottom,
    left: cut.leftPx > 0 && !open.left,
  };
}

function isSafe(placing: Placing, row: Placement, sides: Sides): boolean {
  const { box } = placing;
  const safe = safeFrame(row, placing, sides);
  const isWithin = (start: number, length: number, safeStart: number, safeLength: number) =>
    start >= Math.floor(safeStart) && start + length <= Math.ceil(safeStart + safeLength);
  return (
    isWithin(box.leftPx, box.widthPx, safe.left, safe.width) && isWithin(box.topPx, box.heightPx, safe.top, safe.height)
  );
}

const backdropNotPlain = (row: Placement, sides: Sides): Refusal =>
  backdropEnds(
    row,
    'a plain backdrop to continue',
    `one with more to it at the photo's ${sidesText(sides)}`,
    'deploy a diffusion engine, which paints it',
  );

const productEnds = (row: Placement, sides: Sides): Refusal =>
  backdropEnds(
    row,
    'a product that ends within its photo',
    `one that goes on at the photo's ${sidesText(sides)}, where the picture does too`,
  );

function backdropEnds(row: Placement, expected: string, got: string, further?: string): Refusal {
  const ways = ['photograph with more space around', ...(further === undefined ? [] : [further]), 'or use a set look'];
  const sentence = `Expected ${expected} for ${row.id}, got ${got}; ${ways.join(', ')}.`;
  return { outcome: 'refused', code: 'BACKDROP_ENDS', sentence };
}
