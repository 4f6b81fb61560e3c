import { z } from 'zod';
import { cause } from './cause.ts';
import { idText } from './geometry.ts';
import { slotCounts } from './manifest.ts';

/** `source` of every event that leaves; RenderRequested may come from any source. */
export const eventSource = 'packshot';

const common = { schemaVersion: z.literal(1), eventId: idText, tenant: z.string() };
const ofView = { sku: z.string(), view: z.string(), cause };
const trouble = { code: z.string(), sentence: z.string() };

/** Every slot of a plan has ended; one event a plan and cause. */
export const assetFinished = z.object({
  ...common,
  ...ofView,
  planId: idText,
  manifestKey: z.string(),
  counts: slotCounts,
});
/** A photo cannot be used; `key` instead of sku and view where the key was not understood. */
export const photoRejected = z.object({
  ...common,
  sku: z.string().optional(),
  view: z.string().optional(),
  key: z.string(),
  cause,
  ...trouble,
});
/** A request makes no sense or cannot be served. */
export const renderRejected = z.object({ ...common, requestId: z.string(), ...trouble });

export const outgoingEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('AssetFinished'), detail: assetFinished }),
  z.object({ type: z.literal('PhotoRejected'), detail: photoRejected }),
  z.object({ type: z.literal('RenderRejected'), detail: renderRejected }),
]);
export type OutgoingEvent = z.infer<typeof outgoingEvent>;
