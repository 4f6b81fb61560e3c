import { z } from 'zod';
import { canonicalJson, hashId } from './ids.ts';

/** Why a plan was made: an upload (of a photo or its matte) or a request. Times are ISO 8601 in UTC. */
export const cause = z.object({
  causeId: z.string(),
  kind: z.enum(['upload', 'request']),
  time: z.iso.datetime(),
  /** LastModified of the photo that this cause speaks of. */
  photoTime: z.iso.datetime(),
  key: z.string(),
  versionId: z.string(),
  requestId: z.string().optional(),
});
export type Cause = z.infer<typeof cause>;

/** The form in which a cause is a member of a string set: one text for one cause. */
export const causeText = (it: Cause): string => canonicalJson(it);
export const parseCause = (text: string): Cause => cause.parse(JSON.parse(text));

export const uploadCauseId = (bucket: string, key: string, versionId: string): string =>
  hashId('upload', { bucket, key, versionId });
export const requestCauseId = (tenant: string, requestId: string): string => hashId('request', { tenant, requestId });
/** An upload that has no asset of its own (key not understood, file too large to read) is an asset item by this id. */
export const uploadAssetId = (bucket: string, key: string, versionId: string): string =>
  hashId('asset-of-upload', { bucket, key, versionId });

/** Orders plans of one view: newer photo first, then later cause, then plan id; compare as text. */
export const planOrder = (it: Cause, planId: string): string => `${it.photoTime}#${it.time}#${planId}`;
