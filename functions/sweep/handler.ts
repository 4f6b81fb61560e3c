/**
 * Trigger: the schedule, every five minutes (every minute locally).
 * Reads: everything past its deadline (index byDeadline), plan bodies, the endpoint's in-flight set.
 * Writes: attempts, new deadlines, failed states, the in-flight set.
 * Wakes: whatever wake is missing, on all four queues.
 * Safe to repeat because: a wake too many finds its work done.
 */
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { z } from 'zod';
import { makeQueueClient, makeS3Client, makeTableClient } from '../../shared/aws/clients.ts';
import { makeDynamoTable } from '../../shared/aws/dynamo-table.ts';
import { makeS3Store } from '../../shared/aws/s3-store.ts';
import { makeTelemetry } from '../../shared/aws/sqs-handler.ts';
import { makeSqsQueue } from '../../shared/aws/sqs-queue.ts';
import { readEndpointUrl, readEnvironment } from '../../shared/contracts/environment.ts';
import { sweep } from './sweep.ts';

const settings = readEnvironment('sweep', process.env);
const { logger, metrics, log } = makeTelemetry('sweep');
const services = {
  store: makeS3Store(makeS3Client(readEndpointUrl(process.env)), {
    photos: settings.PHOTOS_BUCKET,
    work: settings.WORK_BUCKET,
  }),
  table: makeDynamoTable(makeTableClient(), settings.TABLE_NAME),
  queue: makeSqsQueue(makeQueueClient(), {
    ingest: settings.INGEST_QUEUE_URL,
    plan: settings.PLAN_QUEUE_URL,
    render: settings.RENDER_QUEUE_URL,
    finish: settings.FINISH_QUEUE_URL,
  }),
  endpointName: settings.ENDPOINT_NAME,
  log,
};

/** The schedule says what time it is swept for. */
const scheduleEvent = z.object({ time: z.iso.datetime() });

export const handler = middy<unknown, void>()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .handler((event: unknown) => {
    const now = new Date(scheduleEvent.parse(event).time);
    return sweep({ ...services, clock: () => now });
  });
