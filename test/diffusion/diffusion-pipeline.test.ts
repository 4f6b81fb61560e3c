import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../shared/contracts/manifest.ts';
import { paintFacts, paintJob } from '../../shared/contracts/paint-job.ts';
import { type Receipt, receipt } from '../../shared/contracts/receipt.ts';
import { decodePlate } from '../../shared/imaging/decode-plate.ts';
import { decodeMask } from '../../shared/imaging/raster.ts';
import { type PipelineUnderTest, startPipelineUnderTest } from '../pipeline/pipeline-under-test.ts';
import { findUncovered, readPolicies } from '../pipeline/policies.ts';
import { drawPhoto } from '../pipeline/test-photo.ts';
import { run } from '../unit/cli/run-command.ts';
import { saveTinyWeights } from './tiny-weights.ts';

const engine = 'sdxl';
/** With tiny weights a low strength keeps the layout; from noise none is left. */
const settings = { strength: 0.3, steps: 10, scheduler: 'DDIM', guidance: 5, negativePrompt: 'people' };
const scene = { kind: 'scene', prompt: 'a quiet table of oak', set: { studio: 'arch' } };
const looks = [
  { ...scene, name: 'stage', settings },
  // Tiny weights paint in blocks of 8 px, which show least beside the grain of this set.
  { ...scene, name: 'around', mode: 'in-context', set: { studio: 'terrazzo' }, settings: { strength: 0.3, steps: 10 } },
  { ...scene, name: 'noise', candidates: 2, settings: { strength: 0.9, steps: 10 } },
  { ...scene, name: 'wrong', settings: { scheduler: 'LMS' } },
];
/** Small ones: a CPU paints their canvases in a second. */
const placements = [
  { id: 'square', ratio: '1:1', width: 320, format: 'jpg' },
  { id: 'banner', ratio: '3:1', width: 600, format: 'jpg' },
];
/** Several plates one after the other, beside whatever else the machine does. */
const patienceMilliseconds = 180_000;

const folder = mkdtempSync(join(tmpdir(), 'packshot-tiny-'));
let pipeline: PipelineUnderTest;
let weightsSha256: string | undefined;
let photo: Buffer;
let made: Manifest;

beforeAll(async () => {
  weightsSha256 = (await saveTinyWeights(folder)).get(engine);
  pipeline = await startPipelineUnderTest({ engine, engineWeights: folder });
  await pipeline.put('acme/brief.json', JSON.stringify({ looks, placements }));
  photo = await drawPhoto(260);
  made = await pipeline.finished(await pipeline.put('acme/vase/front.jpg', photo), patienceMilliseconds);
}, 300_000);
afterAll(async () => {
  await pipeline?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

const slotsOf = (name: string) => made.slots.filter(({ look }) => look === name);

async function read(bucket: 'work' | 'variants', key = ''): Promise<Uint8Array> {
  const stored = await pipeline.store.get(bucket, key);
  if (stored === undefined) throw new Error(`Expected ${key}`);
  return stored.bytes;
}

/** The receipts of a look's published files. */
const receiptsOf = (name: string): Promise<Receipt[]> =>
  Promise.all(
    slotsOf(name).map(async ({ receiptKey }) => {
      const bytes = await read('variants', receiptKey ?? undefined);
      return receipt.parse(JSON.parse(new TextDecoder().decode(bytes)));
    }),
  );

/** What the container was asked for a plate, and what it says of it. */
async function readPainting(plateId = '') {
  const prefix = `plates/acme/${plateId}/`;
  const [asked, painted] = await Promise.all([
    read('work', `${prefix}requests/1.json`),
    read('work', `${prefix}painted.json`),
  ]);
  const text = new TextDecoder();
  return {
    job: paintJob.parse(JSON.parse(text.decode(asked))),
    facts: paintFacts.parse(JSON.parse(text.decode(painted))),
  };
}

describe('a photo whose scenes are painted by a diffusion engine with tiny weights', () => {
  it.each(['stage', 'around'])(
    'is published over the plates of the look %s, whose receipts say what ran',
    async (name) => {
      expect(slotsOf(name).map(({ placement, state }) => `${placement} ${state}`)).toEqual([
        'banner published',
        'square published',
      ]);
      for (const { plate, set, reasons, interior, provenance } of await receiptsOf(name)) {
        expect(plate).toMatchObject({
          ...{ engine, weights: { id: 'sdxl-1.0', sha256: weightsSha256 } },
          ...{ licence: 'CreativeML Open RAIL++-M', promptUsed: true },
          scheduler: name === 'stage' ? 'DDIM' : 'DPMSolverMultistep',
        });
        // Three of ten steps a pass or window.
        expect(plate?.steps).toBeGreaterThanOrEqual(3);
        expect(plate?.layoutAgreement).toBeGreaterThan(0.8);
        expect(set).toBeNull();
        expect(reasons.map(({ code }) => code)).not.toContain('SET_IN_PLACE_OF_SCENE');
        expect(interior.maxAbsBeforeEncode).toBe(0);
        expect(provenance.digitalSourceType).toBe('compositeWithTrainedAlgorithmicMedia');
      }
    },
  );

  it('is painted with the settings, seed and words of the look', async () => {
    for (const { plate } of await receiptsOf('stage')) {
      const { job, facts } = await readPainting(plate?.id);

      expect(job).toMatchObject({ prompt: scene.prompt, settings, timeoutSeconds: 300 });
      expect(job.mask).toBeUndefined();
      expect([plate?.seed, plate?.sha256]).toEqual([job.seed, facts.plate.sha256]);
    }
  });

  it('is shown to the engine behind a mask where the look says so, and stays in the plate as it was shown', async () => {
    for (const { plate } of await receiptsOf('around')) {
      const { job, facts } = await readPainting(plate?.id);
      expect(job.passes).toHaveLength(1);

      const [mask, shown, painted] = await Promise.all([
        read('work', job.mask?.key).then(decodeMask),
        read('work', job.underpaint.key).then(decodePlate),
        read('work', facts.plate.key).then(decodePlate),
      ]);
      const changed = [0, 255].map((level) => {
        const places = [...mask.data.keys()].filter((at) => mask.data[at] === level);
        const differences = places.map((at) => Math.abs((shown.data[3 * at] ?? 0) - (painted.data[3 * at] ?? 0)));
        return { places: places.length, most: Math.max(0, ...new Set(differences)) };
      });
      const [kept, repainted] = changed;
      expect(kept?.places).toBeGreaterThan(1000);
      expect(kept?.most).toBeLessThanOrEqual(1);
      expect(repainted?.most).toBeGreaterThan(1);
    }
  });

  it('is published before the set in the place of a scene that lost its layout', async () => {
    for (const { plate, set, state, reasons, provenance } of await receiptsOf('noise')) {
      expect([state, plate]).toEqual(['published', null]);
      expect(set).toMatchObject({ studio: 'arch' });
      expect(reasons.map(({ code }) => code)).toContain('SET_IN_PLACE_OF_SCENE');
      expect(provenance.digitalSourceType).toBe('compositeSynthetic');
    }
  });

  it('fails where a setting cannot be honoured, and says which', () => {
    const failed = slotsOf('wrong').map(({ state, reasons }) => ({ state, ...reasons[0] }));

    expect(failed.map(({ state, code }) => [state, code])).toEqual(failed.map(() => ['failed', 'PAINT_REFUSED']));
    for (const { sentence } of failed) expect(sentence).toContain('settings.scheduler');
  });

  it('has files that packshot verify finds as their receipts claim', async () => {
    const photoFile = join(folder, 'front.jpg');
    await writeFile(photoFile, photo);

    for (const { file, receiptKey } of ['stage', 'around', 'noise'].flatMap((name) => slotsOf(name).slice(0, 1))) {
      const variant = join(folder, basename(file?.key ?? ''));
      await writeFile(variant, await read('variants', file?.key));
      await writeFile(`${variant}.receipt.json`, await read('variants', receiptKey ?? undefined));

      const { code, stdout } = await run(['verify', variant, '--photo', photoFile]);

      expect(stdout).toMatch(/ is verified\./);
      expect(code).toBe(0);
    }
  });

  it('leaves no message dead, and makes no call that the policies do not allow', async () => {
    const policies = await readPolicies(pipeline.stack);

    expect(await pipeline.deadLetters()).toBe(0);
    expect(
      pipeline.proxy.calls.some(
        ({ functionName, resource }) => functionName === 'plan-renders' && resource.includes('/assets/'),
      ),
    ).toBe(true);
    expect(findUncovered(pipeline.proxy.calls, policies)).toEqual([]);
  });
});
