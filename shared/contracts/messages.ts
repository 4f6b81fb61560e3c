import { z } from 'zod';
import { idText } from './geometry.ts';

/** The fields of an S3 notification that we use; everything else may change shape (event format 2.x). */
const s3Record = z.object({
  s3: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string(), versionId: z.string().optional(), size: z.number().optional() }),
  }),
});
export type S3Records = { Records: z.infer<typeof s3Record>[] };
/** Ingest: an S3 notification, or the test event that S3 sends once. */
export const ingestMessage = z.union([
  z.object({ Records: z.array(s3Record) }),
  z.object({ Event: z.literal('s3:TestEvent') }).transform(() => ({ Records: [] })),
]);

/** Decodes a key of an S3 notification, once: `+` is a space, the rest is percent-encoded UTF-8. */
export const decodeS3Key = (encoded: string): string => decodeURIComponent(encoded.replaceAll('+', ' '));
/** Encodes a key as S3 notifications do. */
export const encodeS3Key = (key: string): string =>
  encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');

/** An ingest message of ours: the same shape as a notification of S3. */
export const ingestWake = (bucket: string, key: string, versionId: string): S3Records => ({
  Records: [{ s3: { bucket: { name: bucket }, object: { key: encodeS3Key(key), versionId } } }],
});

/** What a catalogue system asks by event: the photos, skus or prefix to render, and with which brief. */
export const renderRequested = z.strictObject({
  v: z.literal(1).default(1),
  requestId: z.string().min(1).max(128),
  tenant: z.string().min(1),
  photos: z.array(z.string()).min(1).max(1000).optional(),
  skus: z.array(z.string()).min(1).max(1000).optional(),
  prefix: z.string().min(1).optional(),
  /** Parsed when planned, so that a wrong brief is answered with RenderRejected. */
  brief: z.unknown().optional(),
});
export type RenderRequested = z.infer<typeof renderRequested>;

export const planWake = z.strictObject({
  v: z.literal(1),
  assetId: idText,
  causeId: z.string(),
  requestId: z.string().optional(),
});
export type PlanWake = z.infer<typeof planWake>;
/** The envelope in which the bus delivers a RenderRequested; the detail is parsed by the step. */
export const requestEnvelope = z.object({
  'detail-type': z.literal('RenderRequested'),
  time: z.iso.datetime(),
  detail: z.unknown(),
});
export type RequestEnvelope = z.infer<typeof requestEnvelope>;
export const planMessage = z.union([planWake, requestEnvelope]);

export const renderWake = z.strictObject({
  v: z.literal(1),
  tenant: z.string(),
  planId: idText,
  plateId: idText,
  attempt: z.int().positive(),
  /** How often it has found no place at the endpoint so far. */
  waits: z.int().positive().optional(),
});
export type RenderWake = z.infer<typeof renderWake>;

/** Finish one chunk of a look; without `look` only close the plan if nothing is pending. */
export const finishWake = z.strictObject({
  v: z.literal(1),
  planId: idText,
  look: z.string().optional(),
  chunk: z.int().min(0).optional(),
});
export type FinishWake = z.infer<typeof finishWake>;
/** A painted or failed plate whose waiting looks must be woken. */
export const plateWake = z.strictObject({ v: z.literal(1), tenant: z.string(), plateId: idText });
export type PlateWake = z.infer<typeof plateWake>;
/** SageMaker's notification of an async inference that ended. */
export const paintNotification = z.object({
  eventSource: z.literal('aws:sagemaker'),
  invocationStatus: z.enum(['Completed', 'Failed']),
  failureReason: z.string().optional(),
  inferenceId: z.string(),
  requestParameters: z.object({ endpointName: z.string(), inputLocation: z.string() }),
});
export type PaintNotification = z.infer<typeof paintNotification>;
export const finishMessage = z.union([finishWake, plateWake, paintNotification]);

/** The message that each queue takes from us. */
export type QueueMessages = { ingest: S3Records; plan: PlanWake; render: RenderWake; finish: FinishWake | PlateWake };
export type QueueName = keyof QueueMessages;
