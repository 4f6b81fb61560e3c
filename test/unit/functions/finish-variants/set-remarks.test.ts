import { expect, test } from 'vitest';
import { setRemarks } from '../../../../functions/finish-variants/set-remarks.ts';
import type { PlanLook } from '../../../../shared/contracts/plan.ts';

const look = (name: string): PlanLook['look'] => ({ kind: 'set', name, set: { words: 'oak' } });
const oak = { studio: 'oak', tint: null, isMirrored: false, wordsNotServed: [], cameraDifference: null };

test('a manifest tells of each look the words, the camera and the pose that its set does not meet', () => {
  const remarks = setRemarks([
    { look: look('quiet'), set: { ...oak, poseDifference: null } },
    { look: look('none'), set: null },
    { look: look('paper'), set: { sweep: '#d9c9b6', wordsNotServed: ['beach'] } },
    {
      look: look('hung'),
      set: {
        ...oak,
        cameraDifference: { photoDegrees: 20, setDegrees: 8 },
        poseDifference: { photoPose: 'hung', setPose: 'standing' },
      },
    },
  ]);

  expect(remarks).toEqual({
    wordsNotServed: [{ look: 'paper', words: ['beach'] }],
    camerasDiffer: [{ look: 'hung', studio: 'oak', photoDegrees: 20, setDegrees: 8 }],
    posesDiffer: [{ look: 'hung', studio: 'oak', photoPose: 'hung', setPose: 'standing' }],
  });
});
