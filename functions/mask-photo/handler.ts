/**
 * Trigger: the ingest queue (S3 notifications of the photos bucket).
 * Reads: the photo, and a matte that a person put beside it; segments/* where the segmenter runs in the container.
 * Writes: work bucket assets/* (P, matte, cutout), segments/* (pictures for the container); asset and view items.
 * Wakes: the plan queue.
 * Safe to repeat because: the asset's id and every payload's key are hashes of what they stand for.
 */
import { makeEndpointClient, makeQueueClient, makeS3Client, makeTableClient } from '../../shared/aws/clients.ts';
import { makeDynamoTable } from '../../shared/aws/dynamo-table.ts';
import { makeS3Store } from '../../shared/aws/s3-store.ts';
import { makeSagemakerSegmentEndpoint } from '../../shared/aws/sagemaker-segment-endpoint.ts';
import { makeTelemetry, sqsHandler } from '../../shared/aws/sqs-handler.ts';
import { makeSqsQueue } from '../../shared/aws/sqs-queue.ts';
import { readEndpointUrl, readEnvironment } from '../../shared/contracts/environment.ts';
import { decodeS3Key, ingestMessage } from '../../shared/contracts/messages.ts';
import { segmenters } from '../../shared/contracts/segmenters.ts';
import { maskPhoto as maskSteps } from '../../shared/imaging/mask-steps.ts';
import { makeContainerSegmenter } from '../../shared/segmenters/container-segmenter.ts';
import { loadSegmenter } from '../../shared/segmenters/load-segmenter.ts';
import { type MaskDeps, maskPhoto } from './mask-photo.ts';

const settings = readEnvironment('mask-photo', process.env);
const telemetry = makeTelemetry('mask-photo');
const store = makeS3Store(makeS3Client(readEndpointUrl(process.env)), {
  photos: settings.PHOTOS_BUCKET,
  work: settings.WORK_BUCKET,
});
const facts = segmenters[settings.SEGMENTER];
const endpoint = makeSagemakerSegmentEndpoint(makeEndpointClient(), settings.SEGMENT_ENDPOINT_NAME);
const segmenter =
  facts.runsIn === 'function'
    ? loadSegmenter(facts, facts.file)
    : Promise.resolve(makeContainerSegmenter(settings.SEGMENTER, store, endpoint));
const deps: MaskDeps = {
  store,
  table: makeDynamoTable(makeTableClient(), settings.TABLE_NAME),
  queue: makeSqsQueue(makeQueueClient(), { plan: settings.PLAN_QUEUE_URL }),
  mask: async (photo) => maskSteps({ ...photo, segmenter: await segmenter }),
  clock: () => new Date(),
  log: telemetry.log,
};

export const handler = sqsHandler(telemetry, ingestMessage, async ({ Records }) => {
  for (const { s3 } of Records) {
    const { key, versionId } = s3.object;
    await maskPhoto({ bucket: s3.bucket.name, key: decodeS3Key(key), versionId }, deps);
  }
});
