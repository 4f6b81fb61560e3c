import { canvasFor, type PlateCanvas, type PlateNeed, plateEnlargementLimit } from './plate-canvas.ts';
import { liesIn, unionOf } from './unit-rect.ts';

/**
 * Groupings tried before the best so far is taken. All 62 rows at once leave about ten needs that no other covers, and
 * a few hundred tries; only a brief of many odd ad-hoc sizes comes near this limit (about 20 ms).
 */
const maxTries = 20_000;
/** Close and wide; every further plate costs a painting of up to 4 megapixels. */
const fewPlates = 2;
const mostPlates = 3;

type Group = { readonly need: PlateNeed; readonly plate: PlateCanvas };
type Split = { readonly plates: readonly PlateCanvas[]; readonly enlargement: number; readonly pixels: number };

/**
 * The plates that serve all needs, sharpest first: one where it need not be enlarged beyond 1.5x, else a close and a
 * wide one, grouped so that they are enlarged least and, of those, paint the fewest pixels; a third between them only
 * where two would be enlarged beyond 2x (the whole catalogue at once). The result does not depend on the order of the
 * needs, and a further need that a plate covers already does not change it. Undefined where no three plates serve all.
 */
export function splitPlates(needs: readonly PlateNeed[]): readonly PlateCanvas[] | undefined {
  const hard = withoutCovered(needs);
  const [all] = hard.length === 0 ? [] : [hard.reduce(join)];
  const single = all && canvasFor(all);
  if (single !== undefined && single.enlargement <= plateEnlargementLimit) return [single];
  return (search(hard, fewPlates) ?? search(hard, mostPlates))?.plates;
}

/** The needs that no other need covers, each once, hardest first. */
export function withoutCovered(needs: readonly PlateNeed[]): PlateNeed[] {
  const hardestFirst = [...needs].sort(
    (a, b) => hardness(b) - hardness(a) || b.pxPerU - a.pxPerU || (keyOf(a) < keyOf(b) ? -1 : 1),
  );
  const kept: PlateNeed[] = [];
  for (const need of hardestFirst) {
    if (!kept.some((other) => other.pxPerU >= need.pxPerU && liesIn(need.rect, other.rect))) kept.push(need);
  }
  return kept;
}

/** Pixels that a need takes by itself. */
export const hardness = ({ rect, pxPerU }: PlateNeed): number => rect.width * rect.height * pxPerU * pxPerU;

/** Puts one need after the other into each group in turn, and leaves every path that is worse already. */
function search(needs: readonly PlateNeed[], plates: number): Split | undefined {
  let best: Split | undefined;
  let tries = 0;
  const place = (index: number, groups: readonly (Group | undefined)[]): void => {
    tries += 1;
    const split = splitOf(groups);
    if (best !== undefined && !isBetter(split, best)) return;
    const need = needs[index];
    if (need === undefined) {
      best = split;
      return;
    }
    for (const [at, group] of groups.entries()) {
      const joined = withNeed(group, need);
      const isMirrored = groups.slice(0, at).includes(undefined);
      if (joined !== undefined && !isMirrored && tries < maxTries) place(index + 1, groups.with(at, joined));
    }
  };
  place(0, Array.from({ length: plates }));
  return best;
}

function withNeed(group: Group | undefined, need: PlateNeed): Group | undefined {
  const joined = group === undefined ? need : join(group.need, need);
  const plate = canvasFor(joined);
  return plate && { need: joined, plate };
}

function join(a: PlateNeed, b: PlateNeed): PlateNeed {
  return { rect: unionOf(a.rect, b.rect), pxPerU: Math.max(a.pxPerU, b.pxPerU) };
}

function splitOf(groups: readonly (Group | undefined)[]): Split {
  const plates = groups.flatMap((group) => (group === undefined ? [] : [group.plate]));
  plates.sort((a, b) => b.pxPerU - a.pxPerU || (keyOf(a) < keyOf(b) ? -1 : 1));
  return {
    plates,
    enlargement: Math.max(plateEnlargementLimit, ...plates.map((plate) => plate.enlargement)),
    pixels: plates.reduce((sum, plate) => sum + plate.wantedPixels, 0),
  };
}

/** Both measures only grow while needs are added, so what is worse half-way stays worse; a tie is decided by name. */
function isBetter(a: Split, b: Split): boolean {
  if (a.enlargement !== b.enlargement) return a.enlargement < b.enlargement;
  if (a.pixels !== b.pixels) return a.pixels < b.pixels;
  return nameOf(a) < nameOf(b);
}

const keyOf = ({ rect, pxPerU }: PlateNeed) => [rect.left, rect.bottom, rect.width, rect.height, pxPerU].join(' ');
const nameOf = (split: Split) => split.plates.map(keyOf).join(' | ');
