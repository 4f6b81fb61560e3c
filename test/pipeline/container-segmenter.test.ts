import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localClientSettings } from '../../infra/local/local-clients.ts';
import { makeSagemakerSegmentEndpoint } from '../../shared/aws/sagemaker-segment-endpoint.ts';
import { itemKey } from '../../shared/contracts/keys.ts';
import type { SegmentEndpoint } from '../../shared/contracts/ports.ts';
import type { SegmentJob } from '../../shared/contracts/segment-job.ts';
import { type SegmenterFacts, segmenters } from '../../shared/contracts/segmenters.ts';
import { maskRasters } from '../../shared/imaging/mask-steps.ts';
import { decodeMask } from '../../shared/imaging/raster.ts';
import type { Segmenter } from '../../shared/imaging/segment-product.ts';
import { makeContainerSegmenter } from '../../shared/segmenters/container-segmenter.ts';
import { loadSegmenter } from '../../shared/segmenters/load-segmenter.ts';
import { makeTinyOnnx } from '../unit/segmenters/tiny-onnx.ts';
import { type PipelineUnderTest, startPipelineUnderTest } from './pipeline-under-test.ts';
import { findUncovered, readPolicies } from './policies.ts';
import { drawPhoto } from './test-photo.ts';

const name = 'birefnet-lite';
/** What is not green is product: the drawn vase, and neither its pale backdrop nor its shadow. */
const notGreen = [0, -4, 0] as const;
const oneLevel = 1 / 65_535;

const folder = mkdtempSync(join(tmpdir(), 'packshot-weights-'));
let pipeline: PipelineUnderTest;
let runtime: SageMakerRuntimeClient;
let endpoint: SegmentEndpoint;
/** The same network in this process. */
let here: Segmenter;

beforeAll(async () => {
  const bytes = makeTinyOnnx(segmenters[name].sidePx, notGreen, { hasSigmoid: false });
  const facts: SegmenterFacts = { ...segmenters[name], sha256: createHash('sha256').update(bytes).digest('hex') };
  const { file, sha256, licence, sidePx, mean, deviation, answer } = facts;
  const table = join(folder, 'segmenters.json');
  writeFileSync(join(folder, file), bytes);
  writeFileSync(table, JSON.stringify({ [name]: { file, sha256, licence, sidePx, mean, deviation, answer } }));
  here = await loadSegmenter(facts, join(folder, file));
  pipeline = await startPipelineUnderTest({ engine: 'none', segmenter: name, weights: { folder, table } });
  runtime = new SageMakerRuntimeClient({ ...localClientSettings(pipeline.endpoint), endpoint: pipeline.shim.url });
  endpoint = makeSagemakerSegmentEndpoint(runtime, pipeline.outputs.SegmentEndpointName ?? '');
});
afterAll(async () => {
  runtime?.destroy();
  await pipeline?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const endpointCalls = () => pipeline.proxy.calls.filter(({ action }) => action === 'sagemaker:InvokeEndpoint');
const segments = () => pipeline.store.list('work', 'segments/');

/** A picture of noise, which leaves no pixel out that could come out wrong. */
function drawNoise(sidePx: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length: sidePx * sidePx * 3 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state % 251;
  });
}

describe('a photo', () => {
  it('is masked by the network in the container as it would be by the same network in the function', async () => {
    const photo = await drawPhoto(260);
    const expected = await maskRasters({ photoBytes: photo, givenMatteBytes: null, segmenter: here });

    const put = await pipeline.put('acme/vase/front.jpg', photo);
    const made = await pipeline.finished(put);

    const view = await pipeline.table.read('view', itemKey.view('acme', 'vase', 'front'));
    const asset = await pipeline.table.read('asset', itemKey.asset(view?.photo?.assetId ?? ''));
    const stored = await pipeline.store.get('work', asset?.matte?.key ?? '');
    const matte = await decodeMask(stored?.bytes ?? new Uint8Array());
    const difference = matte.data.reduce(
      (most, level, i) => Math.max(most, Math.abs(level - (expected.matte.data[i] ?? 0))),
      0,
    );
    expect(made.counts).toMatchObject({ held: 0, failed: 0 });
    expect(asset?.facts).toMatchObject({ matteSource: 'segmented', cutBox: expected.facts.cutBox });
    expect(difference).toBeLessThanOrEqual(1);
  });

  it('is masked by a function that carries no weights', () => {
    const deployed = readdirSync(pipeline.stack.cdkOut, { recursive: true, encoding: 'utf8' });

    // The only ones are those by which finish-variants looks at painted plates.
    expect(deployed.filter((path) => path.endsWith('.onnx')).map((path) => basename(path))).toEqual(['u2netp.onnx']);
  });

  it('is segmented once, however often it is uploaded', async () => {
    const [asked, kept] = [endpointCalls().length, (await segments()).length];

    await pipeline.finished(await pipeline.put('acme/vase/again.jpg', await drawPhoto(260)));

    expect(asked).toBeGreaterThan(0);
    expect(endpointCalls().length).toBe(2 * asked);
    expect((await segments()).length).toBe(kept);
  });

  it('leaves no message dead, and every call is allowed by the policy of its function', async () => {
    expect(await pipeline.deadLetters()).toBe(0);
    expect(findUncovered(pipeline.proxy.calls, await readPolicies(pipeline.stack))).toEqual([]);
    expect(endpointCalls().every(({ resource }) => resource === 'packshot-local-segment')).toBe(true);
  });
});

describe('the network in the container', () => {
  it('answers what the same network answers here, but for the rounding to 16 bits', async () => {
    const rgb = drawNoise(here.sidePx);

    const [there, expected] = [
      await makeContainerSegmenter(name, pipeline.store, endpoint).segment(rgb),
      await here.segment(rgb),
    ];

    expect(there).toHaveLength(expected.length);
    expect(there.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? 0))), 0)).toBeLessThan(
      oneLevel,
    );
  });
});

describe('the endpoint', () => {
  const picture = { key: 'segments/none/picture.png', sha256: '0'.repeat(64), widthPx: 1024, heightPx: 1024 };
  const job = (): SegmentJob => ({
    ...{ v: 1, kind: 'segment', segmenter: name, bucket: pipeline.store.realName('work') },
    ...{ picture, outputPrefix: 'segments/none/' },
  });

  it.each([
    ['another segmenter', { segmenter: 'isnet-general-use' }, 'SEGMENT_REFUSED', 'birefnet-lite'],
    ['a picture of another size', { picture: { ...picture, widthPx: 320 } }, 'IMAGE_SIZE_MISMATCH', '1024x1024'],
    ['a prefix without a slash', { outputPrefix: 'segments' }, 'SEGMENT_REFUSED', 'outputPrefix'],
  ])('says for good what it can never do: %s', async (_, change, code, named) => {
    const asked = endpoint.segment({ ...job(), ...change });

    await expect(asked).rejects.toMatchObject({ code, retry: false, message: expect.stringContaining(named) });
  });

  it('leaves to a later attempt what may come right: a picture that is not there yet', async () => {
    await expect(endpoint.segment(job())).rejects.toMatchObject({ name: 'ModelError', OriginalStatusCode: 500 });
  });

  it('leaves to a later attempt an endpoint that is not there yet', async () => {
    const missing = makeSagemakerSegmentEndpoint(runtime, 'packshot-missing');

    await expect(missing.segment(job())).rejects.not.toHaveProperty('retry');
  });
});
