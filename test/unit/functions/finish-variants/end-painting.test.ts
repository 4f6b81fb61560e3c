import { expect, it } from 'vitest';
import { endPainting } from '../../../../functions/finish-variants/end-painting.ts';
import { itemKey, workKey } from '../../../../shared/contracts/keys.ts';
import type { PaintFacts, PaintJob } from '../../../../shared/contracts/paint-job.ts';
import type { Log } from '../../../../shared/contracts/ports.ts';
import { encodeRaster, type Raster } from '../../../../shared/imaging/raster.ts';
import { memoryStore } from '../../cli/memory-ports.ts';
import { changingTable } from '../changing-table.ts';

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

/** Ends the painting of a plate of which these bytes were written; gives what is logged, and the plate's item. */
async function ended(plate: Uint8Array, state: 'submitted' | 'failed' = 'submitted', written: object = facts) {
  const inputKey = workKey.paintJob('acme', plateId, 1);
  const store = memoryStore({
    [`work/${inputKey}`]: JSON.stringify(job),
    [`work/${workKey.painted('acme', plateId)}`]: JSON.stringify(written),
  });
  await store.putIfAbsent('work', 'underpaint.png', (await encodeRaster(ramp(true))).bytes, 'image/png');
  await store.putIfAbsent('work', 'plate.png', plate, 'image/png');
  const table = changingTable();
  const place = itemKey.plate('acme', plateId);
  table.put(place, { state, tenant: 'acme', plateId, attempt: 1 });
  const logged: Parameters<Log>[0][] = [];
  await endPainting(
    {
      ...{ eventSource: 'aws:sagemaker', invocationStatus: 'Completed', inferenceId: '1' },
      requestParameters: { endpointName: 'engine', inputLocation: `s3://work/${inputKey}` },
    },
    {
      ...{ store, table, queue: { send: async () => {} }, endpointName: 'engine', clock: () => new Date(0) },
      openStage: () => Promise.reject(new Error('no stage is shown')),
      openSegmenter: () => Promise.reject(new Error('no plate shows a product')),
      log: (fields) => logged.push(fields),
    },
  );
  return { codes: logged.map(({ code }) => code), item: await table.read('plate', place) };
}
const pngOf = async (isRising: boolean) => (await encodeRaster(ramp(isRising))).bytes;

it.each([
  ['keeps its layout', true, []],
  ['lost its layout', false, ['PLATE_REFUSED']],
])('records a plate that %s as painted, with its measures; the codes in the log: %3$s', async (_, isKept, codes) => {
  const { codes: logged, item } = await ended(await pngOf(isKept));

  expect(logged).toEqual(codes);
  expect(item).toMatchObject({ state: 'painted', measures: { layoutAgreement: expect.any(Number) } });
});

it('records a plate that can’t be read as failed, and does not try for ever', async () => {
  const { codes, item } = await ended((await pngOf(true)).subarray(0, 200));

  expect(codes).toEqual(['PLATE_UNREADABLE']);
  expect(item).toMatchObject({ state: 'failed', failure: { code: 'PLATE_UNREADABLE' } });
});

it('measures nothing again for a notification that comes twice', async () => {
  const { codes, item } = await ended(await pngOf(false), 'failed');

  expect(codes).toEqual([]);
  expect(item).toMatchObject({ state: 'failed' });
});
