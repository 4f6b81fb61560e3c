import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { afterAll, expect, it } from 'vitest';
import { repositoryFolder } from '../../infra/build-target.ts';
import { makeContainerImage } from '../../infra/container-image.ts';
import { filesBelow } from '../../infra/sync-folder.ts';

const outdir = mkdtempSync(join(tmpdir(), 'packshot-image-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

const app = new App({ outdir, analyticsReporting: false, builtinCloudFormationValidation: false });
const stack = new Stack(app, 'stack');
makeContainerImage(stack, join(repositoryFolder, 'gpu-container'), 'requirements-diffusion.lock');
const assembly = app.synth();
const staged = readdirSync(outdir).find((name) => name.startsWith('asset.')) ?? '';

it('is made from the server and the locks, and from no test, tool or note', async () => {
  const files = await filesBelow(join(outdir, staged));

  const besidePackage = files.filter((path) => !path.startsWith('packshot_container/'));

  expect(besidePackage.filter((path) => !path.startsWith('.'))).toEqual([
    'Dockerfile',
    'requirements-diffusion.lock',
    'requirements-segmenter-gpu.lock',
    'requirements-segmenter.lock',
    'requirements.lock',
  ]);
  expect(files).toContain('packshot_container/engines/sdxl.py');
  expect(files.filter((path) => path.includes('__pycache__') || path.includes('_cache/'))).toEqual([]);
});

it('installs one of the locks that lie beside its Dockerfile', () => {
  const assets = readFileSync(join(assembly.directory, 'stack.assets.json'), 'utf8');

  const [, lock] = /"LOCK": "([^"]+)"/.exec(assets) ?? [];

  expect(lock).toBe('requirements-diffusion.lock');
  expect(existsSync(join(outdir, staged, String(lock)))).toBe(true);
  expect(readFileSync(join(outdir, staged, 'Dockerfile'), 'utf8')).toContain('ARG LOCK=requirements.lock');
});
