import type { StudioSet } from '../contracts/studio-set.ts';

const straightDownDegrees = 90;

/** Whether a set's camera looks straight down on its stage, for products that lie on it. */
export const isSeenFromAbove = ({ camera }: StudioSet): boolean => camera.pitchDegrees === straightDownDegrees;
