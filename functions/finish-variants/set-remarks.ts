import type { Manifest } from '../../shared/contracts/manifest.ts';
import type { PlanLook } from '../../shared/contracts/plan.ts';

/** What to know of the sets of a plan's looks: words that none serves, and where camera or pose is not the product's. */
export function setRemarks(
  looks: readonly Pick<PlanLook, 'look' | 'set'>[],
): Pick<Manifest, 'wordsNotServed' | 'camerasDiffer' | 'posesDiffer'> {
  const chosen = looks.flatMap(({ look, set }) => (set === null ? [] : [{ look: look.name, set }]));
  const studios = chosen.flatMap(({ look, set }) => ('sweep' in set ? [] : [{ look, ...set }]));
  return {
    wordsNotServed: chosen.flatMap(({ look, set }) =>
      set.wordsNotServed.length === 0 ? [] : [{ look, words: set.wordsNotServed }],
    ),
    camerasDiffer: studios.flatMap(({ look, studio, cameraDifference }) =>
      cameraDifference === null ? [] : [{ look, studio, ...cameraDifference }],
    ),
    posesDiffer: studios.flatMap(({ look, studio, poseDifference }) =>
      poseDifference === null ? [] : [{ look, studio, ...poseDifference }],
    ),
  };
}
