import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type LocalAwsFixture, removeFixture, startFixture } from './local-aws-fixture.ts';
import { type Invocation, puppetCode, type Recorder, startRecorder } from './recorder.ts';
import { attribute, deployTinyStack, functionResources, mappingResources, reference } from './tiny-stack.ts';

const table = 'tiny-state';
const finishedOnly = { eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: { state: { S: ['finished'] } } } };
const puppets = ['Announce', 'Careless', 'Throwing', 'Slow'] as const;

let aws: LocalAwsFixture;
let recorder: Recorder;
let dynamo: DynamoDBClient;
let queueUrl: string | undefined;

beforeAll(async () => {
  aws = await startFixture();
  recorder = await startRecorder();
  dynamo = new DynamoDBClient(aws.clientSettings);
  const code = { 'index.mjs': puppetCode('one') };
  const readers = puppets.map((name) => ({
    ...functionResources(name, code, { RECORDER_URL: `${recorder.url}/${name}` }),
    [`${name}Mapping`]: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: attribute(`${name}Table`, 'StreamArn'),
        FunctionName: { Ref: name },
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 10,
        FilterCriteria: { Filters: [{ Pattern: JSON.stringify(finishedOnly) }] },
        ...(name === 'Careless' ? {} : { FunctionResponseTypes: ['ReportBatchItemFailures'] }),
      },
    },
    [`${name}Table`]: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: `${table}-${name}`,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      },
    },
  }));
  const worker = {
    Queue: { Type: 'AWS::SQS::Queue' },
    ...functionResources('Worker', code, { RECORDER_URL: `${recorder.url}/Worker` }),
    ...mappingResources('Mapping', 'Queue', 'Worker'),
  };
  const outputs = await deployTinyStack(aws.endpoint, {
    name: 'streams',
    assets: { code },
    resources: Object.assign(worker, ...readers),
    outputs: { queue: reference('Queue') },
  });
  queueUrl = outputs.queue;
});

afterAll(async () => {
  dynamo?.destroy();
  await recorder?.stop();
  if (aws) await removeFixture(aws);
});

const image = z.record(z.string(), z.record(z.string(), z.unknown()));
const streamEvent = z.object({
  Records: z.array(
    z.object({
      eventName: z.string(),
      dynamodb: z.object({ SequenceNumber: z.string(), NewImage: image.optional(), OldImage: image.optional() }),
    }),
  ),
});

const recordsOf = ({ event }: Invocation) => streamEvent.parse(event).Records;
const keysOf = (invocation: Invocation) => recordsOf(invocation).map(({ dynamodb }) => dynamodb.NewImage?.pk?.S);

const put = (puppet: string, pk: string, state: string) =>
  dynamo.send(new PutItemCommand({ TableName: `${table}-${puppet}`, Item: { pk: { S: pk }, state: { S: state } } }));

const finish = (puppet: string, pk: string) =>
  dynamo.send(
    new UpdateItemCommand({
      TableName: `${table}-${puppet}`,
      Key: { pk: { S: pk } },
      UpdateExpression: 'SET #state = :finished',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':finished': { S: 'finished' } },
    }),
  );

test('the stream hands on changes that pass the filter, with both images; a reported failure comes again', async () => {
  recorder.order('Announce', (invocation, count) => {
    const failed = recordsOf(invocation).slice(-1);
    const reported = failed.map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber }));
    return { result: { batchItemFailures: count === 1 ? reported : [] } };
  });

  await put('Announce', 'PLAN#one', 'open');
  await put('Announce', 'PLAN#two', 'open');
  await finish('Announce', 'PLAN#two');
  const [first, second] = await recorder.waitFor('Announce', 2);

  const [record] = first ? recordsOf(first) : [];
  expect([first, second].map((seen) => seen && keysOf(seen))).toEqual([['PLAN#two'], ['PLAN#two']]);
  expect(record).toMatchObject({
    eventName: 'MODIFY',
    dynamodb: { OldImage: { state: { S: 'open' } }, NewImage: { state: { S: 'finished' } } },
  });
});

test('the stream takes reported failures as done where the mapping does not ask for them, as AWS does', async () => {
  recorder.order('Careless', (invocation) => ({
    result: {
      batchItemFailures: recordsOf(invocation).map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })),
    },
  }));

  await put('Careless', 'PLAN#one', 'finished');
  await recorder.waitFor('Careless', 1);
  await put('Careless', 'PLAN#two', 'finished');
  const seen = await recorder.waitFor('Careless', 2);

  expect(seen.map(keysOf)).toEqual([['PLAN#one'], ['PLAN#two']]);
});

test('the stream repeats a batch whose function throws or is killed', async () => {
  recorder.order('Throwing', (_, count) => [{ error: 'as ordered' }, { kill: true as const }][count - 1] ?? {});

  await put('Throwing', 'PLAN#one', 'finished');
  const seen = await recorder.waitFor('Throwing', 3);

  expect(seen.map(keysOf)).toEqual([['PLAN#one'], ['PLAN#one'], ['PLAN#one']]);
});

test('the stream does not hold up the queues while its function is slow', async () => {
  let isSlow = true;
  recorder.order('Slow', async () => {
    await wait(2000);
    isSlow = false;
    return {};
  });

  await put('Slow', 'PLAN#one', 'finished');
  await recorder.waitFor('Slow', 1);
  const message = new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'meanwhile' });
  await new SQSClient(aws.clientSettings).send(message);
  await recorder.waitFor('Worker', 1);

  expect(isSlow).toBe(true);
});
