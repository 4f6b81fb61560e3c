/**
 * Trigger: the plan queue (a masked asset, or a RenderRequested from the bus).
 * Reads: asset, view and request items; the nearest brief in the photos bucket; studio sets (beside the code); the cutout
 *   for looks that show an engine the product, P for those whose photo is painted on.
 * Writes: work bucket plans/*, underpaints/*, briefs/*; plan, plate, asset and request items.
 * Wakes: the render queue, one message a plate; the finish queue where nothing is painted; the plan queue for requests.
 * Safe to repeat because: the plan's id is a hash of all that it decides.
 */
import { makeQueueClient, makeS3Client, makeTableClient } from '../../shared/aws/clients.ts';
import { makeDynamoTable } from '../../shared/aws/dynamo-table.ts';
import { makeS3Store } from '../../shared/aws/s3-store.ts';
import { makeTelemetry, sqsHandler } from '../../shared/aws/sqs-handler.ts';
import { makeSqsQueue } from '../../shared/aws/sqs-queue.ts';
import { readEndpointUrl, readEnvironment } from '../../shared/contracts/environment.ts';
import { planMessage } from '../../shared/contracts/messages.ts';
import { renderUnderpaint } from '../../shared/imaging/underpaint.ts';
import { renderUnderpaintAround } from '../../shared/imaging/underpaint-around.ts';
import { expandRequest } from './expand-request.ts';
import { openLayout } from './open-layout.ts';
import { openStart } from './open-start.ts';
import { type PlanDeps, planAsset } from './plan-asset.ts';

const settings = readEnvironment('plan-renders', process.env);
const telemetry = makeTelemetry('plan-renders');
const store = makeS3Store(makeS3Client(readEndpointUrl(process.env)), {
  photos: settings.PHOTOS_BUCKET,
  work: settings.WORK_BUCKET,
});
const deps: PlanDeps = {
  store,
  table: makeDynamoTable(makeTableClient(), settings.TABLE_NAME),
  queue: makeSqsQueue(makeQueueClient(), {
    plan: settings.PLAN_QUEUE_URL,
    render: settings.RENDER_QUEUE_URL,
    finish: settings.FINISH_QUEUE_URL,
  }),
  engine: settings.ENGINE === 'none' ? null : settings.ENGINE,
  engineWeights: settings.ENGINE_WEIGHTS === 'none' ? null : settings.ENGINE_WEIGHTS,
  renderUnderpaint: async (start, rect, size) => renderUnderpaint(await openStart(start, 'sets', store), rect, size),
  renderUnderpaintAround: async (cutout, layout, placing, facts) =>
    renderUnderpaintAround(await openLayout(layout, 'sets'), cutout, placing, facts),
  clock: () => new Date(),
  log: telemetry.log,
};

export const handler = sqsHandler(telemetry, planMessage, (message) =>
  'assetId' in message ? planAsset(message, deps) : expandRequest(message, deps),
);
