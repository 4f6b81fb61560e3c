import type { Look } from './brief.ts';

/** An engine that sees the product spoils more of its plates than one that paints an empty stage. */
const [candidatesOfStage, candidatesAroundProduct] = [1, 2];
/** Where no candidate passes its gates, so many further seeds are tried, one after the other. */
const furtherSeeds = 2;

/**
 * How many seeds of a look are painted at once, of which the best one is kept: 1 to 4, as its brief says. They are the
 * first ones of its plates' seeds.
 */
export function candidatesOf(look: Look): number {
  if (look.kind !== 'scene' && look.kind !== 'extend') return candidatesOfStage;
  const isStage = look.kind === 'scene' && look.mode !== 'in-context';
  return look.candidates ?? (isStage ? candidatesOfStage : candidatesAroundProduct);
}

/** The seeds of each plate of a look, in the order in which they are tried. */
export const seedsOf = (look: Look): number[] =>
  Array.from({ length: candidatesOf(look) + furtherSeeds }, (_, index) => index + 1);
