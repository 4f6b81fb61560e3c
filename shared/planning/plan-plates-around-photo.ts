import { canvasAroundPhoto } from './canvas-around-photo.ts';
import { passesAroundPhoto } from './passes-around-photo.ts';
import { type PhotoSize, photoInUnits } from './photo-in-units.ts';
import type { PlatePlan, PlateWish } from './plan-plates.ts';
import { type PlateCanvas, type PlateNeed, plateEnlargementLimit } from './plate-canvas.ts';
import { unionOf } from './unit-rect.ts';

/** As for stages (plan-plates.ts): each further plate is a painting more. */
const mostPlates = 3;

/** What is to be served by one plate, the one that is shown largest first; `canvas` is that plate. */
type Served = { readonly wishes: readonly PlateWish[]; readonly canvas: PlateCanvas };

/**
 * The plates around a whole photo for all slots of its look that show more than the photo: one, or as many more as it
 * takes to enlarge none beyond 1.5x, at most three. Slots that cannot be served by three, enlarged up to 2x, are left
 * out, the largest first. Pure: the order of the wishes does not matter.
 */
export function planPlatesAroundPhoto(facts: PhotoSize, wishes: readonly PlateWish[]): PlatePlan {
  const photo = photoInUnits(facts);
  const ownPxPerU = Math.max(facts.box.widthPx, facts.box.heightPx);
  const canvasFor = (together: readonly PlateWish[]): PlateCanvas | undefined => {
    const rect = together.reduce((union, { crop }) => unionOf(union, crop), photo);
    const need: PlateNeed = { rect, pxPerU: Math.max(...together.map(({ pxPerU }) => pxPerU)) };
    return canvasAroundPhoto(photo, ownPxPerU, need);
  };
  const largestFirst = [...wishes].sort((a, b) => b.pxPerU - a.pxPerU || (a.id < b.id ? -1 : 1));
  const servable = largestFirst.filter((wish) => canvasFor([wish]) !== undefined);
  let served = group(servable, canvasFor);
  for (let left = servable.slice(1); served === undefined && left.length > 0; left = left.slice(1)) {
    served = group(left, canvasFor);
  }
  const plates = (served ?? []).map(({ canvas }) => ({
    ...{ rect: canvas.rect, pxPerU: canvas.pxPerU, passes: passesAroundPhoto(photo, canvas) },
  }));
  const plateOf = new Map((served ?? []).flatMap((each, index) => each.wishes.map(({ id }) => [id, index] as const)));
  return { plates, plateOf };
}

type CanvasFor = (together: readonly PlateWish[]) => PlateCanvas | undefined;

/** The fewest plates that are enlarged little enough; a further one where that enlarges less. */
function group(wishes: readonly PlateWish[], canvasFor: CanvasFor): readonly Served[] | undefined {
  if (wishes.length === 0) return [];
  let best: readonly Served[] | undefined;
  for (let plates = 1; plates <= Math.min(mostPlates, wishes.length); plates++) {
    const found = groupInto(plates, wishes, canvasFor);
    if (found !== undefined && (best === undefined || farthest(found) < farthest(best))) best = found;
    if (best !== undefined && farthest(best) === plateEnlargementLimit) return best;
  }
  return best;
}

/** So many plates that are enlarged least and, of those, have the fewest pixels to paint. */
function groupInto(plates: number, wishes: readonly PlateWish[], canvasFor: CanvasFor): readonly Served[] | undefined {
  const found: (readonly Served[])[] = [];
  for (const parts of partsOf(wishes, plates)) {
    const served = serve(parts, canvasFor);
    if (served !== undefined) found.push(served);
  }
  return found.sort((a, b) => farthest(a) - farthest(b) || pixelsOf(a) - pixelsOf(b))[0];
}

/** All ways to cut a list into so many parts, none of them empty. */
function partsOf(wishes: readonly PlateWish[], parts: number): (readonly PlateWish[])[][] {
  if (parts === 1) return [[wishes]];
  return Array.from({ length: wishes.length - parts + 1 }, (_, index) => index + 1).flatMap((end) =>
    partsOf(wishes.slice(end), parts - 1).map((rest) => [wishes.slice(0, end), ...rest]),
  );
}

function serve(parts: readonly (readonly PlateWish[])[], canvasFor: CanvasFor): readonly Served[] | undefined {
  const served: Served[] = [];
  for (const wishes of parts) {
    const canvas = canvasFor(wishes);
    if (canvas === undefined) return undefined;
    served.push({ wishes, canvas });
  }
  return served;
}

/** How far the plates are enlarged; what nobody sees counts alike. */
const farthest = (served: readonly Served[]): number =>
  Math.max(plateEnlargementLimit, ...served.map(({ canvas }) => canvas.enlargement));
const pixelsOf = (served: readonly Served[]): number => served.reduce((sum, { canvas }) => sum + canvas.pixels, 0);
