import type { z } from 'zod';
import type { functionEnvironments } from '../shared/contracts/environment.ts';
import type { QueueName } from '../shared/contracts/messages.ts';
import type { BucketName } from '../shared/contracts/ports.ts';
import type { SegmenterName } from '../shared/contracts/segmenters.ts';
import type { FunctionName } from '../shared/contracts/timing.ts';

/** The variables of every function, by the contract that handler.ts reads them with. */
export type FunctionVariables = {
  readonly [N in FunctionName]: Readonly<Record<keyof z.infer<(typeof functionEnvironments)[N]>, string>>;
};

/** Names and addresses that functions are told. */
export type PipelineAddresses = {
  readonly tableName: string;
  readonly bucketName: (name: BucketName) => string;
  readonly queueUrl: (name: QueueName) => string;
  readonly busName: string;
  readonly endpointName: string;
  readonly engine: string;
  /** The hash of its weights, undefined where it has none. */
  readonly engineWeights: string | undefined;
  readonly segmenter: SegmenterName;
  readonly segmentEndpointName: string;
  /** So many plates may be at the endpoint at once. */
  readonly maxInFlight: number;
};

/** What each function is told at start-up. */
export function functionVariables(it: PipelineAddresses): FunctionVariables {
  const tableAndWork = { TABLE_NAME: it.tableName, WORK_BUCKET: it.bucketName('work') };
  const photos = { PHOTOS_BUCKET: it.bucketName('photos') };
  const plan = { PLAN_QUEUE_URL: it.queueUrl('plan') };
  const renderAndFinish = { RENDER_QUEUE_URL: it.queueUrl('render'), FINISH_QUEUE_URL: it.queueUrl('finish') };
  const endpoint = { ENDPOINT_NAME: it.endpointName };
  return {
    'mask-photo': {
      ...tableAndWork,
      ...photos,
      ...plan,
      SEGMENTER: it.segmenter,
      SEGMENT_ENDPOINT_NAME: it.segmentEndpointName,
    },
    'plan-renders': {
      ...tableAndWork,
      ...photos,
      ...plan,
      ...renderAndFinish,
      ENGINE: it.engine,
      ENGINE_WEIGHTS: it.engineWeights ?? 'none',
    },
    'render-plate': { ...tableAndWork, ...renderAndFinish, ...endpoint, MAX_IN_FLIGHT: String(it.maxInFlight) },
    'finish-variants': {
      ...tableAndWork,
      ...renderAndFinish,
      ...endpoint,
      VARIANTS_BUCKET: it.bucketName('variants'),
    },
    announce: { TABLE_NAME: it.tableName, EVENT_BUS_NAME: it.busName },
    sweep: {
      ...tableAndWork,
      ...photos,
      ...plan,
      ...renderAndFinish,
      ...endpoint,
      INGEST_QUEUE_URL: it.queueUrl('ingest'),
    },
  };
}
