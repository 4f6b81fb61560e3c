import { z } from 'zod';

/**
 * What a look may ask of an engine beyond its prompt. What is absent is the engine's own choice; what an engine can't
 * honour it refuses by name (docs/engines.md says which engine takes what).
 */
export const paintSettings = z.strictObject({
  /** Denoising steps a pass. */
  steps: z.int().positive().optional(),
  /** How closely the prompt is followed; what the number means differs from engine to engine. */
  guidance: z.number().min(0).optional(),
  negativePrompt: z.string().min(1).optional(),
  scheduler: z.string().min(1).optional(),
  /** How far the first pass leaves its underpaint: above 0, which would be the underpaint, to 1, which forgets it. */
  strength: z.number().gt(0).max(1).optional(),
});
export type PaintSettings = z.infer<typeof paintSettings>;
