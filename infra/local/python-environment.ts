import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PipelineError } from '../../shared/contracts/pipeline-error.ts';
import { repositoryFolder } from '../build-target.ts';
import { type ChildOptions, runChild } from './run-child.ts';

const venvFolder = join(repositoryFolder, '.venv');
/** Its Python, also for programs that run in it. */
export const pythonPath = join(venvFolder, 'bin', 'python');
const stampFile = join(venvFolder, 'packshot-requirements.json');
const oldestMinor = 11;
const candidates = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python'];

/** `runtime` is what a run needs; `segmenter` what one in the container needs on top; `dev` what the tests need. */
const requirementFiles = {
  runtime: ['infra/local/requirements.txt', 'gpu-container/requirements.txt'],
  segmenter: ['gpu-container/requirements-segmenter.txt'],
  dev: ['gpu-container/requirements-dev.txt', 'infra/requirements-lint.txt'],
} as const;
export type RequirementSet = keyof typeof requirementFiles;

/** Which requirements are installed, by the hash of their files. */
const stampSchema = z.object({
  runtime: z.string().optional(),
  segmenter: z.string().optional(),
  dev: z.string().optional(),
});
type Stamp = z.infer<typeof stampSchema>;

/**
 * Makes `.venv` hold the requirements of these sets. What a stamp says is installed already is left as it is. Returns
 * whether anything was installed.
 * @throws SET_UP_FAILED where there is no Python 3.11 or newer, or the package index does not answer.
 */
export async function preparePython(sets: readonly RequirementSet[], signal: AbortSignal): Promise<boolean> {
  const wanted: Stamp = {};
  for (const set of sets) wanted[set] = await hashOf(requirementFiles[set]);
  const works = await runs(pythonPath, signal);
  const installed = works ? await readStamp() : {};
  const missing = sets.filter((set) => installed[set] !== wanted[set]);
  if (missing.length === 0) return false;
  const options: ChildOptions = { folder: repositoryFolder, signal };
  if (!works) await makeVenv(options);
  const files = missing.flatMap((set) => requirementFiles[set]).flatMap((file) => ['--requirement', file]);
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input'];
  await runChild(pythonPath, ['-m', 'pip', 'install', ...quiet, ...files], options);
  await writeFile(stampFile, JSON.stringify({ ...installed, ...wanted }));
  return true;
}

/** One hash of the bytes of several files, given from the repository's folder. */
export async function hashOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(join(repositoryFolder, file)));
  return hash.digest('hex');
}

async function readStamp(): Promise<Stamp> {
  const text = await readFile(stampFile, 'utf8').catch(() => '{}');
  return stampSchema.catch({}).parse(JSON.parse(text));
}

/** An environment whose Python was removed or updated does not run any more, and is made anew. */
async function makeVenv(options: ChildOptions): Promise<void> {
  const python = await findPython(options.signal);
  await rm(venvFolder, { recursive: true, force: true });
  await mkdir(venvFolder, { recursive: true });
  await runChild(python, ['-m', 'venv', venvFolder], options);
}

/**
 * Finds a Python that can make environments, by its name on the PATH.
 * @throws SET_UP_FAILED where there is none.
 */
export async function findPython(signal: AbortSignal): Promise<string> {
  for (const name of candidates) if (await runs(name, signal)) return name;
  throw new PipelineError(
    'SET_UP_FAILED',
    `Expected Python 3.${oldestMinor} or newer with its venv module on the PATH, found none: install it ` +
      '(on Debian and Ubuntu: apt install python3 python3-venv; on macOS: brew install python).',
  );
}

/** Whether a Python is there, new enough, and can make environments: Debian splits that into a package of its own. */
export async function runs(python: string, signal: AbortSignal): Promise<boolean> {
  const check = `import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, ${oldestMinor}) else 1)`;
  return runChild(python, ['-c', check], { folder: repositoryFolder, signal }).then(
    () => true,
    () => {
      signal.throwIfAborted();
      return false;
    },
  );
}
