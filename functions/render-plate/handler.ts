/**
 * Trigger: the render queue, one message a plate.
 * Reads: in-flight item; plan body; plate item.
 * Writes: work bucket plates/<tenant>/<plateId>/requests/*; plate and in-flight items.
 * Wakes: the GPU endpoint; itself later where that is full; the finish queue where the plate has ended already.
 * Safe to repeat because: a job is named by plate and attempt, and the container answers a second one from the first.
 */
import { makeEndpointClient, makeQueueClient, makeS3Client, makeTableClient } from '../../shared/aws/clients.ts';
import { makeDynamoTable } from '../../shared/aws/dynamo-table.ts';
import { makeS3Store } from '../../shared/aws/s3-store.ts';
import { makeSagemakerRenderer } from '../../shared/aws/sagemaker-renderer.ts';
import { makeTelemetry, sqsHandler } from '../../shared/aws/sqs-handler.ts';
import { makeSqsQueue } from '../../shared/aws/sqs-queue.ts';
import { readEndpointUrl, readEnvironment } from '../../shared/contracts/environment.ts';
import { renderWake } from '../../shared/contracts/messages.ts';
import { type RenderDeps, renderPlate } from './render-plate.ts';

const settings = readEnvironment('render-plate', process.env);
const telemetry = makeTelemetry('render-plate');
const deps: RenderDeps = {
  store: makeS3Store(makeS3Client(readEndpointUrl(process.env)), { work: settings.WORK_BUCKET }),
  table: makeDynamoTable(makeTableClient(), settings.TABLE_NAME),
  queue: makeSqsQueue(makeQueueClient(), { render: settings.RENDER_QUEUE_URL, finish: settings.FINISH_QUEUE_URL }),
  renderer: makeSagemakerRenderer(makeEndpointClient(), {
    endpointName: settings.ENDPOINT_NAME,
    maxInFlight: settings.MAX_IN_FLIGHT,
    workBucket: settings.WORK_BUCKET,
  }),
  clock: () => new Date(),
  random: Math.random,
  log: telemetry.log,
};

export const handler = sqsHandler(telemetry, renderWake, async (wake) => {
  await renderPlate(wake, deps);
});
