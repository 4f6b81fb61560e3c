/**
 * `npm run test:diffusion`: the diffusion engines with tiny weights, alone and in the whole pipeline, in the Python
 * environment that it makes for them. Apart from `npm test`, which needs no torch.
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { diffusionPythonPath, prepareDiffusionPython } from '../infra/local/diffusion-environment.ts';
import { setUpModel, setUpPython, type Track } from '../infra/local/set-up.ts';

const root = resolve(import.meta.dirname, '..');
const { signal } = new AbortController();
const track: Track = async (name, work) => {
  const startedAt = performance.now();
  const result = await work();
  console.log(`${name}: ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return result;
};

await track('Python environment for diffusion', () => prepareDiffusionPython(signal));
await Promise.all([setUpPython(['runtime'], track, signal), setUpModel(track, signal)]);
const engines = spawnSync(diffusionPythonPath, ['-m', 'pytest', '-q', 'tests_diffusion'], {
  cwd: join(root, 'gpu-container'),
  stdio: 'inherit',
});
const pipeline = spawnSync('vitest', ['run', '--project', 'diffusion'], { cwd: root, stdio: 'inherit' });
process.exitCode = engines.status === 0 && pipeline.status === 0 ? 0 : 1;
