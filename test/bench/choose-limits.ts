import type { MatteMeasures } from '../../shared/contracts/matte-quality.ts';
import { type DoubtLimits, doubtLimits } from '../../shared/imaging/judge-matte.ts';

/** A photo that was masked: what was measured, and whether its matte is bad. */
export type MeasuredPhoto = { readonly measures: MatteMeasures; readonly isBad: boolean };
type Name = keyof DoubtLimits;

/** How small a product may be is not chosen: the sizes that photos were made in say nothing about it. */
const chosenNames = (Object.keys(doubtLimits) as Name[]).filter((name) => name !== 'longSidePx');
/** A limit without work to do stands this far beyond the good photos. */
const clearance = 1.1;

/**
 * Chooses where doubt begins: from no limit at all, the one step that finds the most bad photos more than it holds good
 * ones, again and again until none does. A limit lies half-way to the next photo that it lets go. Measures that find
 * nothing more get a limit beyond all good photos.
 */
export function chooseLimits(photos: readonly MeasuredPhoto[]): DoubtLimits {
  const chosen = new Map<Name, number>();
  let left = photos;
  for (;;) {
    const steps = chosenNames.flatMap((name) => stepsOf(name, left));
    const best = steps.sort((a, b) => b.gain - a.gain)[0];
    if (best === undefined || best.gain <= 0) break;
    chosen.set(best.name, best.limit);
    left = left.filter(({ measures }) => measures[best.name] <= best.limit);
  }
  const good = photos.filter(({ isBad }) => !isBad);
  const beyondGood = (name: Name) => clearance * Math.max(...good.map(({ measures }) => measures[name]));
  const limits = chosenNames.map((name) => [name, chosen.get(name) ?? beyondGood(name)]);
  return { ...doubtLimits, ...Object.fromEntries(limits) };
}

type Step = { readonly name: Name; readonly limit: number; readonly gain: number };

function stepsOf(name: Name, photos: readonly MeasuredPhoto[]): Step[] {
  const sorted = [...photos].sort((a, b) => b.measures[name] - a.measures[name]);
  let gain = 0;
  return sorted.flatMap(({ measures, isBad }, i) => {
    gain += isBad ? 1 : -1;
    const next = sorted[i + 1]?.measures[name];
    if (next === undefined || next === measures[name]) return [];
    return [{ name, limit: (measures[name] + next) / 2, gain }];
  });
}
