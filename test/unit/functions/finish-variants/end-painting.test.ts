import { expect, it } from 'vitest';
import { endPainting } from '../../../../functions/finish-variants/end-painting.ts';
import { workKey } from '../../../../shared/contracts/keys.ts';
import type { PaintFacts, PaintJob } from '../../../../shared/contracts/paint-job.ts';
import type { Log } from '../../../../shared/contracts/ports.ts';
import { encodeRaster, type Raster } from '../../../../shared/imaging/raster.ts';
import { memoryStore, memoryTable } from '../../cli/memory-ports.ts';

const plateId = 'a'.repeat(32);
const canvas = { widthPx: 64, heightPx: 64 };
const picture = (key: string) => ({ key, sha256: 'b'.repeat(64), ...canvas });
const job: PaintJob = {
  ...{ v: 1, plateId, attempt: 1, engine: 'stub', prompt: null, seed: 1, bucket: 'work' },
  underpaint: picture('underpaint.png'),
  passes: [{ name: 'hero', canvas, rect: { left: -1, bottom: 0, width: 2, height: 2 }, keep: null }],
  outputPrefix: `plates/acme/${plateId}/`,
};
const facts: PaintFacts = {
  ...{ v: 1, plateId, plate: picture('plate.png'), engine: 'stub', weights: null, licence: 'none' },
  ...{ seed: 1, steps: 1, scheduler: null, seconds: 1, gpuMemoryMib: null, promptUsed: false, layout: 'init' },
};

/** Grey that rises along x, or falls. */
function ramp(isRising: boolean): Raster {
  const data = new Uint8Array(3 * 64 * 64).map((_, at) => {
    const level = 4 * (Math.floor(at / 3) % 64);
    return isRising ? level : 252 - level;
  });
  return { data, channels: 3, ...canvas };
}

it.each([
  ['keeps its layout', true, []],
  ['lost its layout', false, ['PLATE_REFUSED']],
])('logs of a plate that %s: the codes', async (_, isKept, codes) => {
  const inputKey = workKey.paintJob('acme', plateId, 1);
  const store = memoryStore({
    [`work/${inputKey}`]: JSON.stringify(job),
    [`work/${workKey.painted('acme', plateId)}`]: JSON.stringify(facts),
  });
  await store.putIfAbsent('work', 'underpaint.png', (await encodeRaster(ramp(true))).bytes, 'image/png');
  await store.putIfAbsent('work', 'plate.png', (await encodeRaster(ramp(isKept))).bytes, 'image/png');
  const logged: Parameters<Log>[0][] = [];

  await endPainting(
    {
      ...{ eventSource: 'aws:sagemaker', invocationStatus: 'Completed', inferenceId: '1' },
      requestParameters: { endpointName: 'engine', inputLocation: `s3://work/${inputKey}` },
    },
    {
      ...{ store, table: { ...memoryTable(), change: async () => ({ applied: false, item: undefined }) as const } },
      ...{ queue: { send: async () => {} }, endpointName: 'engine', clock: () => new Date(0) },
      openStage: () => Promise.reject(new Error('no stage is shown')),
      openSegmenter: () => Promise.reject(new Error('no plate shows a product')),
      log: (fields) => logged.push(fields),
    },
  );

  expect(logged.map(({ code }) => code)).toEqual(codes);
});
