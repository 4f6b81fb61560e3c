import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { uploadAssetId, uploadCauseId } from '../contracts/cause.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';
import type { Deployment } from './deployment.ts';

/** A file is sent from memory; the pipeline itself takes 200 MB, and says so. */
const maxSentBytes = 1e9;

const contentTypes: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.svg': 'image/svg+xml',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.avif': 'image/avif',
  '.heic': 'image/heic',
  '.json': 'application/json',
};

/** An upload, by the ids under which the table speaks of it. */
export type Upload = {
  readonly key: string;
  readonly versionId: string;
  readonly causeId: string;
  /** The item of an upload that gets no asset of its own. */
  readonly uploadAssetId: string;
};

/**
 * Sends a file to the photos bucket under a key.
 * @throws FILE_NOT_READABLE
 */
export async function uploadFile(file: string, key: string, deployment: Deployment): Promise<Upload> {
  return uploadBytes(await readPhoto(file), key, deployment);
}

/** Sends bytes to the photos bucket under a key. */
export async function uploadBytes(bytes: Uint8Array, key: string, { s3, photosBucket }: Deployment): Promise<Upload> {
  const ContentType = contentTypes[extname(key).toLowerCase()] ?? 'application/octet-stream';
  const answer = await s3.send(new PutObjectCommand({ Bucket: photosBucket, Key: key, Body: bytes, ContentType }));
  const versionId = answer.VersionId ?? '';
  return {
    key,
    versionId,
    causeId: uploadCauseId(photosBucket, key, versionId),
    uploadAssetId: uploadAssetId(photosBucket, key, versionId),
  };
}

async function readPhoto(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > maxSentBytes) throw new Error(`${Math.round(size / 1e6)} MB, which is more than ${maxSentBytes / 1e6}`);
    return await readFile(file);
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new PipelineError('FILE_NOT_READABLE', `Expected to read ${file}, got: ${got}.`, { cause });
  }
}
