import { z } from 'zod';
import { payload, sha256Text, sizePx } from './geometry.ts';

/** A picture in the work bucket with its size. */
const storedPicture = payload.extend(sizePx.shape).strict();

/**
 * What the container is asked where a segmenter does not fit into mask-photo: body of `POST /invocations`, told from a
 * paint job by its kind. Mirrored by gpu-container's pydantic contract; both sides test the same examples
 * (test/contracts/examples).
 */
export const segmentJob = z.strictObject({
  v: z.literal(1),
  kind: z.literal('segment'),
  segmenter: z.string(),
  bucket: z.string(),
  /** 8-bit RGB PNG, a square of the segmenter's side. */
  picture: storedPicture,
  /** Where the map and its facts are written: `segments/<sha256 of the picture>/`. */
  outputPrefix: z.string().endsWith('/'),
});
export type SegmentJob = z.infer<typeof segmentJob>;

/** What the container says of a segmented picture: its answer, and `<sha256 of the weights>.json` beside the map. */
export const segmentFacts = z.strictObject({
  v: z.literal(1),
  segmenter: z.string(),
  weights: z.strictObject({ id: z.string(), sha256: sha256Text }),
  licence: z.string(),
  /** 16-bit grey PNG of the picture's size: 0 = background, 65535 = product. */
  map: storedPicture,
  seconds: z.number().min(0),
});
export type SegmentFacts = z.infer<typeof segmentFacts>;
