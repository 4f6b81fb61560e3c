import { CreateQueueCommand, ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSqsQueue } from '../../../shared/aws/sqs-queue.ts';
import type { RenderWake } from '../../../shared/contracts/messages.ts';
import { type LocalAwsFixture, removeFixture, startFixture } from './local-aws-fixture.ts';

let aws: LocalAwsFixture;
let sqs: SQSClient;

beforeAll(async () => {
  aws = await startFixture();
  sqs = new SQSClient(aws.clientSettings);
});

afterAll(async () => {
  sqs?.destroy();
  if (aws) await removeFixture(aws);
});

async function createQueue(name: string) {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  return {
    url: QueueUrl,
    send: (bodies: readonly string[], group?: string) =>
      sqs.send(
        new SendMessageBatchCommand({
          QueueUrl,
          Entries: bodies.map((body, index) => ({ Id: String(index), MessageBody: body, MessageGroupId: group })),
        }),
      ),
    receive: async (count: number, waitSeconds = 0) => {
      const received = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: count, WaitTimeSeconds: waitSeconds }),
      );
      return (received.Messages ?? []).map(({ Body = '' }) => Body);
    },
  };
}

test('a queue delivers a quiet group first, while many messages of another are at work and wait', async () => {
  const queue = await createQueue('groups');
  await queue.send(['big 1', 'big 2', 'big 3', 'big 4', 'big 5', 'big 6'], 'big');
  const atWork = await queue.receive(3);
  await queue.send(['small 1', 'small 2'], 'small');

  const next = await queue.receive(3);

  expect(atWork).toEqual(['big 1', 'big 2', 'big 3']);
  expect(next).toEqual(['small 1', 'small 2', 'big 4']);
});

test('a queue delivers messages without a group in the order in which they came', async () => {
  const queue = await createQueue('no-groups');
  await queue.send(['1', '2', '3']);
  await queue.send(['4', '5']);

  const received = [...(await queue.receive(4)), ...(await queue.receive(4))];

  expect(received).toEqual(['1', '2', '3', '4', '5']);
});

test('a wake that is sent to come later is not delivered before', async () => {
  const { url, receive } = await createQueue('later');
  const id = 'a'.repeat(32);
  const wake: RenderWake = { v: 1, tenant: 'acme', planId: id, plateId: id, attempt: 1, waits: 3 };
  const sentAt = Date.now();

  await makeSqsQueue(sqs, { render: url }).send('render', [wake], 'acme', 2);
  const [body = ''] = await receive(1, 10);

  expect(JSON.parse(body)).toEqual(wake);
  expect(Date.now() - sentAt).toBeGreaterThanOrEqual(2000);
});
