import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemKey } from '../../shared/contracts/keys.ts';
import type { Manifest } from '../../shared/contracts/manifest.ts';
import { ingestWake } from '../../shared/contracts/messages.ts';
import { type PipelineUnderTest, type Put, startPipelineUnderTest } from './pipeline-under-test.ts';
import { findUncovered, readPolicies } from './policies.ts';
import { drawPhoto } from './test-photo.ts';

const steps = ['mask-photo', 'plan-renders', 'render-plate', 'finish-variants', 'announce'] as const;
type Step = (typeof steps)[number];
const queueOf = { 'plan-renders': 'plan', 'render-plate': 'render', 'finish-variants': 'finish' } as const;
const minuteMs = 60_000;
/** Past every deadline, that of a submitted plate too. */
const longestDeadlineMs = 90 * minuteMs;
/** The first help comes soon; a further one leaves the slowest step its time, because each counts as an attempt. */
const quietMs = { first: 1000, next: 6000 } as const;
/** One look that needs no plate and one that needs one; one small slot each. */
const brief = JSON.stringify({
  looks: [
    { kind: 'plain', name: 'white' },
    { kind: 'scene', name: 'scene', prompt: 'a quiet table', set: { sweep: '#c3c6bd' } },
  ],
  placements: [{ ratio: '1:1', width: 160, height: 160, id: 'small' }],
});

let pipeline: PipelineUnderTest;
let photo: Buffer;
let clean: { manifest: Manifest; writes: Record<Step, number> };
let caseNumber = 0;

/** A photo of its own tenant, so that nothing is found done: with its brief. */
async function putCase(): Promise<Put> {
  const tenant = `case-${++caseNumber}`;
  await pipeline.put(`${tenant}/brief.json`, brief);
  return pipeline.put(`${tenant}/vase/front.jpg`, photo);
}

/** What must be the same whatever happened: each slot's state and bytes. */
const outcome = ({ slots }: Manifest) =>
  slots.map(({ look, placement, state, file }) => ({ look, placement, state, sha256: file?.sha256 }));

beforeAll(async () => {
  pipeline = await startPipelineUnderTest();
  photo = await drawPhoto(150, { side: 420 });
  await pipeline.finished(await putCase());
  const before = pipeline.proxy.calls.length;
  const manifest = await pipeline.finished(await putCase());
  const calls = pipeline.proxy.calls.slice(before);
  const count = (step: Step) => calls.filter(({ functionName, isWrite }) => functionName === step && isWrite).length;
  clean = { manifest, writes: Object.fromEntries(steps.map((step) => [step, count(step)])) as Record<Step, number> };
  console.log('writes of an undisturbed run:', clean.writes);
  expect(Math.min(...Object.values(clean.writes))).toBeGreaterThan(0);
}, 180_000);
afterAll(() => pipeline?.stop(), 30_000);

/** Helps whenever nothing moves, until a photo is finished: the first help may still reach the process being killed. */
function finishedWith(put: Put, help: () => Promise<void>): Promise<Manifest> {
  let seen = -1;
  let quietSince = 0;
  let patience: number = quietMs.first;
  return pipeline.waitFor(`${put.key} to be finished`, async () => {
    const { length } = pipeline.proxy.calls;
    if (length !== seen) quietSince = Date.now();
    seen = length;
    if (Date.now() - quietSince > patience) {
      await help();
      quietSince = Date.now();
      patience = quietMs.next;
    }
    return pipeline.readFinished(put);
  });
}

/** Waits until the ordered kill has happened, or the photo is finished because the step had fewer writes this time. */
async function killHappened(put: Put): Promise<void> {
  await pipeline.waitFor('the kill, or the end', async () => {
    return pipeline.proxy.hasKilled() || (await pipeline.readFinished(put)) !== undefined ? true : undefined;
  });
}

/** The messages that the dead step may have held, once more. */
async function redeliver(step: Step, put: Put, sentFrom: number): Promise<void> {
  if (step === 'announce') return;
  if (step === 'mask-photo') {
    const body = JSON.stringify(ingestWake(pipeline.names.photos, put.key, put.versionId));
    await pipeline.send('packshot-local-ingest', body);
    return;
  }
  const queue = `packshot-local-${queueOf[step]}`;
  for (const sent of pipeline.proxy.sent.slice(sentFrom))
    if (sent.queue === queue) await pipeline.send(queue, sent.body);
  if (step === 'finish-variants') await notifyAgain(put);
}

/** SageMaker's notification of every plate that was submitted for this case, once more. */
async function notifyAgain(put: Put): Promise<void> {
  const tenant = put.key.split('/')[0] ?? '';
  const jobs = await pipeline.store.list('work', `plates/${tenant}/`);
  for (const { key } of jobs.filter((job) => job.key.includes('/requests/'))) {
    const [, , plateId = '', , attempt = ''] = key.split('/');
    const notification = {
      ...{
        eventSource: 'aws:sagemaker',
        invocationStatus: 'Completed',
        inferenceId: `${plateId}.${attempt.replace('.json', '')}`,
      },
      requestParameters: { endpointName: 'packshot-local', inputLocation: `s3://${pipeline.names.work}/${key}` },
    };
    await pipeline.send('packshot-local-finish', JSON.stringify(notification));
  }
}

async function expectCleanEnd(put: Put, made: Manifest): Promise<void> {
  expect(outcome(made)).toEqual(outcome(clean.manifest));
  const events = await pipeline.waitFor('the event', async () => {
    const own = (await pipeline.readEvents()).filter(({ detail }) => detail.planId === made.planId);
    return own.length > 0 ? own : undefined;
  });
  expect(new Set(events.map(({ detail }) => detail.eventId)).size).toBe(1);
  const [tenant = ''] = put.key.split('/');
  const files = await pipeline.store.list('variants', `${tenant}/`);
  expect(files).toHaveLength(made.slots.length * 2 + 1);
}

describe('a step killed after one of its writes', () => {
  it.each(steps)(
    '%s is finished by redelivery alone, after each of its writes',
    async (step) => {
      for (let write = 1; write <= clean.writes[step]; write++) {
        const sentFrom = pipeline.proxy.sent.length;
        pipeline.proxy.killAfterWrite(step, write);
        const put = await putCase();
        await killHappened(put);

        const made = await finishedWith(put, () => redeliver(step, put, sentFrom));

        await expectCleanEnd(put, made);
      }
    },
    240_000,
  );

  it.each(steps.slice(0, 4))(
    '%s is finished by the sweep alone, after each of its writes from the first to the table',
    async (step) => {
      for (let write = 1; write <= clean.writes[step]; write++) {
        pipeline.proxy.killAfterWrite(step, write);
        const put = await putCase();
        await killHappened(put);
        let time = Date.now();

        const made = await finishedWith(put, async () => {
          time += longestDeadlineMs;
          await pipeline.sweep(new Date(time));
        });

        await expectCleanEnd(put, made);
      }
    },
    240_000,
  );
});

describe('messages that come twice', () => {
  it('change nothing, at the same time or in a row', async () => {
    pipeline.proxy.doubles = true;
    const sentFrom = pipeline.proxy.sent.length;
    const put = await putCase();
    await pipeline.send(
      'packshot-local-ingest',
      JSON.stringify(ingestWake(pipeline.names.photos, put.key, put.versionId)),
    );

    const made = await pipeline.finished(put);

    await expectCleanEnd(put, made);
    pipeline.proxy.doubles = false;
    for (const { queue, body } of pipeline.proxy.sent.slice(sentFrom)) await pipeline.send(queue, body);
    await notifyAgain(put);
    await wait(2000);
    await expectCleanEnd(put, await pipeline.finished(put));
  });
});

describe('a painting', () => {
  it.each([
    ['notification', 'nextNotification'],
    ['request', 'nextRequest'],
  ] as const)('whose %s is lost is found by the sweep', async (_, fault) => {
    pipeline.shim.faults[fault]({ kind: 'drop' });
    const put = await putCase();
    let time = Date.now();

    const made = await pipeline.waitFor('the sweep to finish it', async () => {
      time += 20 * minuteMs;
      await pipeline.sweep(new Date(time));
      await wait(1500);
      return pipeline.readFinished(put);
    });

    await expectCleanEnd(put, made);
  });

  it('that the endpoint runs twice ends once', async () => {
    pipeline.shim.faults.nextRequest({ kind: 'duplicate' });
    const put = await putCase();

    const made = await pipeline.finished(put);

    await expectCleanEnd(put, made);
  });

  it('whose container is killed is painted by the next one', async () => {
    const put = await putCase();
    await pipeline.waitFor('a submitted plate', async () =>
      pipeline.proxy.calls.some(
        ({ action, resource }) =>
          action === 's3:PutObject' &&
          resource.includes(put.key.split('/')[0] ?? '') &&
          resource.includes('/requests/'),
      )
        ? true
        : undefined,
    );

    process.kill(pipeline.container.pid() ?? 0, 'SIGKILL');

    await expectCleanEnd(put, await pipeline.finished(put));
  });
});

describe('after all this', () => {
  it('no message is left dead and no plate counts as in flight', async () => {
    expect(await pipeline.deadLetters()).toBe(0);
    await pipeline.sweep(new Date(Date.now() + 24 * 60 * minuteMs));
    const endpoint = await pipeline.table.read('endpoint', itemKey.endpoint('packshot-local'));
    expect([...(endpoint?.inFlight ?? [])]).toEqual([]);
  });

  it('every call that was made is allowed by the policy of its function', async () => {
    const policies = await readPolicies(pipeline.stack);

    expect(findUncovered(pipeline.proxy.calls, policies)).toEqual([]);
  });
});
