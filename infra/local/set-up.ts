/**
 * What a run needs on a fresh machine, side by side: a Python environment with the local AWS and the container's
 * requirements, and the masking model. Quick where all is there. `node infra/local/set-up.ts [--dev]` does it alone,
 * with `--dev` for the tests too.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SegmenterName } from '../../shared/contracts/segmenters.ts';
import { repositoryFolder } from '../build-target.ts';
import { weightsFile } from '../function-bundles.ts';
import { localSettings } from '../settings.ts';
import { prepareDiffusionPython } from './diffusion-environment.ts';
import { preparePython, type RequirementSet } from './python-environment.ts';
import { runChild } from './run-child.ts';

/** Runs a step of the set-up under a name, and shows it. */
export type Track = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Makes the Python environment. */
export const setUpPython = (sets: readonly RequirementSet[], track: Track, signal: AbortSignal): Promise<boolean> =>
  track('Python environment', () => preparePython(sets, signal));

/** Makes the Python environment of the diffusion engines. */
export const setUpDiffusion = (track: Track, signal: AbortSignal): Promise<boolean> =>
  track('Python environment for diffusion', () => prepareDiffusionPython(signal));

/** Fetches the weights of a segmenter, by default the local one, where they are missing. */
export async function setUpModel(
  track: Track,
  signal: AbortSignal,
  segmenter: SegmenterName = localSettings.segmenter,
): Promise<void> {
  if (existsSync(join(repositoryFolder, weightsFile(segmenter)))) return;
  await track('masking model', () =>
    runChild(process.execPath, ['infra/fetch-weights.ts', segmenter], {
      folder: repositoryFolder,
      signal,
    }),
  );
}

if (import.meta.main) {
  const isDev = process.argv.includes('--dev');
  const { signal } = new AbortController();
  const track: Track = async (name, work) => {
    const startedAt = performance.now();
    const result = await work();
    console.log(`${name}: ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    return result;
  };
  const sets: RequirementSet[] = isDev ? ['runtime', 'segmenter', 'dev'] : ['runtime'];
  await Promise.all([setUpPython(sets, track, signal), setUpModel(track, signal)]);
}
