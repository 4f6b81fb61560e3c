import { z } from 'zod';

/** CIE L*a*b* (D65): lightness 0..100, then green to red and blue to yellow. */
export const labColour = z.tuple([z.number(), z.number(), z.number()]);
export type LabColour = z.infer<typeof labColour>;

/** The colours that a background is fitted to. */
export const productColours = z.object({
  /** The median inside the contour, where the product meets what is behind it. */
  contour: labColour,
  /** The chroma that 95 % of the product stay below. */
  chromaP95: z.number().min(0),
  /** The old backdrop behind the product; null where it is no smooth surface, or nothing of it is left in the photo. */
  backdrop: labColour.nullable(),
});
export type ProductColours = z.infer<typeof productColours>;
