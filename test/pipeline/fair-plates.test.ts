import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placesAtEndpoint } from '../../infra/endpoint-places.ts';
import { localClientSettings } from '../../infra/local/local-clients.ts';
import { localSettings } from '../../infra/settings.ts';
import { makeSqsQueue } from '../../shared/aws/sqs-queue.ts';
import { itemKey } from '../../shared/contracts/keys.ts';
import type { PlanBody } from '../../shared/contracts/plan.ts';
import { readPlan } from '../../shared/state/read-plan.ts';
import { type CrowdDeps, openCrowd } from './crowd-plans.ts';
import { type PipelineUnderTest, startPipelineUnderTest } from './pipeline-under-test.ts';
import { findUncovered, readPolicies } from './policies.ts';
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
let deps: CrowdDeps;
let template: PlanBody;

const queueUrl = (name: string) => `${pipeline.endpoint}/000000000000/packshot-local-${name}`;

beforeAll(async () => {
  pipeline = await startPipelineUnderTest();
  const { store, table, outputs } = pipeline;
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(localClientSettings(pipeline.endpoint)));
  const queue = makeSqsQueue(pipeline.sqs, { render: queueUrl('render') });
  deps = { store, table, tableName: outputs.TableName ?? '', documents, queue };
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

/** How many messages the render queue holds: to be had, with a function, or delayed. */
async function countMessages(): Promise<number> {
  const { Attributes = {} } = await pipeline.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl('render'), AttributeNames: ['All'] }),
  );
  const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible, ApproximateNumberOfMessagesDelayed } =
    Attributes;
  const counts = [
    ApproximateNumberOfMessages,
    ApproximateNumberOfMessagesNotVisible,
    ApproximateNumberOfMessagesDelayed,
  ];
  return counts.reduce((sum, count) => sum + Number(count), 0);
}

/** Notes who is at the endpoint until `isOver`. */
async function watchEndpoint(isOver: () => Promise<boolean>): Promise<string[][]> {
  const seen: string[][] = [];
  const deadline = Date.now() + patienceMilliseconds;
  while (!(await isOver()) && Date.now() < deadline) {
    seen.push(await tenantsInFlight());
    await wait(watchMilliseconds);
  }
  return seen;
}

describe('10 plates that come after 10,000 of another tenant', () => {
  it('are painted before those that had places already, and the others go on and are not lost', async () => {
    const startedAt = Date.now();
    await openCrowd(deps, template, crowd);
    const [before, openedAt] = [await countPainted(crowd.tenant), Date.now()];
    await openCrowd(deps, template, few);

    const seen = await watchEndpoint(async () => (await countPainted(few.tenant)) === few.plates);

    const [painted, after, endedAt] = [await countPainted(few.tenant), await countPainted(crowd.tenant), Date.now()];
    console.log({
      secondsToOpen: (openedAt - startedAt) / 1000,
      secondsUntilPainted: (endedAt - openedAt) / 1000,
      ...{ paintedBefore: before, paintedMeanwhile: after - before },
      most: Math.max(...seen.map((tenants) => tenants.length)),
    });
    expect(painted).toBe(few.plates);
    expect(after - before).toBeLessThanOrEqual(places);
    for (const tenants of seen) expect(tenants.length).toBeLessThanOrEqual(places);
    await watchEndpoint(async () => (await countPainted(crowd.tenant)) > after);
    expect(await countPainted(crowd.tenant)).toBeGreaterThan(after);
    // First the messages: a plate may leave them for the endpoint meanwhile, and the endpoint for the painted ones.
    const held = (await countMessages()) + (await tenantsInFlight()).length + (await countPainted(crowd.tenant));
    expect(held).toBeGreaterThanOrEqual(crowd.plates);
    expect(await pipeline.deadLetters()).toBe(0);
  }, 300_000);

  it('make no call that the policy of its function does not allow', async () => {
    const policies = await readPolicies(pipeline.stack);

    expect(findUncovered(pipeline.proxy.calls, policies)).toEqual([]);
  });
});
