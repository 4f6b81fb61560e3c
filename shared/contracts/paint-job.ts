import { z } from 'zod';
import { idText, payload, pixelBox, sha256Text, sizePx, unitRect } from './geometry.ts';
import { paintSettings } from './paint-settings.ts';
import { paintPass } from './plan.ts';

/** A picture in the work bucket with its size. */
const storedPicture = payload.extend(sizePx.shape).strict();
/** A pass as the container takes it: what it does not know it must not pass over, at any depth. */
const strictPass = paintPass
  .extend({ canvas: sizePx.strict(), rect: unitRect.strict(), keep: pixelBox.strict().nullable() })
  .strict();

/**
 * What the GPU container is asked: body of `POST /invocations`, stored as `plates/<tenant>/<plateId>/requests/<attempt>.json`.
 * Mirrored by gpu-container's pydantic contract; both sides test the same examples (test/contracts/examples).
 */
export const paintJob = z.strictObject({
  v: z.literal(1),
  plateId: idText,
  attempt: z.int().positive(),
  engine: z.string(),
  prompt: z.string().nullable(),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  bucket: z.string(),
  /** 16-bit sRGB PNG as large as the first pass's canvas, or as what that pass keeps: the photo whose backdrop goes on. */
  underpaint: storedPicture,
  /**
   * Where the first pass paints, for a product that the engine sees: 8-bit grey PNG as large as its canvas, 255 = painted,
   * 0 = kept. Absent where all of the canvas is painted.
   */
  mask: storedPicture.optional(),
  settings: paintSettings.optional(),
  passes: z.array(strictPass).min(1).max(3),
  /** How long the answer is waited for; absent where it is waited for without end. */
  timeoutSeconds: z.int().positive().optional(),
  /** Where the plate, painted.json and failure.json are written: `plates/<tenant>/<plateId>/`. */
  outputPrefix: z.string().endsWith('/'),
});
export type PaintJob = z.infer<typeof paintJob>;

/** What the container says of a painted plate: its answer, and `painted.json` beside the plate. */
export const paintFacts = z.strictObject({
  v: z.literal(1),
  plateId: idText,
  plate: storedPicture,
  engine: z.string(),
  weights: z.strictObject({ id: z.string(), sha256: sha256Text }).nullable(),
  licence: z.string(),
  seed: z.int().min(0),
  /** How often the engine's network ran, over all passes. */
  steps: z.int().min(0),
  /** Null for an engine that has no choice of them. */
  scheduler: z.string().nullable().default(null),
  seconds: z.number().min(0),
  /** The most of a GPU's memory that was in use at once; null without a GPU. */
  gpuMemoryMib: z.int().min(0).nullable().default(null),
  promptUsed: z.boolean(),
  /**
   * How the underpaint reached the engine in this job: as the picture that it started from, as a reference, as a control.
   * `none` where it did not start from it: then layout agreement and surface line are not measured.
   */
  layout: z.enum(['init', 'reference', 'control', 'none']).default('init'),
});
export type PaintFacts = z.infer<typeof paintFacts>;

/** What the container says when it can never paint this job: written as `failure.json` before it answers 4xx. */
export const paintFailure = z.strictObject({
  v: z.literal(1),
  plateId: idText,
  code: z.string(),
  sentence: z.string(),
  retryable: z.literal(false),
});
export type PaintFailure = z.infer<typeof paintFailure>;
