import { join } from 'node:path';
import { repositoryFolder } from '../../infra/build-target.ts';
import { diffusionPythonPath, prepareDiffusionPython } from '../../infra/local/diffusion-environment.ts';
import { runChild } from '../../infra/local/run-child.ts';

/** Saves tiny weights of every engine into a folder, in the environment that it makes for that; gives their hashes by engine. */
export async function saveTinyWeights(folder: string): Promise<ReadonlyMap<string, string>> {
  const { signal } = new AbortController();
  await prepareDiffusionPython(signal);
  const container = { folder: join(repositoryFolder, 'gpu-container'), signal };
  const listed = await runChild(diffusionPythonPath, ['-m', 'tools.save_tiny_weights', folder], container);
  return new Map(
    listed
      .trim()
      .split('\n')
      .map((line): [string, string] => {
        const [engine = '', sha256 = ''] = line.split(' ');
        return [engine, sha256];
      }),
  );
}
