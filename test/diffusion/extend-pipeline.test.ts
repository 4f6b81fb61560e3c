import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../shared/contracts/manifest.ts';
import { paintFacts, paintJob } from '../../shared/contracts/paint-job.ts';
import { type Receipt, receipt } from '../../shared/contracts/receipt.ts';
import { type PipelineUnderTest, startPipelineUnderTest } from '../pipeline/pipeline-under-test.ts';
import { drawSpeckledPhoto } from './speckled-photo.ts';
import { saveTinyWeights } from './tiny-weights.ts';

const engine = 'sdxl';
const look = { kind: 'extend', prompt: 'speckles of many colours', candidates: 1 };
const placements = [
  { id: 'wide', ratio: '16:9', width: 640, format: 'png' },
  { id: 'tall', ratio: '4:5', width: 400, format: 'png' },
  { id: 'square', ratio: '1:1', width: 400, format: 'png' },
];

/** A plate takes 5 s on an idle machine of two cores, and its checks may ask for another. */
const paintMilliseconds = 240_000;

const folder = mkdtempSync(join(tmpdir(), 'packshot-tiny-'));
let pipeline: PipelineUnderTest;
let photo: Buffer;
let made: Manifest;

beforeAll(async () => {
  await saveTinyWeights(folder);
  pipeline = await startPipelineUnderTest({ engine, engineWeights: folder });
  photo = await drawSpeckledPhoto(200);
  await pipeline.put('acme/brief.json', JSON.stringify({ looks: [look], placements }));
  made = await pipeline.finished(await pipeline.put('acme/vase/front.png', photo), paintMilliseconds);
}, 480_000);
afterAll(async () => {
  await pipeline?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function readJson(bucket: 'work' | 'variants', key: string): Promise<unknown> {
  const stored = await pipeline.store.get(bucket, key);
  return JSON.parse(new TextDecoder().decode(stored?.bytes));
}
const listPlates = async (name: string): Promise<string[]> =>
  (await pipeline.store.list('work', 'plates/acme/')).map(({ key }) => key).filter((key) => key.endsWith(name));

/** A slot's file and its receipt. */
async function readSlot(id: string): Promise<{ bytes: Uint8Array; proof: Receipt }> {
  const slot = made.slots.find(({ placement }) => placement === id);
  const stored = await pipeline.store.get('variants', slot?.file?.key ?? '');
  if (stored === undefined) throw new Error(`Expected a file for ${id}, got ${JSON.stringify(slot)}`);
  return { bytes: stored.bytes, proof: receipt.parse(await readJson('variants', slot?.receiptKey ?? '')) };
}

describe('a photo before speckles whose extend look is painted by a diffusion engine with tiny weights', () => {
  it('is published in every shape', () => {
    expect(made.slots.map(({ placement, state, reasons }) => [placement, state, reasons])).toEqual([
      ['square', 'published', []],
      ['tall', 'published', []],
      ['wide', 'published', []],
    ]);
  });

  it('has the engine paint around the photo, which it is given as it is', async () => {
    const [jobKey = ''] = await listPlates('/requests/1.json');
    const job = paintJob.parse(await readJson('work', jobKey));
    const underpaint = await pipeline.store.get('work', job.underpaint.key);

    const [hero] = job.passes;
    expect(job).toMatchObject({ engine, prompt: look.prompt });
    expect(hero?.keep).toMatchObject({ widthPx: job.underpaint.widthPx, heightPx: job.underpaint.heightPx });
    const { width, height, depth } = await sharp(underpaint?.bytes).metadata();
    expect([width, height, depth]).toEqual([job.underpaint.widthPx, job.underpaint.heightPx, 'ushort']);
    const painted = paintFacts.parse(await readJson('work', (await listPlates('/painted.json'))[0] ?? ''));
    expect(painted).toMatchObject({ engine, plate: job.passes.at(-1)?.canvas, promptUsed: true });
    expect(await listPlates('/failure.json')).toEqual([]);
  });

  it('shows the photo itself within its frame, to the pixel, and something else than one colour around it', async () => {
    const { bytes, proof } = await readSlot('wide');

    const { leftPx: left, topPx: top, widthPx: width, heightPx: height } = proof.placing.cut;
    expect([left > 0, top, height]).toEqual([true, 0, 360]);
    expect(proof.interior).toMatchObject({ share: 1, maxAbsBeforeEncode: 0 });
    const shown = await sharp(bytes).extract({ left, top, width, height }).raw().toBuffer();
    const due = await sharp(photo).toColourspace('srgb').resize(width, height, { fit: 'fill', kernel: 'lanczos3' });
    expect(shown.equals(await due.raw().toBuffer())).toBe(true);
    const beside = await sharp(bytes).extract({ left: 0, top: 0, width: left, height }).stats();
    expect(Math.min(...beside.channels.map(({ stdev }) => stdev))).toBeGreaterThan(1);
  });

  it('says in its receipt and in the file that an engine painted, and which', async () => {
    const { proof } = await readSlot('tall');

    expect(proof.provenance.digitalSourceType).toBe('compositeWithTrainedAlgorithmicMedia');
    expect(proof).toMatchObject({ kind: 'extend', set: null, plate: { engine, promptUsed: true } });
    expect(proof.plate?.weights).toMatchObject({ id: 'sdxl-1.0' });
  });

  it('paints nothing for a picture in the shape of the photo', async () => {
    const { proof } = await readSlot('square');

    expect(proof.plate).toBeNull();
    expect(proof.provenance.digitalSourceType).toBe('compositeSynthetic');
  });

  it('leaves no message dead', async () => {
    expect(await pipeline.deadLetters()).toBe(0);
  });
});
