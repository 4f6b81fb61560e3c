import type { UnitRect } from '../contracts/geometry.ts';
import type { PaintPass } from '../contracts/plan.ts';
import { type PlateCanvas, type PlateNeed, plateEnlargementLimit, softPlateEnlargementLimit } from './plate-canvas.ts';
import { type CanvasFor, hardness, splitPlates, withoutCovered } from './split-plates.ts';
import { liesIn } from './unit-rect.ts';

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
/** How plates come about: what of them a picture's crop asks for, the canvas that serves a need, and how it is painted. */
export type PlateRules = {
  readonly rectOf: (crop: UnitRect) => UnitRect;
  readonly canvasFor: CanvasFor;
  readonly planPasses: (plate: PlateCanvas) => PaintPass[];
};

/**
 * The plates of one look for all its slots, by these rules. Each crop lies in its plate's
 * rectangle. Slots that cannot be served within three plates of about 4 megapixels are left out, the ones that need most
 * pixels first. Pure: the order of the wishes does not matter.
 */
export function planPlates(wishes: readonly PlateWish[], rules: PlateRules): PlatePlan {
  const needOf = ({ crop, pxPerU }: PlateWish): PlateNeed => ({ rect: rules.rectOf(crop), pxPerU });
  let needs = wishes.map((wish) => needOf(wish));
  let canvases = splitPlates(needs, rules.canvasFor);
  while (canvases === undefined) {
    const [hardest] = withoutCovered(needs);
    if (hardest === undefined) break;
    needs = needs.filter((need) => hardness(need) < hardness(hardest));
    canvases = splitPlates(needs, rules.canvasFor);
  }
  const plates = (canvases ?? []).map((canvas) => ({
    rect: canvas.rect,
    pxPerU: canvas.pxPerU,
    passes: rules.planPasses(canvas),
  }));
  const plateOf = new Map<string, number>();
  for (const wish of wishes) {
    const index = bestPlate(plates, needOf(wish));
    if (index !== undefined) plateOf.set(wish.id, index);
  }
  return { plates, plateOf };
}

/** The first plate, sharpest first, that holds the need without enlarging it too far. */
function bestPlate(plates: readonly PlateShape[], need: PlateNeed): number | undefined {
  for (const limit of [plateEnlargementLimit, softPlateEnlargementLimit]) {
    const index = plates.findIndex((plate) => liesIn(need.rect, plate.rect) && need.pxPerU <= plate.pxPerU * limit);
    if (index >= 0) return index;
  }
  return undefined;
}
