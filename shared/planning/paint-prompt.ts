import type { Look } from '../contracts/brief.ts';

/**
 * What an engine is told of a photo's surroundings where the brief says nothing: few enough words for each engine's
 * limit, and no thing by name, because engines paint what is named. Part of a plate like its look: plateVersion stands for it.
 */
const goesOn =
  'a photograph in which the same surface and the same backdrop go on, empty and uncluttered, in the same light, colours and focus';

/** The prompt that a look's plates are painted by; null for looks that nothing is painted for. */
export function paintPrompt(look: Look): string | null {
  if (look.kind === 'scene') return look.prompt;
  return look.kind === 'extend' ? (look.prompt ?? goesOn) : null;
}
