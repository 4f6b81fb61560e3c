import { setTimeout as wait } from 'node:timers/promises';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { localRegion } from './local-clients.ts';
import type { ShimFault } from './shim-fault.ts';

/** An asynchronous request as SageMaker keeps it while it waits. */
export type AsyncRequest = {
  readonly endpointName: string;
  readonly inferenceId: string;
  readonly inputLocation: string;
  readonly contentType: string;
  readonly ttlSeconds: number;
  readonly timeoutSeconds: number;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
};

/** How a request ended. */
export type Outcome =
  | { readonly status: 'Completed'; readonly contentType: string; readonly outputLocation: string }
  | { readonly status: 'Failed'; readonly reason: string };

/**
 * What SageMaker publishes when an asynchronous request has ended. The order and names of the fields are those that
 * several public handlers show (research of November 2026); a failed one has no responseParameters.
 */
export function notificationOf(request: AsyncRequest, outcome: Outcome, now: number) {
  const { endpointName, inputLocation, contentType, inferenceId } = request;
  const ending =
    outcome.status === 'Failed'
      ? { failureReason: outcome.reason }
      : { responseParameters: { contentType: outcome.contentType, outputLocation: outcome.outputLocation } };
  return {
    awsRegion: localRegion,
    eventTime: new Date(now).toISOString(),
    receivedTime: new Date(request.receivedAt).toISOString(),
    invocationStatus: outcome.status,
    requestParameters: { contentType, endpointName, inputLocation },
    ...ending,
    inferenceId,
    eventVersion: '1.0',
    eventSource: 'aws:sagemaker',
    eventName: 'InferenceResult',
  };
}

/** Publishes a message to a topic, as the fault says. `signal` ends a delay; then nothing is sent. */
export async function publish(
  sns: SNSClient,
  topicArn: string,
  message: unknown,
  fault: ShimFault | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (fault?.kind === 'drop') return;
  if (fault?.kind === 'delay') await wait(fault.seconds * 1000, undefined, { signal });
  const command = new PublishCommand({ TopicArn: topicArn, Message: JSON.stringify(message) });
  await sns.send(command);
  if (fault?.kind === 'duplicate') await sns.send(command);
}
