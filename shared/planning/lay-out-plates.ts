import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { Payload } from '../contracts/geometry.ts';
import type { ChosenSet, SetCrop } from '../contracts/plan.ts';
import { shownSet, sweepOf } from './choose-set.ts';
import { placeOnSet } from './place-on-set.ts';
import type { PlateShape } from './plan-plates.ts';

/** How a stage is laid out for an engine: a paper sweep, or what a plate shows of a studio set. */
export type Layout =
  | { readonly sweep: string }
  | { readonly studio: string; readonly tint: string | null; readonly isMirrored: boolean; readonly crop: SetCrop };
/** What an engine starts from: a stage, or P itself, whose backdrop is to go on. */
export type PlateStart = Layout | { readonly photo: Payload };

/**
 * What each plate starts from, with the product's u at `sizeCm`, as near as serves; a plate that shows more than the set
 * does starts from a sweep in the set's colour.
 */
export function layOutPlates(
  chosen: ChosenSet,
  facts: AssetFacts,
  plates: readonly PlateShape[],
  sizeCm?: number,
): Layout[] {
  const set = shownSet(chosen);
  if ('sweep' in chosen || set === undefined) return plates.map(() => ({ sweep: sweepOf(chosen) }));
  const wishes = plates.flatMap(({ pxPerU, passes: [hero] }, index) =>
    hero === undefined ? [] : [{ id: String(index), crop: hero.rect, pxPerU }],
  );
  const crops = placeOnSet(set, facts, wishes, sizeCm);
  const { studio, tint, isMirrored } = chosen;
  return plates.map((_, index) => {
    const crop = crops.get(String(index));
    return crop === undefined ? { sweep: sweepOf(chosen) } : { studio, tint, isMirrored, crop };
  });
}
