/** Raised by hand whenever masking would give another matte, cutout or other facts for the same photo. */
export const maskVersion = 6;
/** Raised by hand whenever an underpaint or a painted plate would change for the same request. */
export const plateVersion = 1;
/** Raised by hand whenever a finished variant or its receipt would change for the same plan. */
export const finishVersion = 9;
