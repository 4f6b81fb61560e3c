import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { WantedSet } from '../contracts/brief.ts';
import type { ChosenSet } from '../contracts/plan.ts';
import type { SetZoom, StudioSet } from '../contracts/studio-set.ts';
import { mirrorSet } from '../sets/mirror-set.ts';
import { chooseSetByWords } from '../sets/set-words.ts';
import { studioSets } from '../sets/studio-sets.ts';
import { cameraDifference, setsOfLikeCamera } from './set-cameras.ts';
import { poseDifference, saysLying } from './set-poses.ts';

/**
 * The sweep of a description that names neither a set nor a colour: quiet and warm, light enough for dark goods (L* 82).
 */
const defaultSweep = '#d9c9b6';

/**
 * The set that a look's `wanted` comes to for a product. A brief that names a set has it, whatever the product's pose.
 * Words choose among the sets whose pose is the product's: of a pose that is not known, among those that are seen from
 * the side, which is told as a guess, or from above where the words ask for that; a hung or cut product stands and lies on nothing, so that words
 * lead to a sweep. Of these, sets whose camera looks down about as far as the photo's come first, where that is known and
 * they serve any word; a set of another camera is told as such. Words without a set lead to a sweep, too, in the colour
 * they name. A set is mirrored where that brings its key light to the side of the product's own.
 */
export function chooseSet(wanted: WantedSet, facts: AssetFacts, sets: readonly StudioSet[]): ChosenSet {
  if ('sweep' in wanted) return { sweep: wanted.sweep, wordsNotServed: [] };
  if ('studio' in wanted) {
    const set = sets.find(({ id }) => id === wanted.studio);
    if (set === undefined) throw new TypeError(`Expected a studio set that exists, got ${wanted.studio}`);
    return dressed(set, facts, { tint: wanted.tint, wordsNotServed: [], isPoseGuessed: false });
  }
  const candidates = setsForWords(wanted.words, facts, sets);
  const alike = chooseSetByWords(wanted.words, setsOfLikeCamera(candidates, facts));
  const choice = alike.set === undefined ? chooseSetByWords(wanted.words, candidates) : alike;
  const set = sets.find(({ id }) => id === choice.set);
  const notServed = [...choice.notServed];
  if (set === undefined) return { sweep: choice.tint ?? defaultSweep, wordsNotServed: notServed };
  const isPoseGuessed = !saysLying(wanted.words);
  return dressed(set, facts, { tint: choice.tint, wordsNotServed: notServed, isPoseGuessed });
}

/** The sets that a description may lead to for this product. */
function setsForWords(words: string, { pose }: AssetFacts, sets: readonly StudioSet[]): readonly StudioSet[] {
  const guessed = saysLying(words) ? 'lying' : 'standing';
  const wanted = pose.kind === 'unknown' ? guessed : pose.kind;
  return sets.filter(({ poses }) => poses.some((each) => each === wanted));
}

type Dress = { readonly tint: string | undefined; readonly wordsNotServed: string[]; readonly isPoseGuessed: boolean };

function dressed(set: StudioSet, facts: AssetFacts, { tint, wordsNotServed, isPoseGuessed }: Dress): ChosenSet {
  const lightX = set.keyLight.cornersCm.reduce((sum, [x]) => sum + x, 0);
  const setSide = lightX < 0 ? 'left' : 'right';
  const isMirrored = set.mayMirror && facts.keySide !== 'unknown' && facts.keySide !== setSide;
  return {
    ...{ studio: set.id, tint: set.tint === null ? null : (tint ?? set.tint.usual), isMirrored, wordsNotServed },
    cameraDifference: cameraDifference(set, facts),
    poseDifference: poseDifference(set, facts, isPoseGuessed),
  };
}

/** The facts of a chosen studio set as the look shows it, turned over where it is mirrored; none for a sweep. */
export function shownSet(chosen: ChosenSet | null): StudioSet | undefined {
  if (chosen === null || 'sweep' in chosen) return undefined;
  const set = studioSets.find(({ id }) => id === chosen.studio);
  return set !== undefined && chosen.isMirrored ? mirrorSet(set) : set;
}

/**
 * A zoom of a chosen studio set, with the set's facts as the look shows them.
 * @throws TypeError where a sweep is chosen or the set has no such zoom: a plan never asks for these.
 */
export function shownZoom(
  chosen: ChosenSet | null,
  name: SetZoom['name'],
): { set: StudioSet; zoom: SetZoom; isMirrored: boolean } {
  const set = shownSet(chosen);
  const zoom = set?.zooms.find((each) => each.name === name);
  if (set === undefined || zoom === undefined || chosen === null || 'sweep' in chosen) {
    throw new TypeError(`Expected a studio set with the zoom ${name}, got none`);
  }
  return { set, zoom, isMirrored: chosen.isMirrored };
}

/** The paper that stands for a chosen set where the set itself cannot be shown: in its tint, or in its commonest colour. */
export function sweepOf(chosen: ChosenSet): string {
  if ('sweep' in chosen) return chosen.sweep;
  return chosen.tint ?? shownSet(chosen)?.palette[0] ?? defaultSweep;
}
