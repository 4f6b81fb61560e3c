import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { briefKeysFor, matteKeyFor } from '../contracts/photo-key.ts';
import type { Deployment } from './deployment.ts';
import type { CompanionFile, FolderPhoto } from './scan-folder.ts';
import { uploadBytes } from './upload-photo.ts';

/** S3 tells times in whole seconds: after this wait a photo is later than the matte that it is masked with. */
const tickMilliseconds = 1100;

/** A file that goes before the photos, read. */
export type Companion = { readonly key: string; readonly bytes: Uint8Array };

export const readCompanion = async ({ file, key }: CompanionFile): Promise<Companion> => ({
  key,
  bytes: await readFile(file),
});

/**
 * Makes the bucket hold, for these photos, exactly these briefs and mattes: sends what is new or different, and takes
 * away what an earlier run has left, so that a run depends on nothing but its folder and its options.
 */
export async function sendCompanions(
  photos: readonly FolderPhoto[],
  briefs: readonly Companion[],
  mattes: readonly Companion[],
  deployment: Deployment,
): Promise<void> {
  const given = new Set([...briefs, ...mattes].map(({ key }) => key));
  const looked = new Set(photos.flatMap(({ key }) => [...briefKeysFor(key), matteKeyFor(key)]));
  const present = await deployment.store.list('photos', `${deployment.tenant}/`);
  for (const { key } of present) if (looked.has(key) && !given.has(key)) await takeAway(key, deployment);
  await sendBriefsAndMattes(briefs, mattes, deployment);
}

/** Sends what the bucket does not hold yet; a photo that is sent afterwards is later than they are. */
export async function sendBriefsAndMattes(
  briefs: readonly Companion[],
  mattes: readonly Companion[],
  deployment: Deployment,
): Promise<void> {
  for (const brief of briefs) await sendIfOther(brief, deployment);
  const sent = [];
  for (const matte of mattes) if (await sendIfOther(matte, deployment)) sent.push(matte);
  if (sent.length > 0) await wait(tickMilliseconds);
}

async function takeAway(key: string, { s3, photosBucket }: Deployment): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket: photosBucket, Key: key }));
}

async function sendIfOther({ key, bytes }: Companion, deployment: Deployment): Promise<boolean> {
  const stored = await deployment.store.get('photos', key);
  if (stored !== undefined && Buffer.from(stored.bytes).equals(bytes)) return false;
  await uploadBytes(bytes, key, deployment);
  return true;
}
