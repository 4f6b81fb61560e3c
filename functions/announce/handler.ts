/**
 * Trigger: the table's stream (plans, assets and requests).
 * Reads: the items before and after their change.
 * Writes: the view's latest plan.
 * Wakes: the event bus: AssetFinished, PhotoRejected, RenderRejected.
 * Safe to repeat because: an event's id is a hash of what it tells, and the view only moves forward.
 */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { makeBusAnnouncer } from '../../shared/aws/bus-announcer.ts';
import { makeBusClient, makeTableClient } from '../../shared/aws/clients.ts';
import { makeDynamoTable } from '../../shared/aws/dynamo-table.ts';
import { makeTelemetry } from '../../shared/aws/sqs-handler.ts';
import { readItemChange } from '../../shared/aws/stream-record.ts';
import { readEnvironment } from '../../shared/contracts/environment.ts';
import { type AnnounceDeps, announce } from './announce.ts';

const settings = readEnvironment('announce', process.env);
const { logger, metrics, log } = makeTelemetry('announce');
const processor = new BatchProcessor(EventType.DynamoDBStreams);
const deps: AnnounceDeps = {
  table: makeDynamoTable(makeTableClient(), settings.TABLE_NAME),
  announcer: makeBusAnnouncer(makeBusClient(), settings.EVENT_BUS_NAME),
  log,
};

async function handleRecord(record: DynamoDBRecord): Promise<void> {
  const change = readItemChange(record);
  if (change !== undefined) await announce(change, deps);
}

export const handler = middy<DynamoDBStreamEvent, DynamoDBBatchResponse>()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .handler((event: DynamoDBStreamEvent, context: Context) =>
    processPartialResponse(event, handleRecord, processor, { context, throwOnFullBatchFailure: false }),
  );
