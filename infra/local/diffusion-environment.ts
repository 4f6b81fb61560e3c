/**
 * A Python environment of its own for the diffusion engines and their tests, in `.venv-diffusion`: torch from PyPI with
 * stubs in the place of CUDA (gpu-container/tools/stub_cuda.py), 1.7 GB in all. No run needs it; `npm run test:diffusion`
 * does. `node infra/local/diffusion-environment.ts` makes it alone, and is quick where it is there.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryFolder } from '../build-target.ts';
import { findPython, hashOf, runs } from './python-environment.ts';
import { type ChildOptions, runChild } from './run-child.ts';

const venvFolder = join(repositoryFolder, '.venv-diffusion');
/** Its Python. */
export const diffusionPythonPath = join(venvFolder, 'bin', 'python');
const stampFile = join(venvFolder, 'packshot-requirements.txt');
const engines = 'gpu-container/requirements-diffusion.txt';
const requirementFiles = [engines, 'gpu-container/requirements.txt', 'gpu-container/requirements-dev.txt'];
const stubProgram = 'gpu-container/tools/stub_cuda.py';

/**
 * Makes `.venv-diffusion` hold what the diffusion engines need. Returns whether anything was installed.
 * @throws SET_UP_FAILED where there is no Python 3.11 or newer, no gcc on Linux, or the package index does not answer.
 */
export async function prepareDiffusionPython(signal: AbortSignal): Promise<boolean> {
  const wanted = await hashOf([...requirementFiles, stubProgram]);
  const installed = await readFile(stampFile, 'utf8').catch(() => '');
  if (installed === wanted && (await runs(diffusionPythonPath, signal))) return false;
  const options: ChildOptions = { folder: join(repositoryFolder, 'gpu-container'), signal };
  const pip = (...args: string[]) =>
    runChild(diffusionPythonPath, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...args], options);
  await rm(venvFolder, { recursive: true, force: true });
  await runChild(await findPython(signal), ['-m', 'venv', venvFolder], options);
  // Without its requirements first: they are CUDA's libraries, which the stubs stand for.
  await pip('--no-deps', await readTorch());
  await runChild(diffusionPythonPath, ['-m', 'tools.stub_cuda'], options);
  await pip(...requirementFiles.flatMap((file) => ['--requirement', join(repositoryFolder, file)]));
  await writeFile(stampFile, wanted);
  return true;
}

/** The line of the requirements that pins torch. */
async function readTorch(): Promise<string> {
  const lines = (await readFile(join(repositoryFolder, engines), 'utf8')).split('\n');
  const torch = lines.find((line) => line.startsWith('torch=='));
  if (torch === undefined) throw new Error(`Expected a line torch== in ${engines}, found none`);
  return torch;
}

if (import.meta.main) {
  const startedAt = performance.now();
  const isNew = await prepareDiffusionPython(new AbortController().signal);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`Python environment for diffusion: ${isNew ? 'made' : 'found'} in ${seconds} s`);
}
