import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { PipelineFunction } from './pipeline-function.ts';

/** Steps that use a CPU fully take one message at a time: more would only wait, and be taken again if one fails. */
export const pictureBatch = 1;
/** render-plate waits for answers, not for a CPU. */
export const renderBatch = 10;
const streamBatch = 25;
/** Enough for a bus that is throttled for a while; a record that can never be told must not hold up the others. */
const streamRetries = 30;

/** Lets a queue wake a function; messages that fail go back alone. */
export function wakeByQueue(step: PipelineFunction, queue: Queue, batchSize: number, maxConcurrency: number): void {
  new EventSourceMapping(step, 'queue', {
    target: step.lambda,
    eventSourceArn: queue.queueArn,
    batchSize,
    maxConcurrency,
    reportBatchItemFailures: true,
  });
}

/**
 * Lets the table's stream wake a function with what may have to be told: finished plans, assets and requests. Slots,
 * plates, views and plans that are still open, most of what changes, are left out before it is invoked.
 */
export function wakeByStream(step: PipelineFunction, streamArn: string, deadLetters: Queue): void {
  const ofKind = (prefix: string) => ({ pk: { S: FilterRule.beginsWith(prefix) }, sk: { S: FilterRule.isEqual('-') } });
  const finished = { state: { S: FilterRule.isEqual('finished') } };
  new EventSourceMapping(step, 'stream', {
    target: step.lambda,
    eventSourceArn: streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: streamBatch,
    retryAttempts: streamRetries,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    // Not SqsDlq, which widens the function's role beyond its permissions.
    onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
    filters: [
      FilterCriteria.filter({ dynamodb: { Keys: ofKind('PLAN#'), NewImage: finished } }),
      FilterCriteria.filter({ dynamodb: { Keys: ofKind('ASSET#') } }),
      FilterCriteria.filter({ dynamodb: { Keys: ofKind('REQUEST#') } }),
    ],
  });
}

/** Lets a schedule wake a function; a run that fails is made up by the next. */
export function wakeBySchedule(step: PipelineFunction, minutes: number): void {
  new Rule(step, 'schedule', {
    schedule: Schedule.rate(Duration.minutes(minutes)),
    targets: [new LambdaTarget(step.lambda, { retryAttempts: 0 })],
  });
}
