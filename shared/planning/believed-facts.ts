import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { Brief } from '../contracts/brief.ts';

/** From here on a camera looks straight down, as in sets that are seen from above (90, less what a set may be off). */
const straightDownFromDegrees = 83;

/**
 * The facts that planning goes by: those that masking measured, but for what the brief says of its photos. A pose that
 * is said has no contacts but those that were measured for the same one; a pitch of 83 degrees and more says that the
 * product lies, where the brief does not name its pose. The asset keeps what was measured.
 */
export function believedFacts(facts: AssetFacts, said: Brief['photo']): AssetFacts {
  if (said === undefined) return facts;
  const { pitchDegrees = facts.cameraPitchDegrees, keySide = facts.keySide } = said;
  const { isSeeThrough = facts.isSeeThrough } = said;
  const isSaidFromAbove = (said.pitchDegrees ?? 0) >= straightDownFromDegrees;
  const kind = said.pose ?? (isSaidFromAbove ? 'lying' : facts.pose.kind);
  const pose = kind === facts.pose.kind ? facts.pose : { kind, cutSides: [], contacts: [] };
  return { ...facts, cameraPitchDegrees: pitchDegrees, keySide, pose, isSeeThrough };
}
