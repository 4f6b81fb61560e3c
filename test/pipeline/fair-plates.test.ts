import { setTimeout as wait } from 'node:timers/promises';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placesAtEndpoint } from '../../infra/endpoint-places.ts';
import { localSettings } from '../../infra/settings.ts';
import { makeSqsQueue } from '../../shared/aws/sqs-queue.ts';
import { itemKey } from '../../shared/contracts/keys.ts';
import type { PlanBody } from '../../shared/contracts/plan.ts';
import type { Queue } from '../../shared/contracts/ports.ts';
import { readPlan } from '../../shared/state/read-plan.ts';
import { openCrowd } from './crowd-plans.ts';
import { type PipelineUnderTest, startPipelineUnderTest } from './pipeline-under-test.ts';
import { drawPhoto } from './test-photo.ts';

const crowd = { tenant: 'big', plates: 10_000 };
const few = { tenant: 'small', plates: 10 };
const places = placesAtEndpoint(localSettings.maxInstances);
const watchMilliseconds = 200;
const patienceMilliseconds = 150_000;
/** One look with one small slot. */
const brief = JSON.stringify({
  looks: [{ kind: 'scene', name: 'scene', prompt: 'a quiet table', set: { sweep: '#c3c6bd' } }],
  placements: [{ ratio: '1:1', width: 160, height: 160, id: 'small' }],
});

let pipeline: PipelineUnderTest;
let queue: Queue;
let template: PlanBody;

const queueUrl = (name: string) => `${pipeline.endpoint}/000000000000/packshot-local-${name}`;

beforeAll(async () => {
  pipeline = await startPipelineUnderTest();
  queue = makeSqsQueue(pipeline.sqs, { render: queueUrl('render'), finish: queueUrl('finish') });
  await pipeline.put('template/brief.json', brief);
  const { planId } = await pipeline.finished(
    await pipeline.put('template/vase/front.jpg', await drawPhoto(150, { side: 420 })),
  );
  const found = await readPlan(planId, pipeline);
  if (found === undefined) throw new Error('Expected the plan of the template');
  template = found.body;
}, 120_000);
afterAll(() => pipeline?.stop(), 60_000);

/** Tenant of each plate at the endpoint. */
async function tenantsInFlight(): Promise<string[]> {
  const endpoint = await pipeline.table.read('endpoint', itemKey.endpoint('packshot-local'));
  return [...(endpoint?.inFlight ?? [])].map((name) => name.split('#')[0] ?? '');
}

async function countPainted(tenant: string): Promise<number> {
  const files = await pipeline.store.list('work', `plates/${tenant}/`);
  return files.filter(({ key }) => key.endsWith('/painted.json')).length;
}

/** Messages of the render queue: to be had, with a function, or delayed. */
async function countMessages() {
  const { Attributes = {} } = await pipeline.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl('render'), AttributeNames: ['All'] }),
  );
  const count = (name: string) => Number(Attributes[`ApproximateNumberOfMessages${name}`] ?? 0);
  return { visible: count(''), withFunction: count('NotVisible'), delayed: count('Delayed') };
}

describe('10 plates that come after 10,000 of another tenant', () => {
  it('are painted before a twentieth of those, which go on and are not lost', async () => {
    const begin = Date.now();
    const since = () => Math.round((Date.now() - begin) / 100) / 10;
    await openCrowd(pipeline, queue, template, crowd);
    console.log('opened', since(), await countMessages());
    const seen: string[][] = [];
    const before = await countPainted(crowd.tenant);
    console.log('before', since(), before);
    const arrivedAt = since();

    await openCrowd(pipeline, queue, template, few);
    const deadline = Date.now() + patienceMilliseconds;
    let last = 0;
    while ((await countPainted(few.tenant)) < few.plates && Date.now() < deadline) {
      seen.push(await tenantsInFlight());
      if (Date.now() - last > 5000) {
        last = Date.now();
        console.log(
          since(),
          await countMessages(),
          await countPainted(crowd.tenant),
          await countPainted(few.tenant),
          (await tenantsInFlight()).length,
          (await tenantsInFlight()).filter((x) => x === 'small').length,
        );
      }
      await wait(watchMilliseconds);
    }
    const after = await countPainted(crowd.tenant);
    console.log(
      'done',
      since() - arrivedAt,
      { before, after, few: await countPainted(few.tenant) },
      await countMessages(),
    );

    expect(await countPainted(few.tenant)).toBe(few.plates);
    expect(after - before).toBeLessThan(crowd.plates / 20);
    expect(Math.max(...seen.map((each) => each.length))).toBeLessThanOrEqual(places);
    expect(await pipeline.deadLetters()).toBe(0);
  });
});
