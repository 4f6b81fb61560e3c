import type { ChosenSet } from '../contracts/plan.ts';
import { linearOfHex } from '../imaging/colour.ts';
import { shownSet, sweepOf } from './choose-set.ts';

/** Linear light, red, green, blue, 0..1 each. */
export type Linear = readonly [red: number, green: number, blue: number];
/** What of a set a product hides, and its colours, the commonest first. */
export type SetColours = { readonly behind: Linear; readonly palette: readonly Linear[] };

/** So much of its colour's light a sheet of paper shows behind a product (sweep.ts, mean of u x u, 25 November 2026). */
const paperShare = 0.9;

/** The colours of a chosen set as it is shown, before its light is fitted. */
export function coloursOf(chosen: ChosenSet): SetColours {
  const set = shownSet(chosen);
  if ('sweep' in chosen || set === undefined) {
    const [red, green, blue] = linearOfHex(sweepOf(chosen));
    const paper: Linear = [paperShare * red, paperShare * green, paperShare * blue];
    return { behind: paper, palette: [paper] };
  }
  const paint = tintFactors(set.tint?.neutral ?? null, chosen.tint);
  const shown = (hex: string): Linear => {
    const [red, green, blue] = linearOfHex(hex);
    return [red * paint[0], green * paint[1], blue * paint[2]];
  };
  return { behind: shown(set.behind), palette: set.palette.map(shown) };
}

/** The same set in another colour; a set of its own colours stays as it is. */
export function repainted(chosen: ChosenSet, colour: string): ChosenSet {
  if ('sweep' in chosen) return { ...chosen, sweep: colour };
  return chosen.tint === null ? chosen : { ...chosen, tint: colour };
}

function tintFactors(neutral: string | null, tint: string | null): Linear {
  if (neutral === null || tint === null) return [1, 1, 1];
  const [grey, wanted] = [linearOfHex(neutral), linearOfHex(tint)];
  return [wanted[0] / grey[0], wanted[1] / grey[1], wanted[2] / grey[2]];
}
