import { z } from 'zod';
import { assetFacts } from './asset-facts.ts';
import { idText, payload, sha256Text } from './geometry.ts';
import { slotCounts, storedFile } from './manifest.ts';
import { paintFacts } from './paint-job.ts';
import { plateMeasures } from './plate-measures.ts';

const time = z.iso.datetime();
/** DynamoDB has no empty sets: an absent one is empty. */
const textSet = z.set(z.string()).default(() => new Set<string>());
const trouble = z.object({ code: z.string(), sentence: z.string() });
/** Only what is not ended carries a deadline (index byDeadline). */
const open = { deadlineShard: z.string().optional(), deadline: time.optional(), attempts: z.int().default(0) };

export const viewItem = z.object({
  tenant: z.string(),
  sku: z.string(),
  view: z.string(),
  photo: z.object({ key: z.string(), versionId: z.string(), photoTime: time, assetId: idText }).optional(),
  /** LastModified + version of the newest photo, as text that orders uploads. */
  photoOrder: z.string().optional(),
  latestPlan: z.object({ planId: idText, manifestKey: z.string(), causeId: z.string(), finishedAt: time }).optional(),
  latestPlanOrder: z.string().optional(),
  rejection: trouble
    .extend({ causeId: z.string(), key: z.string(), versionId: z.string(), photoTime: time })
    .optional(),
  rejectionOrder: z.string().optional(),
});

export const requestItem = z.object({
  state: z.enum(['expanding', 'planned', 'rejected']),
  tenant: z.string(),
  requestId: z.string(),
  /** When it was sent. */
  time,
  /** When it was first seen. */
  openedAt: time.optional(),
  /** The brief that came with the request, stored by its hash. */
  brief: payload.optional(),
  /** Assets that are not yet on a plan. */
  assetIds: textSet,
  rejection: trouble.optional(),
  ...open,
});

export const assetItem = z.object({
  state: z.enum(['masking', 'masked', 'rejected']),
  assetId: idText,
  tenant: z.string(),
  /** Absent where the upload's key was not understood. */
  sku: z.string().optional(),
  view: z.string().optional(),
  key: z.string(),
  versionId: z.string(),
  photoSha256: sha256Text.optional(),
  /** Causes (as text) that are on no plan yet. */
  causes: textSet,
  /** Causes (as text) that ended in `rejection`. */
  rejectedCauses: textSet,
  p: payload.optional(),
  matte: payload.optional(),
  cutout: payload.optional(),
  facts: assetFacts.optional(),
  rejection: trouble.optional(),
  createdAt: time,
  maskedAt: time.optional(),
  ...open,
});

export const planItem = z.object({
  state: z.enum(['open', 'finished']),
  planId: idText,
  tenant: z.string(),
  sku: z.string(),
  view: z.string(),
  assetId: idText,
  body: payload,
  pendingChunks: textSet,
  causes: textSet,
  counts: slotCounts.optional(),
  manifestKey: z.string().optional(),
  openedAt: time,
  finishedAt: time.optional(),
  ...open,
});

export const slotItem = z.object({
  state: z.enum(['made', 'published', 'held', 'refused', 'failed']),
  look: z.string(),
  placement: z.string(),
  /** The plate it was made from; absent where nothing was generated. */
  plateId: idText.optional(),
  /** Whether the made file passed its checks: `published` or `held` is what it becomes. */
  passes: z.boolean().optional(),
  file: storedFile.optional(),
  receiptKey: z.string().optional(),
  /** The same picture in another format, where the row has a twin. */
  twin: z.object({ file: storedFile, receiptKey: z.string() }).optional(),
  reasons: z.array(trouble).default([]),
});

export const plateItem = z.object({
  state: z.enum(['wanted', 'submitted', 'painted', 'failed']),
  tenant: z.string(),
  plateId: idText,
  attempt: z.int().default(0),
  /** `<planId>#<look>` of every look that waits for it. */
  waiting: textSet,
  submittedAt: time.optional(),
  paintedAt: time.optional(),
  painted: paintFacts.optional(),
  measures: plateMeasures.optional(),
  failure: trouble.optional(),
  ...open,
});

/** `<tenant>#<plateId>` of every plate at the GPU. */
export const endpointItem = z.object({ inFlight: textSet });

/** Every kind of item in the table, by its name. */
export const itemSchemas = {
  view: viewItem,
  request: requestItem,
  asset: assetItem,
  plan: planItem,
  slot: slotItem,
  plate: plateItem,
  endpoint: endpointItem,
} as const;
export type ItemKind = keyof typeof itemSchemas;
export type Item<K extends ItemKind> = z.infer<(typeof itemSchemas)[K]>;
export type AssetItem = Item<'asset'>;
export type PlanItem = Item<'plan'>;
export type SlotItem = Item<'slot'>;
export type PlateItem = Item<'plate'>;
export type ViewItem = Item<'view'>;
export type RequestItem = Item<'request'>;
