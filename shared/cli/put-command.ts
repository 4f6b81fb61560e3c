import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PipelineError } from '../contracts/pipeline-error.ts';
import { readArgs, usageError } from './command-line.ts';
import { readBriefFile } from './compose-briefs.ts';
import { deploymentOptions, findDeployment } from './deployment.ts';
import { exitCodes } from './exit-codes.ts';
import { deploymentRows, helpBlock } from './help.ts';
import { nameUploads } from './name-uploads.ts';
import { photoName } from './scan-folder.ts';
import { sendBriefsAndMattes } from './send-companions.ts';
import { uploadFile } from './upload-photo.ts';

export const putHelp = `Uploads photos.

Usage: npx packshot put FILE… [options]

shoe.jpg becomes sku shoe, view main; with --sku the file's name is the view. <view>.matte.png is the
matte of a photo: its size, white product on black. A photo that is there already is replaced by the
newer one.

${helpBlock('Options', [
  ['--sku SKU', 'the sku of all files; the files are its views'],
  ['--view VIEW', 'the view, for one file'],
  ['--brief FILE', 'what to make of these skus: becomes <sku>/brief.json'],
  ...deploymentRows,
])}

npx packshot status shows how it goes on, npx packshot pull SKU fetches what is finished.`;

/** `packshot put`: uploads photos, mattes and a brief. Gives the exit code. */
export async function put(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs('put', args, {
    ...deploymentOptions,
    sku: { type: 'string' },
    view: { type: 'string' },
    brief: { type: 'string' },
  });
  const files = positionals.map((file) => resolve(file));
  if (files.length === 0) throw usageError('put', 'Expected at least one photo, got none');
  await Promise.all(files.map(checkFile));
  const deployment = await findDeployment(values);
  const uploads = nameUploads(files, { ...values, tenant: deployment.tenant });
  const photos = uploads.filter(({ kind }) => kind === 'photo');
  const mattes = uploads.filter(({ kind }) => kind === 'matte');
  if (values.view !== undefined && photos.length > 1) {
    throw usageError('put', `Expected one photo with --view, got ${photos.length}`);
  }
  const brief = values.brief === undefined ? undefined : await readBriefFile(resolve(values.brief), deployment.engine);
  const skus = [...new Set(uploads.map(({ sku }) => sku))];
  await sendBriefsAndMattes(
    brief === undefined ? [] : skus.map((sku) => ({ key: `${deployment.tenant}/${sku}/brief.json`, bytes: brief })),
    await Promise.all(mattes.map(async ({ file, key }) => ({ key, bytes: await readFile(file) }))),
    deployment,
  );
  for (const photo of photos) {
    await uploadFile(photo.file, photo.key, deployment);
    console.log(`${photoName(photo)}  sent as ${photo.key}`);
  }
  for (const matte of mattes) console.log(`${photoName(matte)}  its matte sent as ${matte.key}`);
  console.log(
    `npx packshot status shows how it goes on, npx packshot pull ${quote(skus[0])} fetches what is finished.`,
  );
  return exitCodes.allDone;
}

/** Before anything is sent: all files, or none. */
async function checkFile(file: string): Promise<void> {
  const facts = await stat(file).catch((cause: unknown) => {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new PipelineError('FILE_NOT_READABLE', `Expected to read ${file}, got: ${got}.`, { cause });
  });
  if (!facts.isDirectory()) return;
  throw usageError('put', `Expected a photo, got the folder ${file}; npm start -- --photos takes a folder`);
}

const quote = (name = ''): string => (/^[\w.-]+$/.test(name) ? name : `'${name}'`);
