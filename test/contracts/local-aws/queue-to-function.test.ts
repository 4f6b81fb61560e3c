import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalAwsFixture, removeFixture, startFixture } from './local-aws-fixture.ts';
import { type Invocation, puppetCode, type Recorder, sqsRecords, startRecorder, until } from './recorder.ts';
import {
  attribute,
  deployTinyStack,
  functionResources,
  mappingResources,
  reference,
  type TinyStack,
} from './tiny-stack.ts';

const visibilitySeconds = 2;
const longVisibilitySeconds = 60;

let aws: LocalAwsFixture;
let recorder: Recorder;
let sqs: SQSClient;
let outputs: Record<string, string>;

/** A queue that wakes a puppet of the same name, and an output with the queue's address. */
function worker(name: string, code: Record<string, string>, queue = {}, mapping = {}) {
  return {
    [`${name}Queue`]: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: visibilitySeconds, ...queue } },
    ...functionResources(name, code, { RECORDER_URL: `${recorder.url}/${name}`, QUEUE_URL: reference(`${name}Queue`) }),
    ...mappingResources(`${name}Mapping`, `${name}Queue`, name, mapping),
  };
}

async function workersStack(updatedCode: string): Promise<TinyStack> {
  const puppet = { 'index.mjs': puppetCode('one') };
  const updated = { 'index.mjs': puppetCode(updatedCode) };
  const bundled = { 'index.mjs': await bundleWithSdk() };
  const redrive = { deadLetterTargetArn: attribute('Dead', 'Arn'), maxReceiveCount: 2 };
  const names = ['Partial', 'Later', 'Killed', 'Failing', 'Capped', 'Grouped', 'Updated'];
  return {
    name: 'workers',
    assets: { puppet, updated, bundled },
    resources: {
      Dead: { Type: 'AWS::SQS::Queue' },
      ...worker('Partial', puppet),
      ...worker('Later', bundled, { VisibilityTimeout: longVisibilitySeconds }),
      ...worker('Killed', puppet),
      ...worker('Failing', puppet, { VisibilityTimeout: 1, RedrivePolicy: redrive }),
      ...worker('Capped', puppet, {}, { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } }),
      ...worker('Grouped', puppet),
      ...worker('Updated', updated, {}, { BatchSize: 1 }),
    },
    outputs: Object.fromEntries([
      ...names.map((name) => [name, reference(`${name}Queue`)]),
      ['Dead', reference('Dead')],
    ]),
  };
}

/** A handler with the SDK in its bundle, as Packshot's functions have it: it sends its messages again, to come later. */
async function bundleWithSdk(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./send-later.handler.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return outputFiles[0]?.text ?? '';
}

beforeAll(async () => {
  aws = await startFixture();
  recorder = await startRecorder();
  sqs = new SQSClient(aws.clientSettings);
  outputs = await deployTinyStack(aws.endpoint, await workersStack('one'));
});

afterAll(async () => {
  sqs?.destroy();
  await recorder?.stop();
  if (aws) await removeFixture(aws);
});

type Sending = { readonly MessageGroupId?: string; readonly DelaySeconds?: number };

/** Messages of a second's delay become visible together, so that they come in one batch. */
const together: Sending = { DelaySeconds: 1 };

const send = (name: string, bodies: readonly string[], sending: Sending = {}) =>
  sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: outputs[name],
      Entries: bodies.map((body, index) => ({ Id: String(index), MessageBody: body, ...sending })),
    }),
  );

const bodiesOf = (invocation: Invocation) => sqsRecords(invocation).map(({ body }) => body);

/** Counts the messages of a queue, waiting and in flight. */
async function countMessages(name: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: outputs[name], AttributeNames: ['All'] }),
  );
  const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes;
  const counts = [ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible];
  return counts.map(Number).reduce((sum, count) => sum + count);
}

describe.concurrent('a queue that wakes a function', () => {
  test('brings back only the failed message of a batch, after its visibility timeout', async () => {
    recorder.order('Partial', (invocation, count) => {
      const bad = sqsRecords(invocation).filter(({ body }) => body === 'bad' && count === 1);
      return { result: { batchItemFailures: bad.map(({ messageId }) => ({ itemIdentifier: messageId })) } };
    });
    const sentAt = Date.now();

    await send('Partial', ['first', 'bad', 'last'], together);
    const [first, second] = await recorder.waitFor('Partial', 2);

    expect([first, second].map((seen) => seen && bodiesOf(seen))).toEqual([['first', 'bad', 'last'], ['bad']]);
    expect(Date.now() - sentAt).toBeGreaterThanOrEqual(visibilitySeconds * 1000);
    await until(async () => (await countMessages('Partial')) === 0, 'an empty queue');
  });

  test('delivers a delayed message of a group, sent by its handler through the bundled SDK, after its delay', async () => {
    const sentAt = Date.now();

    await send('Later', ['busy'], { MessageGroupId: 'tenant' });
    const [first, second] = await recorder.waitFor('Later', 2);

    expect([first, second].map((seen) => seen && bodiesOf(seen))).toEqual([['busy'], ['later']]);
    expect(Date.now() - sentAt).toBeGreaterThanOrEqual(1000);
    await until(async () => (await countMessages('Later')) === 0, 'an empty queue');
  });

  test('brings a whole batch back when its process is killed, to a fresh process', async () => {
    recorder.order('Killed', (_, count) => (count === 1 ? { kill: true } : {}));

    await send('Killed', ['a', 'b', 'c'], together);
    const [first, second] = await recorder.waitFor('Killed', 2);

    expect(second && bodiesOf(second)).toEqual(['a', 'b', 'c']);
    expect(second?.pid).not.toBe(first?.pid);
    await until(async () => (await countMessages('Killed')) === 0, 'an empty queue');
  });

  test('moves a message that fails maxReceiveCount times to the dead-letter queue', async () => {
    recorder.order('Failing', () => ({ error: 'as ordered' }));

    await send('Failing', ['poison']);
    await until(async () => (await countMessages('Dead')) === 1, 'a message in the dead-letter queue');

    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: outputs.Dead }));
    expect(Messages.map(({ Body }) => Body)).toEqual(['poison']);
    expect(recorder.of('Failing')).toHaveLength(2);
  });

  test('never runs more invocations at a time than MaximumConcurrency', async () => {
    let running = 0;
    let most = 0;
    recorder.order('Capped', async () => {
      running += 1;
      most = Math.max(most, running);
      await wait(200);
      running -= 1;
      return {};
    });

    await send('Capped', ['1', '2', '3', '4', '5', '6']);
    await recorder.waitFor('Capped', 6);

    expect(most).toBe(2);
  });

  test('takes a MessageGroupId on a standard queue and hands it on', async () => {
    await send('Grouped', ['one', 'two'], { MessageGroupId: 'tenant' });
    const seen = await recorder.waitFor('Grouped', 1);

    expect(seen.flatMap(sqsRecords).map(({ attributes }) => attributes.MessageGroupId)).toContain('tenant');
  });
});

describe('a stack update with messages in flight', () => {
  test('runs the new code, and loses no message', async () => {
    const bodies = ['1', '2', '3', '4', '5', '6', '7', '8'];
    // The old code never comes to an end by itself, so whatever is done, the new code did.
    recorder.order('Updated', async ({ code }) => (code === 'one' ? wait(longVisibilitySeconds * 1000, {}) : {}));

    await send('Updated', bodies);
    await recorder.waitFor('Updated', 2);
    await deployTinyStack(aws.endpoint, await workersStack('two'));
    await until(async () => (await countMessages('Updated')) === 0, 'an empty queue');

    const doneByNewCode = recorder.of('Updated').filter(({ code }) => code === 'two');
    expect(new Set(doneByNewCode.flatMap(bodiesOf))).toEqual(new Set(bodies));
  });
});
