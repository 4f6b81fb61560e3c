/**
 * Trigger: the finish queue (chunks of looks, plates that are done, SageMaker's notifications).
 * Reads: plan body, P, cutout (its alpha is the matte), plate, underpaint and mask, set (beside the code), painted.json, failure.json; plan, plate and slot items.
 * Writes: variants bucket (files, receipts, manifest); work bucket held/*; slot, plate, plan and in-flight items.
 * Wakes: the finish queue (chunks of waiting looks); the render queue (next attempt or seed).
 * Safe to repeat because: files are named by their hash, slots and plans change state once.
 */
import { makeQueueClient, makeS3Client, makeTableClient } from '../../shared/aws/clients.ts';
import { makeDynamoTable } from '../../shared/aws/dynamo-table.ts';
import { makeS3Store } from '../../shared/aws/s3-store.ts';
import { makeTelemetry, sqsHandler } from '../../shared/aws/sqs-handler.ts';
import { makeSqsQueue } from '../../shared/aws/sqs-queue.ts';
import { readEndpointUrl, readEnvironment } from '../../shared/contracts/environment.ts';
import { finishMessage } from '../../shared/contracts/messages.ts';
import { gateSegmenter, segmenters } from '../../shared/contracts/segmenters.ts';
import type { Segmenter } from '../../shared/imaging/segment-product.ts';
import { readStage } from '../../shared/imaging/studio-stage.ts';
import { loadSegmenter } from '../../shared/segmenters/load-segmenter.ts';
import { type FinishDeps, finishVariants } from './finish-variants.ts';

const settings = readEnvironment('finish-variants', process.env);
const telemetry = makeTelemetry('finish-variants');
/** Most invocations judge no plate with a product: the network waits for the first that does. */
let segmenter: Promise<Segmenter> | undefined;
const deps: FinishDeps = {
  store: makeS3Store(makeS3Client(readEndpointUrl(process.env)), {
    work: settings.WORK_BUCKET,
    variants: settings.VARIANTS_BUCKET,
  }),
  table: makeDynamoTable(makeTableClient(), settings.TABLE_NAME),
  queue: makeSqsQueue(makeQueueClient(), { render: settings.RENDER_QUEUE_URL, finish: settings.FINISH_QUEUE_URL }),
  endpointName: settings.ENDPOINT_NAME,
  openStage: (set, zoom, isMirrored) => readStage('sets', set, zoom, isMirrored),
  openSegmenter: () => {
    segmenter ??= loadSegmenter(segmenters[gateSegmenter], segmenters[gateSegmenter].file).catch((error: unknown) => {
      // The next one that needs it tries anew.
      segmenter = undefined;
      throw error;
    });
    return segmenter;
  },
  clock: () => new Date(),
  log: telemetry.log,
};

export const handler = sqsHandler(telemetry, finishMessage, (message) => finishVariants(message, deps));
