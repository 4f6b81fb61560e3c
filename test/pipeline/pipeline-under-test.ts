import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { localClientSettings } from '../../infra/local/local-clients.ts';
import { type PipelineOptions, type RunningPipeline, startPipeline } from '../../infra/local/run-pipeline.ts';
import { makeDynamoTable } from '../../shared/aws/dynamo-table.ts';
import { makeS3Store } from '../../shared/aws/s3-store.ts';
import { uploadAssetId, uploadCauseId } from '../../shared/contracts/cause.ts';
import type { ViewItem } from '../../shared/contracts/items.ts';
import { itemKey } from '../../shared/contracts/keys.ts';
import { type Manifest, manifest } from '../../shared/contracts/manifest.ts';
import { parsePhotosKey } from '../../shared/contracts/photo-key.ts';
import { PipelineError } from '../../shared/contracts/pipeline-error.ts';
import { type RecordingProxy, startRecordingProxy } from './recording-proxy.ts';

const account = '000000000000';
const pollMilliseconds = 100;
const patienceMilliseconds = 60_000;

export type Put = { readonly key: string; readonly versionId: string; readonly causeId: string };
export type BusEvent = { readonly type: string; readonly detail: Record<string, unknown> };

/** The whole pipeline with a recording proxy in front of the local AWS, and what tests do with it. */
export type PipelineUnderTest = Awaited<ReturnType<typeof startPipelineUnderTest>>;

/** Boots everything into a temporary folder, with other settings than usual if asked; `stop` ends and removes it. */
export async function startPipelineUnderTest(
  chosen: Pick<PipelineOptions, 'engine' | 'engineWeights' | 'segmenter' | 'weights'> = {},
) {
  const stateFolder = await mkdtemp(join(tmpdir(), 'packshot-pipeline-'));
  const proxies: RecordingProxy[] = [];
  const running: RunningPipeline = await startPipeline({
    stateFolder,
    ...chosen,
    track: (_, work) => work(),
    say: (sentence) => console.log(sentence),
    signal: new AbortController().signal,
    redirect: async (awsEndpoint, shimUrl) => {
      const proxy = await startRecordingProxy(awsEndpoint, shimUrl);
      proxies.push(proxy);
      const services = ['S3', 'DYNAMODB', 'SQS', 'EVENTBRIDGE', 'SAGEMAKER_RUNTIME'];
      const queues = ['ingest', 'plan', 'render', 'finish'];
      return Object.fromEntries([
        ...services.map((service) => [`AWS_ENDPOINT_URL_${service}`, proxy.url]),
        // The SDK takes a queue's own URL before any endpoint.
        ...queues.map((queue) => [
          `${queue.toUpperCase()}_QUEUE_URL`,
          `${proxy.url}/${account}/packshot-local-${queue}`,
        ]),
      ]);
    },
  });
  const [proxy] = proxies;
  if (proxy === undefined) throw new Error('Expected a proxy, got none');
  const settings = localClientSettings(running.endpoint);
  const { outputs } = running;
  const output = (name: string): string => outputs[name] ?? '';
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const sqs = new SQSClient(settings);
  const bus = new EventBridgeClient(settings);
  const lambda = new LambdaClient(settings);
  const table = makeDynamoTable(new DynamoDBClient(settings), output('TableName'));
  const names = { photos: output('PhotosBucket'), work: output('WorkBucket'), variants: output('VariantsBucket') };
  const store = makeS3Store(s3, names);
  const events: BusEvent[] = [];
  const eventsQueue = await collectEvents(bus, sqs, output('EventBusName'));

  const readEvents = async (): Promise<BusEvent[]> => {
    while (true) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: eventsQueue, MaxNumberOfMessages: 10, VisibilityTimeout: 3600 }),
      );
      if (Messages.length === 0) return events;
      for (const { Body = '{}' } of Messages) {
        const { 'detail-type': type, detail } = JSON.parse(Body);
        events.push({ type, detail });
      }
    }
  };
  const queueUrl = (queue: string): string => `${running.endpoint}/${account}/${queue}`;
  const waitFor = async <T>(
    what: string,
    look: () => Promise<T | undefined>,
    milliseconds = patienceMilliseconds,
  ): Promise<T> => {
    const deadline = Date.now() + milliseconds;
    while (Date.now() < deadline) {
      const found = await look();
      if (found !== undefined) return found;
      await wait(pollMilliseconds);
    }
    throw new Error(`Expected ${what} within ${milliseconds / 1000} s`);
  };
  /** The view of a photo's key; undefined where it has none, or the key is not understood. */
  const readView = async (key: string): Promise<ViewItem | undefined> => {
    try {
      const named = parsePhotosKey(key);
      if (named.kind !== 'photo') return undefined;
      return await table.read('view', itemKey.view(named.tenant, named.sku, named.view));
    } catch (error) {
      if (error instanceof PipelineError) return undefined;
      throw error;
    }
  };
  const readFinished = async ({ key, causeId }: Put): Promise<Manifest | undefined> => {
    const view = await readView(key);
    if (view?.latestPlan === undefined) return undefined;
    const plan = await table.read('plan', itemKey.plan(view.latestPlan.planId));
    if (plan?.state !== 'finished' || ![...plan.causes].some((text) => text.includes(causeId))) return undefined;
    const stored = await store.get('variants', view.latestPlan.manifestKey);
    return stored === undefined ? undefined : manifest.parse(JSON.parse(new TextDecoder().decode(stored.bytes)));
  };
  return {
    ...running,
    ...{ proxy, s3, sqs, bus, table, store, names, waitFor, readFinished, readEvents },
    put: async (key: string, bytes: Uint8Array | string): Promise<Put> => {
      const { VersionId = '' } = await s3.send(new PutObjectCommand({ Bucket: names.photos, Key: key, Body: bytes }));
      return { key, versionId: VersionId, causeId: uploadCauseId(names.photos, key, VersionId) };
    },
    remove: (key: string) => s3.send(new DeleteObjectCommand({ Bucket: names.photos, Key: key })),
    finished: (put: Put, milliseconds?: number): Promise<Manifest> =>
      waitFor(`${put.key} to be finished`, () => readFinished(put), milliseconds),
    /** Code and sentence of a rejected upload. */
    rejected: (put: Put) =>
      waitFor(`${put.key} to be rejected`, async () => {
        const own = await table.read('asset', itemKey.asset(uploadAssetId(names.photos, put.key, put.versionId)));
        if (own?.rejection !== undefined) return own.rejection;
        const view = await readView(put.key);
        return view?.rejection?.causeId === put.causeId ? view.rejection : undefined;
      }),
    send: (queue: string, body: string) =>
      sqs.send(new SendMessageCommand({ QueueUrl: queueUrl(queue), MessageBody: body })),
    request: (detail: unknown) =>
      bus.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: output('EventBusName'),
              Source: 'catalogue',
              DetailType: 'RenderRequested',
              Detail: JSON.stringify(detail),
            },
          ],
        }),
      ),
    sweep: (time: Date) =>
      lambda.send(
        new InvokeCommand({
          FunctionName: 'packshot-local-sweep',
          Payload: Buffer.from(JSON.stringify({ time: time.toISOString() })),
        }),
      ),
    /** How many messages lie in each dead-letter queue. */
    deadLetters: async (): Promise<number> => {
      const queues = ['ingest', 'plan', 'render', 'finish', 'announce', 'requests'];
      const counts = await Promise.all(
        queues.map(async (queue) => {
          const QueueUrl = queueUrl(`packshot-local-${queue}-dead-letters`);
          const { Attributes } = await sqs.send(
            new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
          );
          return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
        }),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },
    stop: async () => {
      await running.stop();
      await proxy.stop();
      await rm(stateFolder, { recursive: true, force: true });
    },
  };
}

/** A queue behind the bus that keeps every event of ours. */
async function collectEvents(bus: EventBridgeClient, sqs: SQSClient, busName: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'pipeline-test-events' }));
  const rule = { Name: 'pipeline-test-events', EventBusName: busName };
  await bus.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify({ source: ['packshot'] }) }));
  const Arn = `arn:aws:sqs:us-east-1:${account}:pipeline-test-events`;
  await bus.send(new PutTargetsCommand({ Rule: rule.Name, EventBusName: busName, Targets: [{ Id: 'queue', Arn }] }));
  return QueueUrl;
}
