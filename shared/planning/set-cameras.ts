import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { CameraDifference } from '../contracts/plan.ts';
import type { StudioSet } from '../contracts/studio-set.ts';

/** A product looks right in a set whose camera looks down by at most so much more or less than its own (docs/imaging.md). */
const mostDifferenceDegrees = 7;
const straightDownDegrees = 90;

/** How far a set's camera and the photo's differ, where that is more than looks right; null elsewhere and where the photo's is not known. */
export function cameraDifference(set: StudioSet, facts: AssetFacts): CameraDifference | null {
  const photoDegrees = photoPitch(facts);
  const setDegrees = set.camera.pitchDegrees;
  if (photoDegrees === null || Math.abs(photoDegrees - setDegrees) <= mostDifferenceDegrees) return null;
  return { photoDegrees, setDegrees };
}

/** The sets in which the product looks as if their camera had taken it; all of them where its own camera is not known. */
export const setsOfLikeCamera = (sets: readonly StudioSet[], facts: AssetFacts): readonly StudioSet[] =>
  sets.filter((set) => cameraDifference(set, facts) === null);

/** What lies was seen from above, whatever the arc of its base might say. */
const photoPitch = ({ pose, cameraPitchDegrees }: AssetFacts): number | null =>
  pose.kind === 'lying' ? straightDownDegrees : cameraPitchDegrees;
