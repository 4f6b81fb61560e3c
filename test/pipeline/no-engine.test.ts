import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../shared/contracts/manifest.ts';
import { allPlacements } from '../../shared/placements/placements.ts';
import { type PipelineUnderTest, type Put, startPipelineUnderTest } from './pipeline-under-test.ts';
import { findUncovered, readPolicies } from './policies.ts';
import { drawPhoto } from './test-photo.ts';

let pipeline: PipelineUnderTest;
let photo: Buffer;
beforeAll(async () => {
  pipeline = await startPipelineUnderTest({ engine: 'none' });
  photo = await drawPhoto(260);
}, 120_000);
afterAll(() => pipeline?.stop(), 30_000);

const scene = { kind: 'scene', prompt: 'a quiet table', set: { sweep: '#c3c6bd' } };
const small = (id: string, ratio: string) => ({ id, ratio, width: 160, format: 'jpg' });

/** What a plan's event says, once it has come; there is one for each cause. */
async function announced({ planId }: Manifest) {
  const [event, ...others] = await pipeline.waitFor('the event', async () => {
    const own = (await pipeline.readEvents()).filter(({ detail }) => detail.planId === planId);
    return own.length > 0 ? own : undefined;
  });
  expect(others.filter(({ detail }) => detail.eventId !== event?.detail.eventId)).toEqual([]);
  return event;
}

describe('a photo whose brief has a scene, where no engine is deployed', () => {
  let put: Put;
  let made: Manifest;
  beforeAll(async () => {
    const looks = [{ kind: 'plain', name: 'white' }, scene, { kind: 'set', name: 'sand', set: { sweep: '#d9c7ae' } }];
    const placements = [small('square', '1:1'), small('wide', '3:1')];
    await pipeline.put('mixed/brief.json', JSON.stringify({ looks, placements }));
    put = await pipeline.put('mixed/vase/front.jpg', photo);
    made = await pipeline.finished(put);
  });

  it('is finished: the scene refused with what to do, every other slot published', () => {
    const ends = made.slots.map(({ look, state, reasons }) => `${look} ${state} ${reasons.map(({ code }) => code)}`);

    const twice = (text: string) => [text, text];
    expect(ends).toEqual([
      ...twice('white published '),
      ...twice('scene refused LOOK_NEEDS_ENGINE'),
      ...twice('sand published '),
    ]);
    const [refused] = made.slots.filter(({ look }) => look === 'scene');
    expect(refused).toMatchObject({ file: null, receiptKey: null });
    expect(refused?.reasons[0]?.sentence).toBe(
      'Expected an engine for the scene look scene, got a deployment without one; deploy with one.',
    );
  });

  it('is announced with what came of its slots', async () => {
    const counts = { published: 4, held: 0, refused: 2, failed: 0 };

    const event = await announced(made);

    expect(event?.type).toBe('AssetFinished');
    expect(event?.detail).toMatchObject({ sku: 'vase', view: 'front', counts, cause: { causeId: put.causeId } });
    expect(made.counts).toEqual(counts);
  });
});

it('a photo whose brief has nothing but scenes is finished too, in as many chunks as it takes', async () => {
  await pipeline.put('scenes/brief.json', JSON.stringify({ looks: [scene], placements: ['*'] }));
  const refused = allPlacements.length;

  const made = await pipeline.finished(await pipeline.put('scenes/vase/front.jpg', photo));

  expect(made.counts).toEqual({ published: 0, held: 0, refused, failed: 0 });
  expect(new Set(made.slots.flatMap(({ reasons }) => reasons.map(({ code }) => code)))).toEqual(
    new Set(['LOOK_NEEDS_ENGINE']),
  );
  expect((await announced(made))?.detail.counts).toEqual(made.counts);
});

it('a photo without a brief gets the looks that need no engine', async () => {
  const made = await pipeline.finished(await pipeline.put('plain/vase/front.jpg', photo));

  expect(new Set(made.slots.map(({ look }) => look))).toEqual(new Set(['white', 'studio']));
  expect(made.counts).toEqual({ published: 10, held: 0, refused: 0, failed: 0 });
});

describe('after all this', () => {
  it('nothing was painted, and no message is left dead', async () => {
    const painting = pipeline.proxy.calls.filter(({ action, resource }) => /sagemaker|plates/.test(action + resource));

    expect(painting).toEqual([]);
    expect(pipeline.proxy.sent.filter(({ queue }) => queue.endsWith('-render'))).toEqual([]);
    expect(await pipeline.deadLetters()).toBe(0);
  });

  it('every call that was made is allowed by the policy of its function', async () => {
    expect(findUncovered(pipeline.proxy.calls, await readPolicies(pipeline.stack))).toEqual([]);
  });
});
