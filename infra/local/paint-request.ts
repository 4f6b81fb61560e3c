import { setTimeout as wait } from 'node:timers/promises';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { SNSClient } from '@aws-sdk/client-sns';
import { type ContainerAnswer, callContainer } from './call-container.ts';
import type { EndpointQueue } from './endpoint-queue.ts';
import { type AsyncRequest, notificationOf, type Outcome, publish } from './paint-notification.ts';
import { ShimRefusal } from './read-async-request.ts';
import type { ShimFault } from './shim-fault.ts';

/** A real-time call is given up by SageMaker after 60 s. */
const realTimeSeconds = 60;

/** The container that stands behind an endpoint, and where its answers go. */
export type ShimEndpoint = {
  /** Base of `/ping` and `/invocations`. */
  readonly containerUrl: string;
  /** Where answers are written, as `s3://<bucket>/<prefix>`; `<inferenceId>.out` or `.failure` is put behind it. */
  readonly outputLocation: string;
  readonly successTopicArn: string;
  readonly errorTopicArn: string;
  readonly maxConcurrentInvocations: number;
};

/** What running a request needs besides the request. */
export type PaintContext = {
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly now: () => number;
  /** Aborted when the shim stops. */
  readonly signal: AbortSignal;
  /** Each is taken once, in order: by a request as it is accepted, by a notification as it is due. */
  readonly nextRequestFault: () => ShimFault | undefined;
  readonly nextNotificationFault: () => ShimFault | undefined;
};

/**
 * Runs an asynchronous request: input from S3, the container, its answer to S3, all when `queue` gives it its turn,
 * then the notification. Whatever goes wrong with the request itself ends as a failure notification. A fault on command
 * loses the request, lets it into the queue late, or runs it twice, as SageMaker, which promises at least once, may.
 * @throws Error only where that can't be sent, or the shim stops.
 */
export async function runAsyncRequest(
  endpoint: ShimEndpoint,
  queue: EndpointQueue,
  request: AsyncRequest,
  context: PaintContext,
): Promise<void> {
  const fault = context.nextRequestFault();
  if (fault?.kind === 'drop') return;
  if (fault?.kind === 'delay') await wait(fault.seconds * 1000, undefined, { signal: context.signal });
  const runs = fault?.kind === 'duplicate' ? 2 : 1;
  await Promise.all(Array.from({ length: runs }, () => runOnce(endpoint, queue, request, context)));
}

async function runOnce(
  endpoint: ShimEndpoint,
  queue: EndpointQueue,
  request: AsyncRequest,
  context: PaintContext,
): Promise<void> {
  const outcome = await queue.run(() => paint(endpoint, request, context));
  context.signal.throwIfAborted();
  const topicArn = outcome.status === 'Completed' ? endpoint.successTopicArn : endpoint.errorTopicArn;
  const message = notificationOf(request, outcome, context.now());
  await publish(context.sns, topicArn, message, context.nextNotificationFault(), context.signal);
}

/** Where the answer to a request is written; a trailing slash of the endpoint's location counts for nothing. */
export const answerLocation = (endpoint: ShimEndpoint, inferenceId: string, kind: 'out' | 'failure'): string =>
  `${endpoint.outputLocation.replace(/\/$/, '')}/${inferenceId}.${kind}`;

async function paint(endpoint: ShimEndpoint, request: AsyncRequest, context: PaintContext): Promise<Outcome> {
  const { ttlSeconds, timeoutSeconds, contentType } = request;
  if (context.now() - request.receivedAt > ttlSeconds * 1000) {
    return failed(`The request waited longer than its ${ttlSeconds} s (RequestTTLSeconds).`);
  }
  const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
  try {
    const input = await readObject(context.s3, request.inputLocation);
    const signal = AbortSignal.any([timeout, context.signal]);
    const answer = await callContainer(endpoint.containerUrl, input, contentType, signal);
    return await keepAnswer(endpoint, request, answer, context.s3);
  } catch (error) {
    if (timeout.aborted) return failed(`The container did not answer within ${timeoutSeconds} s.`);
    return failed(error instanceof Error ? error.message : String(error));
  }
}

const failed = (reason: string): Outcome => ({ status: 'Failed', reason });

/** Writes the answer beside the others; SageMaker overwrites without asking, so the name is all that is promised. */
async function keepAnswer(
  endpoint: ShimEndpoint,
  request: AsyncRequest,
  { status, contentType, body }: ContainerAnswer,
  s3: S3Client,
): Promise<Outcome> {
  const isSuccess = status >= 200 && status < 300;
  const outputLocation = answerLocation(endpoint, request.inferenceId, isSuccess ? 'out' : 'failure');
  await s3.send(new PutObjectCommand({ ...placeOf(outputLocation), Body: body, ContentType: contentType }));
  if (isSuccess) return { status: 'Completed', contentType, outputLocation };
  return failed(`Received error (${status}) from primary with message "${body.toString('utf8')}".`);
}

async function readObject(s3: S3Client, location: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand(placeOf(location)));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/** Splits `s3://bucket/key`. */
function placeOf(location: string): { Bucket: string; Key: string } {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location) ?? [];
  if (!bucket || !key) throw new Error(`Expected s3://bucket/key, got ${location}.`);
  return { Bucket: bucket, Key: key };
}

/**
 * Runs a real-time request and returns the container's answer.
 * @throws ShimRefusal ModelError where the container answers with an error or not at all.
 */
export async function runRealTimeRequest(
  endpoint: ShimEndpoint,
  body: Buffer,
  contentType: string,
  stopping: AbortSignal,
): Promise<ContainerAnswer> {
  const signal = AbortSignal.any([AbortSignal.timeout(realTimeSeconds * 1000), stopping]);
  const answer = await callContainer(endpoint.containerUrl, body, contentType, signal).catch((error: unknown) => {
    throw ShimRefusal.model(500, String(error));
  });
  if (answer.status < 200 || answer.status >= 300) throw ShimRefusal.model(answer.status, answer.body.toString('utf8'));
  return answer;
}
