import { z } from 'zod';

/** What a product lost between its photo's own colour profile and sRGB, which every finished file is in. */
export const gamutLoss = z.object({
  /** The profile, by its own name. */
  profile: z.string(),
  /** Share of the product's pixels that show another colour than the photo's, to be seen: CIEDE2000 of 1 and more. */
  share: z.number().min(0).max(1),
  /** The largest of these differences, CIEDE2000. */
  largestDeltaE: z.number().min(0),
});
export type GamutLoss = z.infer<typeof gamutLoss>;
