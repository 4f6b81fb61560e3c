import type { Look } from '../contracts/brief.ts';

/**
 * What an engine is told of a photo's surroundings where the brief says nothing: short, and no thing by name, because
 * engines paint what is named. A plate's id does not hold it: plateVersion stands for it.
 */
const goesOn = 'the same surface and backdrop go on, empty, in the same light and focus';

/** The prompt that a look's plates are painted by; null for looks that nothing is painted for. */
export function paintPrompt(look: Look): string | null {
  if (look.kind === 'scene') return look.prompt;
  return look.kind === 'extend' ? (look.prompt ?? goesOn) : null;
}
