import { setTimeout as wait } from 'node:timers/promises';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  InvokeEndpointAsyncCommand,
  type InvokeEndpointAsyncCommandInput,
  InvokeEndpointCommand,
  SageMakerRuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type SagemakerShim, startSagemakerShim } from '../../../infra/local/sagemaker-shim.ts';
import { type LocalAwsFixture, removeFixture, startFixture } from './local-aws-fixture.ts';
import { startContainer } from './paint-container.ts';
import { until } from './recorder.ts';
import { attribute, deployTinyStack, reference } from './tiny-stack.ts';

const work = 'packshot-tiny-work';
const inputKey = 'plates/local/one/requests/1.json';
const input = JSON.stringify({ v: 1, plateId: 'one' });
const endpointName = 'packshot-tiny';
/** Paints two at a time. */
const wideEndpointName = 'packshot-tiny-wide';

let aws: LocalAwsFixture;
let s3: S3Client;
let sqs: SQSClient;
let outputs: Record<string, string>;
let container: Awaited<ReturnType<typeof startContainer>>;
let shim: SagemakerShim;
let runtime: SageMakerRuntimeClient;
let clockOffset: number;

beforeAll(async () => {
  aws = await startFixture();
  s3 = new S3Client(aws.clientSettings);
  sqs = new SQSClient(aws.clientSettings);
  const subscription = (topic: string, queue: string) => ({
    Type: 'AWS::SNS::Subscription',
    Properties: {
      TopicArn: reference(topic),
      Protocol: 'sqs',
      Endpoint: attribute(queue, 'Arn'),
      RawMessageDelivery: true,
    },
  });
  outputs = await deployTinyStack(aws.endpoint, {
    name: 'paint',
    resources: {
      Work: { Type: 'AWS::S3::Bucket', Properties: { BucketName: work } },
      Success: { Type: 'AWS::SNS::Topic' },
      Error: { Type: 'AWS::SNS::Topic' },
      Painted: { Type: 'AWS::SQS::Queue' },
      Failed: { Type: 'AWS::SQS::Queue' },
      SuccessToPainted: subscription('Success', 'Painted'),
      ErrorToFailed: subscription('Error', 'Failed'),
    },
    outputs: {
      success: reference('Success'),
      error: reference('Error'),
      painted: reference('Painted'),
      failed: reference('Failed'),
    },
  });
  await s3.send(new PutObjectCommand({ Bucket: work, Key: inputKey, Body: input }));
});

afterAll(async () => {
  s3?.destroy();
  sqs?.destroy();
  if (aws) await removeFixture(aws);
});

beforeEach(async () => {
  clockOffset = 0;
  container = await startContainer();
  const endpoint = {
    containerUrl: container.url,
    outputLocation: `s3://${work}/sagemaker/${endpointName}/`,
    successTopicArn: outputs.success ?? '',
    errorTopicArn: outputs.error ?? '',
  };
  shim = await startSagemakerShim({
    endpoint: aws.endpoint,
    now: () => Date.now() + clockOffset,
    endpoints: {
      [endpointName]: { ...endpoint, maxConcurrentInvocations: 1 },
      [wideEndpointName]: { ...endpoint, maxConcurrentInvocations: 2 },
    },
  });
  runtime = new SageMakerRuntimeClient({ ...aws.clientSettings, endpoint: shim.url, maxAttempts: 1 });
});

afterEach(async () => {
  runtime?.destroy();
  await shim?.stop();
  await container?.stop();
});

const invoke = (inferenceId: string, more: Partial<InvokeEndpointAsyncCommandInput> = {}) =>
  runtime.send(
    new InvokeEndpointAsyncCommand({
      EndpointName: endpointName,
      InferenceId: inferenceId,
      InputLocation: `s3://${work}/${inputKey}`,
      ContentType: 'application/json',
      ...more,
    }),
  );

/** Takes the next notification out of a queue; undefined where none comes within the given seconds. */
async function take(queue: 'painted' | 'failed', seconds = 5) {
  const receive = new ReceiveMessageCommand({ QueueUrl: outputs[queue], WaitTimeSeconds: seconds });
  const [message] = (await sqs.send(receive)).Messages ?? [];
  if (!message) return undefined;
  await sqs.send(new DeleteMessageCommand({ QueueUrl: outputs[queue], ReceiptHandle: message.ReceiptHandle }));
  return JSON.parse(message.Body ?? 'null');
}

async function readWork(location: string): Promise<string | undefined> {
  const key = location.replace(`s3://${work}/`, '');
  return (await s3.send(new GetObjectCommand({ Bucket: work, Key: key }))).Body?.transformToString();
}

describe('an asynchronous request', () => {
  test('reaches the container, and its answer and a notification come back as from SageMaker', async () => {
    const output = `s3://${work}/sagemaker/${endpointName}/plate.1.out`;

    const accepted = await invoke('plate.1');
    const notification = await take('painted');

    expect(accepted).toMatchObject({ InferenceId: 'plate.1', OutputLocation: output });
    expect(container.asked).toMatchObject([{ body: input, contentType: 'application/json' }]);
    expect(notification).toEqual({
      awsRegion: 'us-east-1',
      eventTime: expect.stringMatching(/^\d{4}-.*Z$/),
      receivedTime: expect.stringMatching(/^\d{4}-.*Z$/),
      invocationStatus: 'Completed',
      requestParameters: { contentType: 'application/json', endpointName, inputLocation: `s3://${work}/${inputKey}` },
      responseParameters: { contentType: 'application/json', outputLocation: output },
      inferenceId: 'plate.1',
      eventVersion: '1.0',
      eventSource: 'aws:sagemaker',
      eventName: 'InferenceResult',
    });
    expect(await readWork(output)).toBe('{"painted":true}');
  });

  test('that the container refuses ends on the error topic, with the refusal beside the answers', async () => {
    container.behaviours.push({ status: 400, body: '{"code":"PAINT_REFUSED"}' });

    const { FailureLocation = '' } = await invoke('refused.1');
    const notification = await take('failed');

    expect(notification).toMatchObject({ invocationStatus: 'Failed', inferenceId: 'refused.1' });
    expect(notification.failureReason).toContain('PAINT_REFUSED');
    expect(notification).not.toHaveProperty('responseParameters');
    expect(await readWork(FailureLocation)).toBe('{"code":"PAINT_REFUSED"}');
  });

  test('is tried once more when the container is killed, as soon as it answers /ping again', async () => {
    container.behaviours.push('break');

    await invoke('killed.1');
    await until(() => container.asked.length === 1, 'a first request');
    container.state.isReady = false;
    await wait(600);
    const whileDown = container.asked.length;
    container.state.isReady = true;

    expect(await take('painted')).toMatchObject({ inferenceId: 'killed.1' });
    expect([whileDown, container.asked.length]).toEqual([1, 2]);
  });

  test('fails when the container is killed twice', async () => {
    container.behaviours.push('break', 'break');

    await invoke('killed-twice.1');

    expect(await take('failed')).toMatchObject({ failureReason: expect.stringContaining('twice') });
    expect(container.asked).toHaveLength(2);
  });

  test('waits while the container answers 503', async () => {
    container.behaviours.push({ status: 503, body: 'busy' }, { status: 503, body: 'busy' });

    await invoke('busy.1');

    expect(await take('painted')).toMatchObject({ inferenceId: 'busy.1' });
    expect(container.asked).toHaveLength(3);
  });

  test('fails when the container takes longer than the invocation time-out, and lets the next one in', async () => {
    container.behaviours.push('silent');

    await invoke('silent.1', { InvocationTimeoutSeconds: 1 });
    await invoke('next.1');

    expect(await take('failed')).toMatchObject({ failureReason: expect.stringContaining('within 1 s') });
    expect(await take('painted')).toMatchObject({ inferenceId: 'next.1' });
  });

  test('is not timed out while it waits for its turn', async () => {
    container.state.paintMilliseconds = 1000;
    const ids = ['long.1', 'long.2', 'long.3', 'long.4'];

    for (const id of ids) await invoke(id, { InvocationTimeoutSeconds: 3 });
    const seen = [];
    for (const _ of ids) seen.push((await take('painted')).inferenceId);

    expect(seen).toEqual(ids);
  });

  test('fails without reaching the container when it waited longer than its TTL', async () => {
    container.state.paintMilliseconds = 300;
    await invoke('first.1');

    await invoke('expired.1', { RequestTTLSeconds: 60 });
    clockOffset = 61_000;

    expect(await take('failed')).toMatchObject({
      inferenceId: 'expired.1',
      failureReason: expect.stringContaining('TTL'),
    });
    expect(container.asked).toHaveLength(1);
    await take('painted');
  });

  test('fails when its input is not there', async () => {
    await runtime.send(
      new InvokeEndpointAsyncCommand({ EndpointName: endpointName, InputLocation: `s3://${work}/nothing` }),
    );

    expect(await take('failed')).toMatchObject({ inferenceId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(container.asked).toEqual([]);
  });

  test('waits its turn: first in, first out, never more at a time than the endpoint allows', async () => {
    container.state.paintMilliseconds = 100;
    const ids = ['turn.1', 'turn.2', 'turn.3', 'turn.4'];

    for (const id of ids) await invoke(id);
    const seen = [];
    for (const _ of ids) seen.push((await take('painted')).inferenceId);

    expect(seen).toEqual(ids);
    expect(container.state.most).toBe(1);
  });

  test('runs beside others where the endpoint allows several, and never beside more', async () => {
    container.state.paintMilliseconds = 500;
    const ids = ['beside.1', 'beside.2', 'beside.3', 'beside.4'];

    for (const id of ids) await invoke(id, { EndpointName: wideEndpointName });
    for (const _ of ids) await take('painted');

    expect(container.asked).toHaveLength(4);
    expect(container.state.most).toBe(2);
  });

  test.each([
    ['of an unknown endpoint', { EndpointName: 'nobody' }],
    ['without an input', { InputLocation: undefined }],
    ['whose id is longer than 64 characters', { InferenceId: 'x'.repeat(65) }],
    ['whose TTL is below the service’s least', { RequestTTLSeconds: 59 }],
    ['whose time-out is above the service’s most', { InvocationTimeoutSeconds: 3601 }],
  ])('%s is refused as SageMaker refuses it', async (_, wrong) => {
    const right = { EndpointName: endpointName, InputLocation: `s3://${work}/${inputKey}` };

    const call = runtime.send(new InvokeEndpointAsyncCommand({ ...right, ...wrong }));

    await expect(call).rejects.toMatchObject({ name: 'ValidationError', $metadata: { httpStatusCode: 400 } });
  });
});

describe('a request on command', () => {
  test('is accepted and lost, and the next one is painted', async () => {
    shim.faults.nextRequest({ kind: 'drop' });

    const lost = await invoke('lost.1');
    await invoke('kept.1');

    expect(lost.InferenceId).toBe('lost.1');
    expect(await take('painted')).toMatchObject({ inferenceId: 'kept.1' });
    expect([await take('painted', 0), await take('failed', 0)]).toEqual([undefined, undefined]);
    expect(container.asked).toHaveLength(1);
  });

  test('is run twice, with a notification each', async () => {
    shim.faults.nextRequest({ kind: 'duplicate' });

    await invoke('run-twice.1');
    const notifications = [await take('painted'), await take('painted')];

    expect(notifications).toMatchObject([{ inferenceId: 'run-twice.1' }, { inferenceId: 'run-twice.1' }]);
    expect(container.asked).toMatchObject([{ body: input }, { body: input }]);
  });

  test('is run late, behind those that came after it', async () => {
    shim.faults.nextRequest({ kind: 'delay', seconds: 1 });

    await invoke('delayed.1');
    await invoke('overtaking.1');

    expect((await take('painted')).inferenceId).toBe('overtaking.1');
    expect((await take('painted')).inferenceId).toBe('delayed.1');
  });
});

describe('a notification on command', () => {
  test('is dropped, and the next one comes', async () => {
    shim.faults.nextNotification({ kind: 'drop' });

    await invoke('dropped.1');
    await invoke('after.1');

    expect(await take('painted')).toMatchObject({ inferenceId: 'after.1' });
    expect(await take('painted', 0)).toBeUndefined();
  });

  test('comes twice', async () => {
    shim.faults.nextNotification({ kind: 'duplicate' });

    await invoke('twice.1');
    const [first, second] = [await take('painted'), await take('painted')];

    expect(first).toEqual(second);
    expect(first).toMatchObject({ inferenceId: 'twice.1' });
  });

  test('comes late, and does not hold up the next request', async () => {
    shim.faults.nextNotification({ kind: 'delay', seconds: 1 });

    await invoke('late.1');
    await invoke('prompt.1');

    expect((await take('painted')).inferenceId).toBe('prompt.1');
    expect((await take('painted')).inferenceId).toBe('late.1');
  });
});

describe('a real-time request', () => {
  const ask = () => runtime.send(new InvokeEndpointCommand({ EndpointName: endpointName, Body: input }));

  test('is answered with the container’s answer', async () => {
    const { Body, ContentType } = await ask();

    expect([Body?.transformToString(), ContentType]).toEqual(['{"painted":true}', 'application/json']);
  });

  test('that the container refuses is a ModelError', async () => {
    container.behaviours.push({ status: 422, body: 'no' });

    await expect(ask()).rejects.toMatchObject({ name: 'ModelError', OriginalStatusCode: 422, OriginalMessage: 'no' });
  });
});

test('a taken port is replaced by a free one', async () => {
  const port = Number(new URL(shim.url).port);

  const other = await startSagemakerShim({ endpoint: aws.endpoint, endpoints: {}, port });
  const answer = await fetch(`${other.url}/endpoints/${endpointName}/async-invocations`, { method: 'POST' });
  await other.stop();

  expect(new URL(other.url).port).not.toBe(String(port));
  expect(answer.headers.get('x-amzn-errortype')).toBe('ValidationError');
});

test('stopping drops what is under way and what waits, at once', async () => {
  container.behaviours.push('silent');
  await invoke('under-way.1');
  await invoke('waiting.1');
  await until(() => container.asked.length === 1, 'a request under way');

  await shim.stop();

  expect(await take('painted', 0)).toBeUndefined();
  expect(await take('failed', 0)).toBeUndefined();
  expect(container.asked).toHaveLength(1);
});
