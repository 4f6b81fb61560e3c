import { z } from 'zod';

/** A measure that does not exist for this plate: nothing was generated there, or there is nothing to compare with. */
export const notApplicable = z.literal('notApplicable');

/** What was measured on a painted plate, once, when its painting ended; definitions and limits in docs/imaging.md, Plates. */
export const plateMeasures = z.object({
  /** Correlation with the underpaint's blurred luminance, -1..1. */
  layoutAgreement: z.union([z.number().min(-1).max(1), notApplicable]),
  /** How far the surface line lies from the underpaint's, as a share of the height, 0..1. */
  surfaceLine: z.union([z.number().min(0).max(1), notApplicable]),
  /** Mean gradient, in levels: of several plates that pass, the sharper one is the better. */
  sharpness: z.number().min(0),
  /** Mean gradient across the borders of what was kept, as a multiple of that beside them. */
  seam: z.union([z.number().min(0), notApplicable]),
  /** What is product in the picture and not in the matte, as a share of the matte, less the same of the control. */
  growth: z.union([z.number(), notApplicable]),
  /** The largest further product, as a share of the matte. */
  secondProduct: z.union([z.number().min(0), notApplicable]),
});
export type PlateMeasures = z.infer<typeof plateMeasures>;
