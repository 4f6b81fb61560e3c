import { z } from 'zod';

export const fileFormat = z.enum(['jpg', 'png', 'webp']);
export type FileFormat = z.infer<typeof fileFormat>;

/** What a placement takes as background; the legal pairs of look and row follow from it (planning/legal-pairs.ts). */
export const background = z.enum(['white', 'white-or-transparent', 'white-preferred', 'clean', 'lifestyle', 'any']);
export type Background = z.infer<typeof background>;

/** Width by height and a ratio may differ by rounding, not by more: 1 %, the tolerance of ad platforms. */
export const ratioTolerance = 0.01;

const share = z.number().min(0).max(1);

/** The share of width or height to keep free of product and text, from each edge. */
export const safeZone = z.object({ top: share, right: share, bottom: share, left: share });

/**
 * One row of the placement catalogue, ready to plan with: `deliver` holds the size and format that we write. Where the
 * platform names none they are our own choice and `deliverIsOurs` lists those fields. Sizes in pixels, `maxBytes` in
 * bytes, `productFill` as a share of the frame.
 */
export const placement = z.object({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  platform: z.string(),
  placement: z.string(),
  aspectRatio: z.string().nullable(),
  /** The platform recommends the ratio and takes others. */
  ratioIsAdvice: z.boolean().default(false),
  minWidth: z.int().positive().nullable(),
  minHeight: z.int().positive().nullable(),
  maxWidth: z.int().positive().nullable(),
  maxHeight: z.int().positive().nullable(),
  maxBytes: z.int().positive().nullable(),
  formats: z.array(z.string()),
  background: background.nullable(),
  productFill: z.object({ min: share.nullable(), max: share.nullable() }).nullable(),
  safeZone: safeZone.nullable(),
  textAllowed: z.boolean().nullable(),
  notes: z.string(),
  source: z.string().nullable(),
  sourceDate: z.iso.date().nullable(),
  confidence: z.enum(['official', 'secondary', 'unknown', 'brief', 'ad hoc']),
  /** What the channel wants said of a picture with generated parts where it wants another term than the true one. */
  generatedSourceType: z.literal('trainedAlgorithmicMedia').nullable().default(null),
  deliver: z.object({ widthPx: z.int().positive(), heightPx: z.int().positive(), format: fileFormat }),
  /** A second file of the same picture, for a channel that does not take `deliver.format`. */
  twin: fileFormat.nullable().default(null),
  deliverIsOurs: z.array(z.enum(['widthPx', 'heightPx', 'format'])),
});
export type Placement = z.infer<typeof placement>;
