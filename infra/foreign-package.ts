import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { PipelineError } from '../shared/contracts/pipeline-error.ts';
import { repositoryFolder } from './build-target.ts';

const run = promisify(execFile);
const cacheFolder = join(repositoryFolder, '.packshot', 'packages');
const lockfile = z.object({ packages: z.record(z.string(), z.looseObject({ integrity: z.string().optional() })) });
const packed = z.tuple([z.looseObject({ filename: z.string() })]);

/**
 * Fetches one npm package that is not for this machine, once, and checks it against the lockfile.
 * Returns the folder with its files, kept under .packshot/packages.
 * @throws BUILD_FAILED where the registry does not answer or the bytes are not those of the lockfile.
 */
export async function fetchPackage(name: string, version: string): Promise<string> {
  const folder = join(cacheFolder, `${name.replace('/', '+')}@${version}`);
  if (await isThere(folder)) return folder;
  await mkdir(cacheFolder, { recursive: true });
  const scratch = await mkdtemp(join(cacheFolder, 'fetch-'));
  try {
    const archive = await pack(`${name}@${version}`, scratch);
    await checkIntegrity(name, await readFile(archive));
    await run('tar', ['-xzf', archive, '-C', scratch]);
    await rename(join(scratch, 'package'), folder);
    return folder;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function pack(what: string, into: string): Promise<string> {
  try {
    const { stdout } = await run('npm', ['pack', what, '--json', '--pack-destination', into], { cwd: into });
    return join(into, packed.parse(JSON.parse(stdout))[0].filename);
  } catch (error) {
    throw new PipelineError(
      'BUILD_FAILED',
      `Expected npm to fetch ${what}, which this machine's npm ci leaves out, and it failed: is the registry reachable?`,
      { cause: error },
    );
  }
}

async function checkIntegrity(name: string, bytes: Uint8Array): Promise<void> {
  const text = await readFile(join(repositoryFolder, 'package-lock.json'), 'utf8');
  const expected = lockfile.parse(JSON.parse(text)).packages[`node_modules/${name}`]?.integrity;
  const actual = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (expected === actual) return;
  throw new PipelineError('BUILD_FAILED', `Expected ${name} to be ${expected} by package-lock.json, got ${actual}.`);
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
