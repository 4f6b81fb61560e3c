import type { QueueName } from '../shared/contracts/messages.ts';
import type { BucketName } from '../shared/contracts/ports.ts';
import type { FunctionName } from '../shared/contracts/timing.ts';

/** One thing that a function may do: actions, on resources, under conditions. */
export type Permission = {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
};

/** The ARNs that permissions speak of. */
export type PipelineArns = {
  readonly bucket: (name: BucketName) => string;
  readonly queue: (name: QueueName) => string;
  readonly table: string;
  readonly stream: string;
  readonly announceDeadLetters: string;
  readonly deadlineIndex: string;
  readonly bus: string;
  /** Undefined where the deployment has no engine. */
  readonly endpoint: string | undefined;
  /** Undefined where the segmenter runs in mask-photo itself. */
  readonly segmentEndpoint: string | undefined;
};

/**
 * What each function may do: its row of the data-path table, and nothing else. A function that may find an object
 * missing may also list its prefix, because S3 else answers 403 and not 404.
 */
export function permissions(arns: PipelineArns): Readonly<Record<FunctionName, readonly Permission[]>> {
  const { table, deadlineIndex, stream, bus, endpoint, segmentEndpoint } = arns;
  const receive = (queue: QueueName): Permission => ({
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    resources: [arns.queue(queue)],
  });
  const send = (...queues: QueueName[]): Permission => allow(['sqs:SendMessage'], queues.map(arns.queue));
  const keys = (bucket: BucketName, prefixes: readonly string[]) =>
    prefixes.map((prefix) => `${arns.bucket(bucket)}/${prefix}`);
  const read = (bucket: BucketName, ...prefixes: string[]) => allow(['s3:GetObject'], keys(bucket, prefixes));
  const write = (bucket: BucketName, ...prefixes: string[]) => allow(['s3:PutObject'], keys(bucket, prefixes));
  const list = (bucket: BucketName, ...prefixes: string[]) => listKeys(arns.bucket(bucket), prefixes);
  const items = (...actions: string[]) =>
    allow(
      actions.map((action) => `dynamodb:${action}`),
      [table],
    );
  const photoVersions = allow(['s3:GetObject', 's3:GetObjectVersion'], keys('photos', ['*']));

  return {
    'mask-photo': [
      receive('ingest'),
      photoVersions,
      list('photos', '*'),
      write('work', 'assets/*'),
      items('GetItem', 'UpdateItem'),
      ...(segmentEndpoint === undefined
        ? []
        : [
            read('work', 'segments/*'),
            list('work', 'segments/*'),
            write('work', 'segments/*'),
            allow(['sagemaker:InvokeEndpoint'], [segmentEndpoint]),
          ]),
      send('plan'),
    ],
    'plan-renders': [
      receive('plan'),
      read('photos', '*'),
      list('photos', '*'),
      read('work', 'assets/*', 'briefs/*'),
      list('work', 'assets/*', 'briefs/*'),
      write('work', 'plans/*', 'briefs/*', 'underpaints/*'),
      items('GetItem', 'UpdateItem', 'Query'),
      send('plan', 'render', 'finish'),
    ],
    'render-plate': [
      receive('render'),
      allow(['sqs:ChangeMessageVisibility'], [arns.queue('render')]),
      read('work', 'plans/*'),
      list('work', 'plans/*'),
      write('work', 'plates/*/requests/*'),
      items('GetItem', 'UpdateItem'),
      ...(endpoint === undefined ? [] : [allow(['sagemaker:InvokeEndpointAsync'], [endpoint])]),
      send('finish'),
    ],
    'finish-variants': [
      receive('finish'),
      read('work', 'assets/*', 'plans/*', 'plates/*', 'underpaints/*'),
      list('work', 'assets/*', 'plans/*', 'plates/*', 'underpaints/*'),
      write('work', 'held/*'),
      write('variants', '*'),
      items('GetItem', 'UpdateItem', 'Query'),
      send('finish', 'render'),
    ],
    announce: [
      allow(
        ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
        [stream],
      ),
      { ...items('UpdateItem'), conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['TENANT#*'] } } },
      allow(['events:PutEvents'], [bus]),
      allow(['sqs:SendMessage'], [arns.announceDeadLetters]),
    ],
    sweep: [
      allow(['dynamodb:Query'], [deadlineIndex]),
      items('GetItem', 'UpdateItem'),
      photoVersions,
      list('photos', '*'),
      read('work', 'plans/*'),
      list('work', 'plans/*'),
      send('ingest', 'plan', 'render', 'finish'),
    ],
  };
}

/**
 * Lists keys of some prefixes. `IfExists`, because S3 also asks for this permission when it decides between 404 and
 * 403 for a missing key, and that request names no prefix.
 */
export function listKeys(bucketArn: string, prefixes: readonly string[]): Permission {
  const permission = allow(['s3:ListBucket'], [bucketArn]);
  if (prefixes.includes('*')) return permission;
  return { ...permission, conditions: { StringLikeIfExists: { 's3:prefix': prefixes } } };
}

const allow = (actions: readonly string[], resources: readonly string[]): Permission => ({ actions, resources });
