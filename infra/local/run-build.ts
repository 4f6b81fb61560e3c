import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { bundlesFolder, repositoryFolder } from '../build-target.ts';
import { localSettings, type Settings } from '../settings.ts';
import { runChild } from './run-child.ts';
import type { Track } from './set-up.ts';

/** What the bundles and the template are made from. */
const sources = ['functions', 'shared', 'infra', 'package-lock.json', 'cdk.json', '.packshot/models'];
/** In no bundle and no template. */
const notSources = [join('shared', 'cli'), join('infra', 'local')];

const stampSchema = z.object({ sources: z.string(), stackName: z.string() });

/** What the stack is deployed with, besides the local settings. */
export type StackChoice = Pick<Settings, 'engine' | 'engineWeights' | 'segmenter'>;

/** The synthesized stack: its name, and the folder that holds its template and assets. */
export type BuiltStack = { readonly stackName: string; readonly cdkOut: string };

/**
 * Builds the functions' bundles for this machine and synthesizes the stack for the local AWS, as chosen, into
 * `folder`. Skipped where nothing that they are made from has changed since.
 * @throws SET_UP_FAILED with the end of the build's output.
 */
export async function buildStack(
  folder: string,
  { engine, engineWeights, segmenter }: StackChoice,
  track: Track,
  signal: AbortSignal,
): Promise<BuiltStack> {
  const stampFile = join(folder, 'built.json');
  const cdkOut = join(folder, 'cdk.out');
  const chosen = [engine, segmenter, ...(engineWeights === undefined ? [] : [engineWeights])];
  const hash = [await hashOfSources(), ...chosen].join(' ');
  const stamp = await readStamp(stampFile);
  const bundles = bundlesFolder(localSettings.target, localSettings.architecture);
  if (stamp?.sources === hash && existsSync(cdkOut) && existsSync(bundles)) {
    return { stackName: stamp.stackName, cdkOut };
  }
  const options = { folder: repositoryFolder, signal };
  const build = ['infra/build.ts', '--target', 'host', '--segmenter', segmenter];
  await track('bundles', () => runChild(process.execPath, build, options));
  await rm(cdkOut, { recursive: true, force: true });
  const synthesis = ['infra/local/run-synthesis.ts', cdkOut, ...chosen];
  const stackName = (await track('stack', () => runChild(process.execPath, synthesis, options))).trim();
  await mkdir(dirname(stampFile), { recursive: true });
  await writeFile(stampFile, JSON.stringify({ sources: hash, stackName }));
  return { stackName, cdkOut };
}

async function readStamp(file: string): Promise<z.infer<typeof stampSchema> | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  return stampSchema.safeParse(JSON.parse(text)).data;
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const path of await filesOf(source)) {
      hash.update(`${path}\0`).update(await readFile(join(repositoryFolder, path)));
    }
  }
  return hash.digest('hex');
}

/** A file itself, or all files below a folder in the order of their names; none where there is nothing. */
async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(join(repositoryFolder, path), { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => error.code,
  );
  if (!Array.isArray(entries)) return entries === 'ENOTDIR' ? [path] : [];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(repositoryFolder.length + 1))
    .filter((file) => !notSources.some((folder) => file.startsWith(folder)) && !file.includes('__pycache__'))
    .sort();
}
