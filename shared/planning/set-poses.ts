import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { PoseDifference } from '../contracts/plan.ts';
import type { StudioSet } from '../contracts/studio-set.ts';
import { aboveWords } from '../sets/set-words.ts';

/** Whether a description says that the product lies. */
export const saysLying = (words: string): boolean => aboveWords.some((phrase) => words.toLowerCase().includes(phrase));

/**
 * How a product is posed and how a set shows it, where the two differ: what hangs, or is cut by its photo's edge, stands on
 * nothing. Of a pose that is not known nothing differs, but where it had to be guessed for a description's sake.
 */
export function poseDifference({ poses }: StudioSet, { pose }: AssetFacts, isGuessed: boolean): PoseDifference | null {
  const [setPose = 'standing'] = poses;
  if (pose.kind === 'unknown') return isGuessed ? { photoPose: 'unknown', setPose } : null;
  return poses.some((each) => each === pose.kind) ? null : { photoPose: pose.kind, setPose };
}
