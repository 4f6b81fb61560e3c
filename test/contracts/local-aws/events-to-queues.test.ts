import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutEventsCommand,
} from '@aws-sdk/client-eventbridge';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type LocalAwsFixture, removeFixture, startFixture } from './local-aws-fixture.ts';
import { puppetCode } from './recorder.ts';
import { attribute, deployTinyStack, functionResources, reference } from './tiny-stack.ts';

const photos = 'packshot-tiny-photos';
const patienceSeconds = 5;

let aws: LocalAwsFixture;
let s3: S3Client;
let sqs: SQSClient;
let outputs: Record<string, string>;

/** Lets a service send to a queue, as the real stack does, by the sender's ARN. */
const queuePolicy = (queue: string, service: string, sourceArn: unknown) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [reference(queue)],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: service },
          Action: 'sqs:SendMessage',
          Resource: attribute(queue, 'Arn'),
          Condition: { ArnLike: { 'aws:SourceArn': sourceArn } },
        },
      ],
    },
  },
});

beforeAll(async () => {
  aws = await startFixture();
  s3 = new S3Client(aws.clientSettings);
  sqs = new SQSClient(aws.clientSettings);
  const code = { 'index.mjs': puppetCode('one') };
  outputs = await deployTinyStack(aws.endpoint, {
    name: 'events',
    assets: { code },
    resources: {
      Ingest: { Type: 'AWS::SQS::Queue' },
      IngestPolicy: queuePolicy('Ingest', 's3.amazonaws.com', `arn:aws:s3:::${photos}`),
      Photos: {
        Type: 'AWS::S3::Bucket',
        DependsOn: 'IngestPolicy',
        Properties: {
          BucketName: photos,
          VersioningConfiguration: { Status: 'Enabled' },
          NotificationConfiguration: {
            QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: attribute('Ingest', 'Arn') }],
          },
        },
      },
      Finish: { Type: 'AWS::SQS::Queue' },
      FinishPolicy: queuePolicy('Finish', 'sns.amazonaws.com', reference('Success')),
      Success: { Type: 'AWS::SNS::Topic' },
      SuccessToFinish: {
        Type: 'AWS::SNS::Subscription',
        Properties: {
          TopicArn: reference('Success'),
          Protocol: 'sqs',
          Endpoint: attribute('Finish', 'Arn'),
          RawMessageDelivery: true,
        },
      },
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'tiny-bus' } },
      Plan: { Type: 'AWS::SQS::Queue' },
      PlanPolicy: queuePolicy('Plan', 'events.amazonaws.com', attribute('Requests', 'Arn')),
      Requests: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventBusName: reference('Bus'),
          EventPattern: { 'detail-type': ['RenderRequested'] },
          Targets: [{ Id: 'plan', Arn: attribute('Plan', 'Arn') }],
        },
      },
      ...functionResources('Sweep', code, {}),
      EveryMinute: {
        Type: 'AWS::Events::Rule',
        Properties: {
          ScheduleExpression: 'rate(1 minute)',
          State: 'ENABLED',
          Targets: [{ Id: 'sweep', Arn: attribute('Sweep', 'Arn') }],
        },
      },
      MayInvokeSweep: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: reference('Sweep'),
          Principal: 'events.amazonaws.com',
          SourceArn: attribute('EveryMinute', 'Arn'),
        },
      },
    },
    outputs: {
      ingest: reference('Ingest'),
      finish: reference('Finish'),
      plan: reference('Plan'),
      success: reference('Success'),
      bus: reference('Bus'),
      everyMinute: reference('EveryMinute'),
      sweep: attribute('Sweep', 'Arn'),
    },
  });
});

afterAll(async () => {
  s3?.destroy();
  sqs?.destroy();
  if (aws) await removeFixture(aws);
});

/** Takes a message out of a queue. Returns its body; undefined where none comes within the given seconds. */
async function take(queue: string, seconds = patienceSeconds): Promise<string | undefined> {
  const receive = new ReceiveMessageCommand({ QueueUrl: outputs[queue], WaitTimeSeconds: seconds });
  const [message] = (await sqs.send(receive)).Messages ?? [];
  if (message) {
    await sqs.send(new DeleteMessageCommand({ QueueUrl: outputs[queue], ReceiptHandle: message.ReceiptHandle }));
  }
  return message?.Body;
}

const s3Event = z.object({
  Records: z.tuple([
    z.object({
      eventVersion: z.string(),
      eventName: z.string(),
      s3: z.object({
        bucket: z.object({ name: z.string() }),
        object: z.object({ key: z.string(), size: z.number(), versionId: z.string(), sequencer: z.string() }),
      }),
    }),
  ]),
});

/** Takes the next S3 event out of the ingest queue; the test event of the bucket's creation is dropped. */
async function takeS3Event() {
  const body = JSON.parse((await take('ingest')) ?? 'null');
  if (body?.Event === 's3:TestEvent') return takeS3Event();
  return s3Event.parse(body).Records[0];
}

describe('a notification in the bucket’s own template', () => {
  test.each([
    { key: 'local/mug/main.jpg', plain: 'a plain key' },
    { key: 'local/my mug/main view.jpg', plain: 'spaces' },
    { key: 'local/1+1/100%.jpg', plain: 'plus and percent' },
    { key: 'local/grün/façade.jpg', plain: 'letters beyond ASCII' },
  ])('names a key with $plain so that decoding once gives it back', async ({ key }) => {
    const put = await s3.send(new PutObjectCommand({ Bucket: photos, Key: key, Body: 'bytes' }));

    const record = await takeS3Event();

    const decoded = decodeURIComponent(record.s3.object.key.replaceAll('+', ' '));
    expect(decoded).toBe(key);
    expect(record.s3).toMatchObject({ bucket: { name: photos }, object: { size: 5, versionId: put.VersionId } });
    expect(record.eventVersion).toMatch(/^2\./);
  });

  test('gives a later upload of a key a greater sequencer and another version', async () => {
    const put = () => s3.send(new PutObjectCommand({ Bucket: photos, Key: 'local/mug/twice.jpg', Body: 'bytes' }));

    await put();
    const first = await takeS3Event();
    await put();
    const second = await takeS3Event();

    expect(second.s3.object.sequencer > first.s3.object.sequencer).toBe(true);
    expect(second.s3.object.versionId).not.toBe(first.s3.object.versionId);
  });

  test('says nothing of a deletion', async () => {
    await s3.send(new DeleteObjectCommand({ Bucket: photos, Key: 'local/mug/twice.jpg' }));

    expect(await take('ingest', 1)).toBeUndefined();
  });
});

test('a topic delivers raw to a queue', async () => {
  const sns = new SNSClient(aws.clientSettings);
  const message = JSON.stringify({ inferenceId: 'plate.1', invocationStatus: 'Completed' });

  await sns.send(new PublishCommand({ TopicArn: outputs.success, Message: message }));

  expect(await take('finish')).toBe(message);
});

describe('the bus', () => {
  test('brings a matching event to a queue, whole, and no other', async () => {
    const bus = new EventBridgeClient(aws.clientSettings);
    const event = (type: string) => ({
      EventBusName: outputs.bus,
      Source: 'catalogue',
      DetailType: type,
      Detail: JSON.stringify({ v: 1, tenant: 'local' }),
    });

    const answer = await bus.send(
      new PutEventsCommand({ Entries: [event('AssetFinished'), event('RenderRequested')] }),
    );
    const body = JSON.parse((await take('plan')) ?? 'null');

    expect(answer.FailedEntryCount).toBe(0);
    expect(body).toMatchObject({ source: 'catalogue', 'detail-type': 'RenderRequested', detail: { tenant: 'local' } });
    expect(await take('plan', 1)).toBeUndefined();
  });

  test('holds the schedule and its function', async () => {
    const bus = new EventBridgeClient(aws.clientSettings);
    const name = outputs.everyMinute?.split('|').at(-1);

    const rule = await bus.send(new DescribeRuleCommand({ Name: name }));
    const { Targets = [] } = await bus.send(new ListTargetsByRuleCommand({ Rule: name }));

    expect(rule).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
    expect(Targets.map(({ Arn }) => Arn)).toEqual([outputs.sweep]);
  });
});
