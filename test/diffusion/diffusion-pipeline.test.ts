import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryFolder } from '../../infra/build-target.ts';
import { diffusionPythonPath, prepareDiffusionPython } from '../../infra/local/diffusion-environment.ts';
import { runChild } from '../../infra/local/run-child.ts';
import type { Manifest } from '../../shared/contracts/manifest.ts';
import { paintFacts } from '../../shared/contracts/paint-job.ts';
import { type PipelineUnderTest, startPipelineUnderTest } from '../pipeline/pipeline-under-test.ts';
import { drawPhoto } from '../pipeline/test-photo.ts';

const engine = 'flux2-klein-4b';

const folder = mkdtempSync(join(tmpdir(), 'packshot-tiny-'));
let pipeline: PipelineUnderTest;
let weightsSha256: string | undefined;
let made: Manifest;

beforeAll(async () => {
  const { signal } = new AbortController();
  await prepareDiffusionPython(signal);
  const container = { folder: join(repositoryFolder, 'gpu-container'), signal };
  const listed = await runChild(diffusionPythonPath, ['-m', 'tools.save_tiny_weights', folder], container);
  weightsSha256 = listed
    .split('\n')
    .find((line) => line.startsWith(`${engine} `))
    ?.split(' ')[1];
  pipeline = await startPipelineUnderTest({ engine, engineWeights: folder });
  const look = { kind: 'scene', prompt: 'a quiet table of oak', set: { sweep: '#c3c6bd' } };
  const placements = [
    { id: 'square', ratio: '1:1', width: 800, format: 'jpg' },
    { id: 'banner', ratio: '3:1', width: 1800, format: 'jpg' },
  ];
  await pipeline.put('acme/brief.json', JSON.stringify({ looks: [look], placements }));
  made = await pipeline.finished(await pipeline.put('acme/vase/front.jpg', await drawPhoto(260)));
}, 300_000);
afterAll(async () => {
  await pipeline?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const listPlates = async (name: string): Promise<string[]> =>
  (await pipeline.store.list('work', 'plates/acme/')).map(({ key }) => key).filter((key) => key.endsWith(name));

/** What the container says of each plate that it painted. */
async function readPainted() {
  const keys = await listPlates('/painted.json');
  return Promise.all(
    keys.map(async (key) => {
      const stored = await pipeline.store.get('work', key);
      return paintFacts.parse(JSON.parse(new TextDecoder().decode(stored?.bytes)));
    }),
  );
}

describe('a photo whose scene is painted by a diffusion engine with tiny weights', () => {
  it('gets its plates from the engine, which says what it ran', async () => {
    const painted = await readPainted();

    expect(painted.length).toBeGreaterThan(0);
    for (const facts of painted) {
      expect(facts).toMatchObject({
        ...{ engine, weights: { id: engine, sha256: weightsSha256 } },
        ...{ licence: 'Apache-2.0', promptUsed: true },
      });
      // Four steps a pass or window.
      expect(facts.steps).toBeGreaterThanOrEqual(4);
      expect(facts.steps % 4).toBe(0);
    }
  });

  it('is painted with every seed, because noise keeps no layout, and then published before the set in its place', async () => {
    const seeds = new Set((await readPainted()).map(({ seed }) => seed));

    expect(seeds.size).toBeGreaterThan(1);
    expect(made.slots.map(({ placement, state }) => `${placement} ${state}`).sort()).toEqual([
      'banner published',
      'square published',
    ]);
    for (const { reasons } of made.slots) {
      expect(reasons.map(({ code }) => code)).toContain('SET_IN_PLACE_OF_SCENE');
    }
  });

  it('leaves no message dead and no plate failed', async () => {
    expect(await pipeline.deadLetters()).toBe(0);
    expect(await listPlates('/failure.json')).toEqual([]);
  });
});
