import { z } from 'zod';
import { reviewReason } from './matte-quality.ts';

/**
 * How a background's light is fitted to its product, in linear light: what of its colour is left, 0..1, then the factor of
 * red, green and blue. `reasons`: what could not be reached within the bounds.
 */
export const plateFit = z.object({
  saturation: z.number().min(0).max(1),
  gains: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]),
  reasons: z.array(reviewReason),
});
export type PlateFit = z.infer<typeof plateFit>;
