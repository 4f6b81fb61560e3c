import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestCauseId } from '../../shared/contracts/cause.ts';
import type { RequestItem } from '../../shared/contracts/items.ts';
import { itemKey } from '../../shared/contracts/keys.ts';
import { later, requestPatienceSeconds } from '../../shared/contracts/timing.ts';
import { noteRequestCause } from '../../shared/state/note-request-cause.ts';
import { type PipelineUnderTest, type Put, startPipelineUnderTest } from './pipeline-under-test.ts';
import { drawPhoto } from './test-photo.ts';

/** Of mask-photo's writes so many stand before the masking: the asset's opening, and the view's newest photo. */
const writesBeforeMasking = 2;
const requestId = 'early';
const brief = (name: string) => ({ looks: [{ kind: 'plain', name }], placements: [{ ratio: '1:1', width: 160 }] });
const inSeconds = (seconds: number): Date => new Date(later(new Date(), seconds));
/** Later than any step's deadline, earlier than a request's. */
const overdue = () => inSeconds(requestPatienceSeconds / 2);

let pipeline: PipelineUnderTest;
let photo: Buffer;
beforeAll(async () => {
  pipeline = await startPipelineUnderTest();
  photo = await drawPhoto(320);
}, 120_000);
afterAll(() => pipeline?.stop(), 30_000);

/** A photo of its own tenant whose masking was lost on the way, with a request that asks for it meanwhile. */
async function askEarly(tenant: string, bytes: Buffer = photo): Promise<{ put: Put; asked: Put }> {
  await pipeline.put(`${tenant}/brief.json`, JSON.stringify(brief('uploaded')));
  pipeline.proxy.killAfterWrite('mask-photo', writesBeforeMasking);
  const put = await pipeline.put(`${tenant}/vase/front.jpg`, bytes);
  await pipeline.waitFor('masking to be cut short', async () => pipeline.proxy.hasKilled() || undefined);
  await pipeline.request({ requestId, tenant, skus: ['vase'], brief: brief('asked') });
  await pipeline.waitFor('the request to be noted', async () => (await readRequest(tenant)) && readCauses(tenant));
  return { put, asked: { ...put, causeId: requestCauseId(tenant, requestId) } };
}

const readRequest = (tenant: string): Promise<RequestItem | undefined> =>
  pipeline.table.read('request', itemKey.request(tenant, requestId));

async function readAsset(tenant: string) {
  const view = await pipeline.table.read('view', itemKey.view(tenant, 'vase', 'front'));
  return pipeline.table.read('asset', itemKey.asset(view?.photo?.assetId ?? ''));
}

/** The causes that wait for the photo, once the request is among them. */
async function readCauses(tenant: string): Promise<ReadonlySet<string> | undefined> {
  const causes = (await readAsset(tenant))?.causes ?? new Set();
  return [...causes].some((text) => text.includes(`"${requestId}"`)) ? causes : undefined;
}

const eventsOf = async (tenant: string) =>
  (await pipeline.readEvents()).filter(({ detail }) => detail.tenant === tenant);

describe('a request for a photo that is still being masked', () => {
  it('waits for it, and is planned with it once the sweep has woken the masking', async () => {
    const { put, asked } = await askEarly('waits');
    const waiting = await readRequest('waits');
    const asset = await readAsset('waits');

    await pipeline.sweep(overdue());

    expect(asset?.state).toBe('masking');
    expect(waiting).toMatchObject({ state: 'expanding', assetIds: new Set([asset?.assetId]) });
    const made = await pipeline.finished(asked);
    expect(made.slots.map(({ look, state }) => [look, state])).toEqual([['asked', 'published']]);
    const ends = await pipeline.waitFor('both answers', async () => {
      const events = await eventsOf('waits');
      return events.length >= 2 ? events : undefined;
    });
    expect(ends.map(({ type }) => type)).toEqual(['AssetFinished', 'AssetFinished']);
    expect(ends.map(({ detail }) => (detail.cause as { causeId: string }).causeId).sort()).toEqual(
      [put.causeId, asked.causeId].sort(),
    );
    const settled = await readRequest('waits');
    expect(settled).toMatchObject({ state: 'planned', assetIds: new Set() });
    expect(settled?.deadline).toBeUndefined();
  });

  it('is answered ASSET_NOT_READY after ten minutes; the photo itself is finished whenever it is masked', async () => {
    const { put, asked } = await askEarly('late');
    pipeline.proxy.killAfterWrite('mask-photo', 1);
    await pipeline.sweep(overdue());
    await pipeline.waitFor('masking to be cut short again', async () => pipeline.proxy.hasKilled() || undefined);
    const inTime = await readRequest('late');
    pipeline.proxy.killAfterWrite('mask-photo', 1);

    await pipeline.sweep(inSeconds(requestPatienceSeconds + 1));

    expect(inTime).toMatchObject({ state: 'expanding' });
    const answer = await pipeline.waitFor('the answer', async () =>
      (await eventsOf('late')).find(({ type }) => type === 'RenderRejected'),
    );
    expect(answer.detail).toMatchObject({ requestId, code: 'ASSET_NOT_READY' });
    expect(answer.detail.sentence).toBe(
      'Expected vase/front to be masked within 10 minutes; see npx packshot status, then ask again.',
    );
    await pipeline.waitFor('masking to be cut short a third time', async () => pipeline.proxy.hasKilled() || undefined);
    await pipeline.sweep(inSeconds(2 * requestPatienceSeconds));
    const made = await pipeline.finished(put);
    expect(made.slots.map(({ look }) => look)).toEqual(['uploaded']);
    const finished = await pipeline.waitFor('its event', async () => {
      const events = (await eventsOf('late')).filter(({ type }) => type === 'AssetFinished');
      return events.length > 0 ? events : undefined;
    });
    expect(JSON.stringify(finished)).not.toContain(asked.causeId);
  });

  it('is answered with the photo’s rejection where the photo turns out to be none', async () => {
    const wall = sharp({ create: { width: 400, height: 400, channels: 3, background: '#808080' } });
    const { put, asked } = await askEarly('blank', await wall.jpeg().toBuffer());

    await pipeline.sweep(overdue());

    const answers = await pipeline.waitFor('both answers', async () => {
      const events = await eventsOf('blank');
      return events.length >= 2 ? events : undefined;
    });
    expect(answers.map(({ type, detail }) => `${type} ${detail.code}`)).toEqual([
      'PhotoRejected NO_PRODUCT_FOUND',
      'PhotoRejected NO_PRODUCT_FOUND',
    ]);
    expect(answers.map(({ detail }) => (detail.cause as { causeId: string }).causeId).sort()).toEqual(
      [put.causeId, asked.causeId].sort(),
    );
    await pipeline.sweep(inSeconds(0.9 * requestPatienceSeconds));
    await pipeline.waitFor('the request to be settled', async () => {
      return (await readRequest('blank'))?.state === 'planned' || undefined;
    });
  });

  it('does not put off the sweep of the photo', async () => {
    const { put } = await askEarly('often');
    const before = await readAsset('often');
    const view = await pipeline.table.read('view', itemKey.view('often', 'vase', 'front'));
    if (view === undefined) throw new Error('Expected a view');

    const clock = () => inSeconds(requestPatienceSeconds);
    const { table } = pipeline;
    await noteRequestCause(view, { tenant: 'often', requestId: 'later' }, clock().toISOString(), { table, clock });

    const after = await readAsset('often');
    expect(after?.causes.size).toBe(3);
    expect(after?.deadline).toBe(before?.deadline);
    await pipeline.sweep(overdue());
    await pipeline.finished(put);
  });
});

it('leaves no message dead', async () => {
  expect(await pipeline.deadLetters()).toBe(0);
});
