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

/**
 * Where the whole photo lies in one output of an `extend` look; `cut` is the photo's own frame. The photo is shown whole
 * where its backdrop can be continued at the sides that then are missing, else as large as the picture, with as much of it
 * as the product's fill and safe zone leave. It slides so that a side that cannot be continued is not seen.
 * `choose` takes another scale. Refused as placeProduct, and BACKDROP_ENDS where neither works.
 */
export function placeExtended(facts: AssetFacts, row: Placement, choose?: ChooseScale): ProductPlace {
  if (facts.matteSource === 'photo alpha')
    return backdropEnds(row, 'a photo with its backdrop', 'a cutout without one');
  if (choose !== undefined) return placeAt(facts, row, choose);
  const whole = placeAt(facts, row, ({ least, most }, size) => clamp(Math.min(...ratiosOf(facts, size)), least, most));
  if (whole.outcome === 'make') return whole;
  return placeAt(facts, row, ({ least, most }, size) =>
    clamp(Math.max(...ratiosOf(facts, size)), least, Math.max(least, most * (1 - leastRoom))),
  );
}

/** The scales at which the photo is as wide and as high as the picture. */
const ratiosOf = (photo: SizePx, { widthPx, heightPx }: SizePx) => [widthPx / photo.widthPx, heightPx / photo.heightPx];
const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

function placeAt(facts: AssetFacts, row: Placement, choose: ChooseScale): ProductPlace {
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
  const placing = slidePhoto(place.placing, facts.plainSides);
  const blocked = findBlocked(placing, facts.plainSides);
  if (Object.values(blocked).some((is) => is)) {
    return backdropEnds(
      row,
      'a plain backdrop to continue',
      `one with more to it at the photo's ${sidesText(blocked)}`,
    );
  }
  if (!isSafe(placing, row, cutSides(facts))) {
    return backdropEnds(row, 'space around the product', 'a photo whose edge would have to show beside it');
  }
  return { outcome: 'make', placing };
}

/** Moves the photo so that as little as possible of the picture lies beyond it, and that at a plain side where it can. */
function slidePhoto(placing: Placing, plain: Sides): Placing {
  const { cut, box, crop, pxPerU, widthPx, heightPx } = placing;
  const x = slideAlong(cut.leftPx, widthPx - cut.widthPx, plain.left, plain.right) - cut.leftPx;
  const y = slideAlong(cut.topPx, heightPx - cut.heightPx, plain.top, plain.bottom) - cut.topPx;
  return {
    ...placing,
    cut: { ...cut, leftPx: cut.leftPx + x, topPx: cut.topPx + y },
    box: { ...box, leftPx: box.leftPx + x, topPx: box.topPx + y },
    crop: { ...crop, left: roundUnit(crop.left - x / pxPerU), bottom: roundUnit(crop.bottom + y / pxPerU) },
  };
}

/** Where the photo begins along an axis; `free` is what the picture has more than the photo, negative where it has less. */
function slideAlong(start: number, free: number, isPlainBefore: boolean, isPlainAfter: boolean): number {
  if (free <= 0) return Math.min(0, Math.max(free, start));
  if (!isPlainBefore) return 0;
  return isPlainAfter ? Math.min(free, Math.max(0, start)) : free;
}

/** The sides at which more is shown than the photo has, and its backdrop is not plain. */
function findBlocked({ cut, widthPx, heightPx }: Placing, plain: Sides): Sides {
  return {
    top: cut.topPx > 0 && !plain.top,
    right: cut.leftPx + cut.widthPx < widthPx && !plain.right,
    bottom: cut.topPx + cut.heightPx < heightPx && !plain.bottom,
    left: cut.leftPx > 0 && !plain.left,
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

function backdropEnds(row: Placement, expected: string, got: string): Refusal {
  const sentence = `Expected ${expected} for ${row.id}, got ${got}; photograph with more space around, or use a set look.`;
  return { outcome: 'refused', code: 'BACKDROP_ENDS', sentence };
}
