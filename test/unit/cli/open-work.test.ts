import { describe, expect, test } from 'vitest';
import { readOpenWork } from '../../../shared/cli/open-work.ts';
import { itemKey } from '../../../shared/contracts/keys.ts';
import { assetId, chunksOf, finishedAt, madeBody, openedAt, seenWork, tenant, textOfCause } from './seen-work.ts';

const body = await madeBody();
const { planId } = body;
const key = 'acme/mug/front.jpg';
const later = '2026-05-01T10:02:00.000Z';
const trouble = { code: 'PHOTO_EMPTY', sentence: 'Expected a photo, got no bytes.' };
const mug = { sku: 'mug', view: 'front' };

describe('an open photo', () => {
  test('is told while it is masked', async () => {
    const { sight, putAsset } = seenWork(body);
    putAsset(assetId);

    expect(await readOpenWork(sight)).toEqual([{ ...mug, name: key, step: 'masking', since: openedAt, attempts: 1 }]);
  });

  test('is told with the attempts that it took', async () => {
    const { sight, putAsset } = seenWork(body);
    putAsset(assetId, { attempts: 2 });

    expect(await readOpenWork(sight)).toMatchObject([{ attempts: 3 }]);
  });

  test('is told while it waits for its plan', async () => {
    const { sight, putAsset } = seenWork(body);
    putAsset(assetId, { state: 'masked', maskedAt: later, causes: new Set([textOfCause('upload')]) });

    expect(await readOpenWork(sight)).toMatchObject([{ ...mug, step: 'planning', since: later }]);
  });

  test('is told by its key where this gives no sku', async () => {
    const { sight, putAsset } = seenWork(body);
    putAsset(assetId, { sku: undefined, view: undefined, key: 'acme/_mug.jpg' });

    expect(await readOpenWork(sight)).toMatchObject([{ sku: undefined, name: 'acme/_mug.jpg' }]);
  });

  test.each([
    ['masked and on its plans', { state: 'masked', maskedAt: later }],
    ['rejected', { state: 'rejected', rejection: trouble }],
    ['another tenant’s', { tenant: 'other' }],
    ['without a deadline', { deadline: undefined }],
  ])('is none that is %s', async (_, changes) => {
    const { sight, putAsset } = seenWork(body);
    putAsset(assetId, changes);

    expect(await readOpenWork(sight)).toEqual([]);
  });
});

describe('an open plan', () => {
  test('is told with the looks that are being finished, and its own attempts', async () => {
    const { sight, putPlan } = seenWork(body);
    putPlan({ attempts: 1 });

    expect(await readOpenWork(sight)).toEqual([
      { ...mug, name: planId, step: 'finishing (white, studio, scene)', since: openedAt, attempts: 2 },
    ]);
  });

  test('is told with the most attempts of its plates while these are painted', async () => {
    const { sight, putPlan, putPlates } = seenWork(body);
    putPlan({ pendingChunks: chunksOf(body, 'scene'), attempts: 9 });
    putPlates((seed) => ({ state: 'submitted', attempt: seed + 1 }));

    expect(await readOpenWork(sight)).toMatchObject([{ step: 'painting (scene)', attempts: 3 }]);
  });

  test('has one attempt while none of its plates is begun', async () => {
    const { sight, putPlan } = seenWork(body);
    putPlan({ pendingChunks: chunksOf(body, 'scene') });

    expect(await readOpenWork(sight)).toMatchObject([{ step: 'painting (scene)', attempts: 1 }]);
  });

  test('is told once, without the plates that it waits for', async () => {
    const { sight, putPlan, putPlates } = seenWork(body);
    putPlan();
    putPlates(() => ({ state: 'submitted', deadline: later }));

    expect(await readOpenWork(sight)).toHaveLength(1);
  });

  test.each([
    ['finished', { state: 'finished', finishedAt }],
    ['another tenant’s', { tenant: 'other' }],
  ])('is none that is %s', async (_, changes) => {
    const { sight, putPlan } = seenWork(body);
    putPlan(changes);

    expect(await readOpenWork(sight)).toEqual([]);
  });
});

describe('an open request', () => {
  const putRequest = (changes: Record<string, unknown> = {}, of = tenant) => {
    const work = seenWork(body);
    const request = { state: 'expanding', tenant: of, requestId: 'r1', time: openedAt, deadline: finishedAt };
    work.table.put('request', itemKey.request(of, 'r1'), { ...request, ...changes });
    return readOpenWork(work.sight);
  };

  test('is told with the photos that it waits for', async () => {
    expect(await putRequest({ openedAt: later, assetIds: new Set(['a', 'b']), attempts: 1 })).toEqual([
      { name: 'request r1', step: 'waiting for 2 photos', since: later, attempts: 2 },
    ]);
  });

  test('counts from when it was sent where nobody has seen it yet', async () => {
    expect(await putRequest({ assetIds: new Set(['a']) })).toMatchObject([
      { step: 'waiting for 1 photo', since: openedAt, attempts: 1 },
    ]);
  });

  test('is none that is answered, or another tenant’s', async () => {
    expect(await putRequest({ state: 'planned' })).toEqual([]);
    expect(await putRequest({ state: 'rejected', rejection: trouble })).toEqual([]);
    expect(await putRequest({}, 'other')).toEqual([]);
  });
});

test('what is open longest comes first', async () => {
  const { sight, putAsset, putPlan } = seenWork(body);
  putPlan({ openedAt: finishedAt });
  putAsset('c'.repeat(32), { createdAt: later });
  putAsset('d'.repeat(32), { createdAt: openedAt });

  expect((await readOpenWork(sight)).map(({ since }) => since)).toEqual([openedAt, finishedAt, later]);
});
