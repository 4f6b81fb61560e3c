import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateBucketCommand, HeadObjectCommand, NotFound, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { localAccount, localRegion } from './local-clients.ts';
import { zipFolder } from './zip-folder.ts';

const assetManifest = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string(), packaging: z.enum(['zip', 'file']) }),
      destinations: z.record(z.string(), z.object({ bucketName: z.string(), objectKey: z.string() })),
    }),
  ),
});

type Asset = { readonly path: string; readonly zipped: boolean; readonly bucket: string; readonly key: string };

/**
 * Uploads what a stack's `*.assets.json` lists, the template excepted, each to the bucket and key that the template
 * names; folders are zipped. What is there already is left alone, because keys are hashes of the content.
 * Returns the assets bucket, made where it is missing, and how many assets were sent.
 */
export async function uploadAssets(
  s3: S3Client,
  cdkOut: string,
  stackName: string,
): Promise<{ bucket: string; sent: number }> {
  const manifest = assetManifest.parse(JSON.parse(await readFile(join(cdkOut, `${stackName}.assets.json`), 'utf8')));
  const assets = Object.values(manifest.files).flatMap(({ source, destinations }): Asset[] =>
    Object.values(destinations).map(({ bucketName, objectKey }) => ({
      path: join(cdkOut, source.path),
      zipped: source.packaging === 'zip',
      bucket: forLocalAccount(bucketName),
      key: objectKey,
    })),
  );
  const bucket = assets[0]?.bucket ?? `packshot-assets-${localAccount}`;
  for (const name of new Set([bucket, ...assets.map((asset) => asset.bucket)])) {
    await s3.send(new CreateBucketCommand({ Bucket: name }));
  }
  const files = assets.filter(({ path }) => !path.endsWith('.template.json'));
  let sent = 0;
  // One after the other: each is read whole, and the largest take most of the time anyway.
  for (const asset of files) sent += (await upload(s3, asset)) ? 1 : 0;
  return { bucket, sent };
}

async function upload(s3: S3Client, asset: Asset): Promise<boolean> {
  const place = { Bucket: asset.bucket, Key: asset.key };
  if (await exists(s3, place)) return false;
  const body = asset.zipped ? await zipFolder(asset.path) : await readFile(asset.path);
  await s3.send(new PutObjectCommand({ ...place, Body: body }));
  return true;
}

async function exists(s3: S3Client, place: { Bucket: string; Key: string }): Promise<boolean> {
  try {
    await s3.send(new HeadObjectCommand(place));
    return true;
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw error;
  }
}

/** Puts in what CDK leaves open in a bucket's name: `AWS::AccountId` and `AWS::Region` in a placeholder. */
const forLocalAccount = (name: string): string =>
  name.replaceAll(/\$\{AWS::(AccountId|Region)\}/g, (_, part) => (part === 'Region' ? localRegion : localAccount));
