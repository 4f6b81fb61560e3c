import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { BucketName, ObjectFacts, Store, StoredObject } from '../contracts/ports.ts';

const notFound = 404;
/** What S3 answers for a version that is a delete marker. */
const methodNotAllowed = 405;
const preconditionFailed = 412;
const conditionalConflict = 409;
const maxConflictRetries = 5;

/** A Store over S3; `names` gives the real name of each bucket that the function may touch. */
export function makeS3Store(client: S3Client, names: Partial<Record<BucketName, string>>): Store {
  const realName = (bucket: BucketName): string => {
    const name = names[bucket];
    if (name === undefined) throw new Error(`This function has no ${bucket} bucket`);
    return name;
  };
  const address = (bucket: BucketName, key: string, versionId: string | undefined) => ({
    Bucket: realName(bucket),
    Key: key,
    ...(versionId === undefined ? {} : { VersionId: versionId }),
  });
  return {
    realName,
    async get(bucket, key, versionId) {
      const answer = await unlessMissing(client.send(new GetObjectCommand(address(bucket, key, versionId))));
      if (answer?.Body === undefined) return undefined;
      const bytes = await answer.Body.transformToByteArray();
      return { bytes, ...versionAndTime(answer) } satisfies StoredObject;
    },
    async probe(bucket, key, versionId) {
      const answer = await unlessMissing(client.send(new HeadObjectCommand(address(bucket, key, versionId))));
      if (answer === undefined) return undefined;
      return { key, sizeBytes: answer.ContentLength ?? 0, ...versionAndTime(answer) };
    },
    async list(bucket, prefix) {
      const found: ObjectFacts[] = [];
      for await (const page of paginateListObjectsV2({ client }, { Bucket: realName(bucket), Prefix: prefix })) {
        for (const entry of page.Contents ?? []) {
          const { Key: key = '', LastModified: lastModified = new Date(0), Size: sizeBytes = 0 } = entry;
          found.push({ key, lastModified, sizeBytes, versionId: '' });
        }
      }
      return found;
    },
    putIfAbsent: (bucket, key, bytes, contentType) =>
      putNew(client, { Bucket: realName(bucket), Key: key, Body: bytes, ContentType: contentType }),
  };
}

type NewObject = { Bucket: string; Key: string; Body: Uint8Array; ContentType: string };

/** Create-only write: 412 says that the object is there; 409 that another write is under way, so try again. */
async function putNew(client: S3Client, object: NewObject, attempt = 0): Promise<boolean> {
  try {
    await client.send(new PutObjectCommand({ ...object, IfNoneMatch: '*' }));
    return true;
  } catch (error) {
    if (statusOf(error) === preconditionFailed) return false;
    if (statusOf(error) === conditionalConflict && attempt < maxConflictRetries)
      return putNew(client, object, attempt + 1);
    throw error;
  }
}

async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const status = statusOf(error);
    if (status === notFound || status === methodNotAllowed) return undefined;
    throw error;
  }
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

function versionAndTime(answer: { VersionId?: string | undefined; LastModified?: Date | undefined }) {
  return { versionId: answer.VersionId ?? '', lastModified: answer.LastModified ?? new Date(0) };
}
