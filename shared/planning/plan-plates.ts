import type { UnitRect } from '../contracts/geometry.ts';
import type { PaintPass } from '../contracts/plan.ts';
import { gridStepU, type PlateNeed, plateEnlargementLimit, softPlateEnlargementLimit } from './plate-canvas.ts';
import { planPasses } from './plate-passes.ts';
import { hardness, splitPlates, withoutCovered } from './split-plates.ts';
import { liesIn, roundOutwards } from './unit-rect.ts';

/** What a slot asks of its look's plates: its frame on the plate, and its output pixels a u. */
export type PlateWish = { readonly id: string; readonly crop: UnitRect; readonly pxPerU: number };
/** A plate to paint, without the ids that come from its underpaint. */
export type PlateShape = {
  readonly rect: UnitRect;
  readonly pxPerU: number;
  readonly passes: readonly PaintPass[];
};
export type PlatePlan = {
  /** Sharpest first. */
  readonly plates: readonly PlateShape[];
  /** The plate of each wish by its id; a wish that no plate can serve is missing. */
  readonly plateOf: ReadonlyMap<string, number>;
};

/**
 * The plates of one look for all its slots. Each crop lies in its plate's rectangle, which is on a quarter-u grid, so
 * that products of like shape share plates. Slots that cannot be served within three plates of about 4 megapixels are
 * left out, the ones that need most pixels first. Pure: the order of the wishes does not matter.
 */
export function planPlates(wishes: readonly PlateWish[]): PlatePlan {
  let needs = wishes.map((wish) => needOf(wish));
  let canvases = splitPlates(needs);
  while (canvases === undefined) {
    const [hardest] = withoutCovered(needs);
    if (hardest === undefined) break;
    needs = needs.filter((need) => hardness(need) < hardness(hardest));
    canvases = splitPlates(needs);
  }
  const plates = (canvases ?? []).map((canvas) => ({
    rect: canvas.rect,
    pxPerU: canvas.pxPerU,
    passes: planPasses(canvas),
  }));
  const plateOf = new Map<string, number>();
  for (const wish of wishes) {
    const index = bestPlate(plates, needOf(wish));
    if (index !== undefined) plateOf.set(wish.id, index);
  }
  return { plates, plateOf };
}

function needOf({ crop, pxPerU }: PlateWish): PlateNeed {
  return { rect: roundOutwards(crop, gridStepU), pxPerU };
}

/** The first plate, sharpest first, that holds the need without enlarging it too far. */
function bestPlate(plates: readonly PlateShape[], need: PlateNeed): number | undefined {
  for (const limit of [plateEnlargementLimit, softPlateEnlargementLimit]) {
    const index = plates.findIndex((plate) => liesIn(need.rect, plate.rect) && need.pxPerU <= plate.pxPerU * limit);
    if (index >= 0) return index;
  }
  return undefined;
}
