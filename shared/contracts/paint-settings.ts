import { z } from 'zod';

const wholeSteps = 'Expected a whole number of steps, 1 or more';
const anyGuidance = 'Expected a guidance of 0 or more';
const shareOfNoise = 'Expected a strength above 0 and at most 1';

/**
 * What a look may ask of an engine beyond its prompt. What is absent is the engine's own choice; what an engine can't
 * honour it refuses by name (docs/engines.md says which engine takes what).
 */
export const paintSettings = z.strictObject({
  /** Denoising steps a pass. */
  steps: z.int(wholeSteps).positive(wholeSteps).optional(),
  /** How closely the prompt is followed; what the number means differs from engine to engine. */
  guidance: z.number(anyGuidance).min(0, anyGuidance).optional(),
  negativePrompt: z.string().min(1).optional(),
  scheduler: z.string().min(1).optional(),
  /** How far the first pass leaves its underpaint: above 0, which would be the underpaint, to 1, which forgets it. */
  strength: z.number(shareOfNoise).gt(0, shareOfNoise).max(1, shareOfNoise).optional(),
});
export type PaintSettings = z.infer<typeof paintSettings>;
