import { z } from 'zod';

/** Whether people can rely on a matte: `good`, `doubtful` (look at it), or `hopeless` (the photo is rejected). */
export const matteVerdict = z.enum(['good', 'doubtful', 'hopeless']);
export type MatteVerdict = z.infer<typeof matteVerdict>;

export const reviewReason = z.object({ code: z.string(), sentence: z.string() });
export type ReviewReason = z.infer<typeof reviewReason>;

/**
 * What was measured on a matte that a network made. Shares are 0..1. u is the longest side of the product's box.
 */
export const matteMeasures = z.object({
  /** u in pixels of P. */
  longSidePx: z.number(),
  /** How wide the sharpest edges of the product are: the sigma of the blur that makes such edges, as a share of u. */
  blurShare: z.number(),
  /** Pixels of the network that are neither sure product nor sure backdrop, for each pixel of the outline. */
  bandPx: z.number(),
  /** Share of the product's inside that the network is not sure of. */
  insideDoubt: z.number(),
  /** What the network half takes for product, away from the product; as a share of the product's area. */
  outsideDoubt: z.number(),
  /** Where its two looks say different things, beyond a pixel of the outline; as a share of what either calls product. */
  looksDiffer: z.number(),
  /** Where the matte and the guess that it follows, openings taken out and missed parts added, differ, as above. */
  matteDiffers: z.number(),
  /** Share of what the network calls product that was taken out as openings. */
  openedShare: z.number().default(0),
  /** Share of the product's inside that looks like the backdrop behind it. */
  likeBackdrop: z.number(),
  /** The same, of what the product encloses: glass, lenses, holes. */
  enclosedLikeBackdrop: z.number(),
  /** Share of the outline where the product hardly differs from the backdrop beside it. */
  faintOutline: z.number(),
  /** How far the backdrop is from a smooth surface, as a difference of colour in Lab. */
  backdropUnrest: z.number(),
  /** Parts of at least a twentieth of the largest. */
  parts: z.number(),
  /** How different the second largest part is from the largest, in mean colour (Lab). */
  partsDiffer: z.number(),
});
export type MatteMeasures = z.infer<typeof matteMeasures>;

/** `measures` is null where a person gave the matte, or the photo came with it: those are not second-guessed. */
export const matteQuality = z.object({
  verdict: matteVerdict,
  reasons: z.array(reviewReason),
  measures: matteMeasures.nullable(),
});
export type MatteQuality = z.infer<typeof matteQuality>;
