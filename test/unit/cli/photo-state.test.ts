import { describe, expect, test } from 'vitest';
import { describeState, readPhotoState } from '../../../shared/cli/photo-state.ts';
import { itemKey } from '../../../shared/contracts/keys.ts';
import { assetId, chunksOf, finishedAt, madeBody, openedAt, seenWork, tenant, textOfCause } from './seen-work.ts';

const body = await madeBody();
const photo = { key: 'acme/mug/front.jpg', sku: 'mug', view: 'front' };
const upload = { key: photo.key, versionId: 'v1', causeId: 'upload', uploadAssetId: 'f'.repeat(32) };
const trouble = { code: 'PHOTO_EMPTY', sentence: 'Expected a photo, got no bytes.' };
const { planId } = body;

const masked = { photo: { key: photo.key, versionId: 'v1', photoTime: openedAt, assetId } };
const latestPlan = { planId, manifestKey: 'the-manifest', causeId: 'upload', finishedAt };
const rejectionOf = (causeId: string) => ({
  ...trouble,
  causeId,
  key: photo.key,
  versionId: 'v1',
  photoTime: openedAt,
});

function seen(view: Record<string, unknown> = {}) {
  const work = seenWork(body);
  work.table.put('view', itemKey.view(tenant, 'mug', 'front'), { tenant, sku: 'mug', view: 'front', ...view });
  return { ...work, read: (causeId = 'upload') => readPhotoState(photo, { ...upload, causeId }, work.sight) };
}

describe('an uploaded photo', () => {
  test('is being masked where nothing is known of it', async () => {
    const { sight } = seenWork(body);

    expect(await readPhotoState(photo, upload, sight)).toEqual({ step: 'masking' });
  });

  test('is being masked where the view knows an earlier version', async () => {
    const { read } = seen({ photo: { ...masked.photo, versionId: 'v0' } });

    expect(await read()).toEqual({ step: 'masking' });
  });

  test('is being masked until its asset is masked', async () => {
    const { read, putAsset } = seen(masked);
    putAsset(assetId);

    expect(await read()).toEqual({ step: 'masking' });
  });

  test('is being planned once it is masked', async () => {
    expect(await seen(masked).read()).toEqual({ step: 'planning', assetId });
  });

  test('is being planned while the open plan is another cause’s', async () => {
    const { read, putPlan } = seen(masked);
    putPlan({ causes: new Set([textOfCause('earlier')]) });

    expect(await read()).toEqual({ step: 'planning', assetId });
  });

  test('is being finished while a look that needs no plate is open', async () => {
    const { read, putPlan } = seen(masked);
    putPlan();

    expect(await read()).toEqual({ step: 'finishing', planId, looks: ['white', 'studio', 'scene'] });
  });

  test('is being painted while all open looks wait for plates', async () => {
    const { read, putPlan, putPlates } = seen(masked);
    putPlan({ pendingChunks: chunksOf(body, 'scene') });
    putPlates(() => ({ state: 'submitted' }));

    expect(await read()).toEqual({ step: 'painting', planId, looks: ['scene'] });
  });

  test('is being finished once the first seed of every plate is painted', async () => {
    const { read, putPlan, putPlates } = seen(masked);
    putPlan({ pendingChunks: chunksOf(body, 'scene') });
    putPlates((seed) => ({ state: seed === 0 ? 'painted' : 'wanted' }));

    expect(await read()).toEqual({ step: 'finishing', planId, looks: ['scene'] });
  });

  test('is being finished while its plan closes', async () => {
    const { read, putPlan } = seen(masked);
    putPlan({ pendingChunks: new Set() });

    expect(await read()).toEqual({ step: 'finishing', planId, looks: [] });
  });

  test('is finished once the view’s latest plan is, for any cause of it', async () => {
    const { read, putPlan } = seen({ ...masked, latestPlan });
    putPlan({ state: 'finished', finishedAt, causes: new Set(['upload', 'request'].map(textOfCause)) });
    const finished = { step: 'finished', planId, assetId, manifestKey: 'the-manifest', finishedAt };

    expect(await read('upload')).toEqual(finished);
    expect(await read('request')).toEqual(finished);
  });

  test('is not finished by a plan that an earlier upload has made', async () => {
    const { read, putPlan } = seen({ photo: { ...masked.photo, versionId: 'v0' }, latestPlan });
    putPlan({ state: 'finished', finishedAt, deadline: undefined, causes: new Set([textOfCause('earlier')]) });

    expect(await read()).toEqual({ step: 'masking' });
  });

  test('is rejected by its own cause, with its asset where it has one', async () => {
    const { read } = seen({ ...masked, rejection: rejectionOf('upload') });

    expect(await read()).toMatchObject({ step: 'rejected', ...trouble, assetId });
  });

  test('is not rejected by the cause of another upload', async () => {
    expect(await seen({ ...masked, rejection: rejectionOf('earlier') }).read()).toEqual({ step: 'planning', assetId });
  });

  test.each([photo, { key: 'acme/_mug.jpg' }])('is rejected by its key alone: %j', async (named) => {
    const { sight, putAsset } = seenWork(body);
    putAsset(upload.uploadAssetId, { state: 'rejected', rejection: trouble, deadline: undefined });

    const state = await readPhotoState(named, upload, sight);

    expect(state).toEqual({ step: 'rejected', ...trouble, assetId: undefined });
  });
});

test('the body of a plan is read once', async () => {
  const { read, putPlan, store } = seen(masked);
  putPlan();

  await read();
  await read();

  expect(store.got).toEqual(['the-body']);
});

test.each([
  [{ step: 'masking' }, 'masking'],
  [{ step: 'painting', planId, looks: ['scene', 'beach'] }, 'painting (scene, beach)'],
  [{ step: 'finishing', planId, looks: [] }, 'finishing'],
  [{ step: 'rejected', ...trouble, assetId: undefined }, 'rejected (PHOTO_EMPTY)'],
] as const)('%j in words is %s', (state, words) => {
  expect(describeState(state)).toBe(words);
});
