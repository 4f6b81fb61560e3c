import { z } from 'zod';
import { idText, sha256Text } from './geometry.ts';
import { reviewReason } from './matte-quality.ts';
import { cameraDifference, poseDifference } from './plan.ts';

/** A finished file in its bucket. */
export const storedFile = z.object({
  key: z.string(),
  sha256: sha256Text,
  bytes: z.int(),
  widthPx: z.int(),
  heightPx: z.int(),
  format: z.string(),
});
export const slotState = z.enum(['published', 'held', 'refused', 'failed']);
const counts = z.object({ published: z.int(), held: z.int(), refused: z.int(), failed: z.int() });
export const slotCounts = counts;
export type SlotCounts = z.infer<typeof counts>;

/** All variants of one plan, written once every slot has ended. */
export const manifest = z.object({
  v: z.literal(1),
  planId: idText,
  tenant: z.string(),
  sku: z.string(),
  view: z.string(),
  assetId: idText,
  photoSha256: sha256Text,
  counts,
  /** Why a person should look at the photo's matte before its pictures are used; empty where nothing is doubtful. */
  review: z.array(reviewReason).default([]),
  /** Of looks whose set was described in words: the words that no set of ours serves. */
  wordsNotServed: z.array(z.object({ look: z.string(), words: z.array(z.string()).min(1) })).default([]),
  /** Looks whose set was rendered by a camera that looks down much more or less than the photo's, which the eye notices. */
  camerasDiffer: z.array(cameraDifference.extend({ look: z.string(), studio: z.string() })).default([]),
  /**
   * Looks whose set shows the product otherwise than it is posed (one that hangs, or is cut, in a set that the brief names),
   * or in a guessed pose (`unknown`, in a set that the brief describes).
   */
  posesDiffer: z.array(poseDifference.extend({ look: z.string(), studio: z.string() })).default([]),
  slots: z.array(
    z.object({
      look: z.string(),
      kind: z.string(),
      placement: z.string(),
      state: slotState,
      reasons: z.array(reviewReason),
      file: storedFile.nullable(),
      receiptKey: z.string().nullable(),
      /** The same picture in another format, for a channel that does not take the first. */
      twin: z.object({ file: storedFile, receiptKey: z.string() }).nullable().default(null),
    }),
  ),
});
export type Manifest = z.infer<typeof manifest>;
