import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { localClientSettings } from '../../../infra/local/local-clients.ts';
import { processesNaming } from '../../../infra/local/local-processes.ts';
import { type LocalAws, startLocalAws } from '../../../infra/local/start-local-aws.ts';
import { pythonPath } from './local-aws-fixture.ts';
import { type Invocation, puppetCode, type Recorder, sqsRecords, startRecorder } from './recorder.ts';
import { attribute, deployTinyStack, functionResources, mappingResources, reference } from './tiny-stack.ts';

const bucket = 'packshot-tiny-photos';
const table = 'tiny-state';
const visibilitySeconds = 2;

let recorder: Recorder;
let stateDir: string;
let running: LocalAws | undefined;
let said: string[];

beforeAll(async () => {
  recorder = await startRecorder();
});

afterAll(async () => recorder?.stop());

beforeEach(async () => {
  said = [];
  stateDir = await realpath(await mkdtemp(join(tmpdir(), 'packshot-state-')));
});

afterEach(async () => {
  await running?.stop();
  await rm(stateDir, { recursive: true, force: true });
});

async function start(port?: number): Promise<LocalAws> {
  const say = (sentence: string) => said.push(sentence);
  const logFile = join(stateDir, 'local-aws.log');
  running = await startLocalAws({ stateDir, logFile, pythonPath, say, ...(port === undefined ? {} : { port }) });
  return running;
}

/** Deploys a bucket, a table whose stream wakes `<puppet>-stream`, and a queue that wakes a puppet. Returns its address. */
async function deploy(aws: LocalAws, puppet: string): Promise<string> {
  const code = { 'index.mjs': puppetCode('one') };
  const outputs = await deployTinyStack(aws.endpoint, {
    name: 'state',
    assets: { code },
    resources: {
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Properties: { BucketName: bucket, VersioningConfiguration: { Status: 'Enabled' } },
      },
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: table,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        },
      },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: visibilitySeconds } },
      ...functionResources('Worker', code, { RECORDER_URL: `${recorder.url}/${puppet}` }),
      ...mappingResources('Mapping', 'Queue', 'Worker'),
      ...functionResources('Reader', code, { RECORDER_URL: `${recorder.url}/${puppet}-stream` }),
      ...mappingResources('StreamMapping', 'Table', 'Reader', {
        EventSourceArn: attribute('Table', 'StreamArn'),
        StartingPosition: 'TRIM_HORIZON',
      }),
    },
    outputs: { queue: reference('Queue') },
  });
  return outputs.queue ?? '';
}

/** Puts an object, an item and a message that stays in the queue for a second. */
async function fill(aws: LocalAws, queueUrl: string): Promise<void> {
  const settings = localClientSettings(aws.endpoint);
  await new S3Client(settings).send(new PutObjectCommand({ Bucket: bucket, Key: 'local/mug.jpg', Body: 'bytes' }));
  await new DynamoDBClient(settings).send(new PutItemCommand({ TableName: table, Item: { pk: { S: 'ASSET#one' } } }));
  const message = { QueueUrl: queueUrl, MessageBody: 'waiting', DelaySeconds: 1 };
  await new SQSClient(settings).send(new SendMessageCommand(message));
}

async function readBack(aws: LocalAws): Promise<{ object: string | undefined; item: string | undefined }> {
  const settings = localClientSettings(aws.endpoint);
  const place = { Bucket: bucket, Key: 'local/mug.jpg' };
  const { Body } = await new S3Client(settings).send(new GetObjectCommand(place));
  const get = new GetItemCommand({ TableName: table, Key: { pk: { S: 'ASSET#one' } } });
  const { Item } = await new DynamoDBClient(settings).send(get);
  return { object: await Body?.transformToString(), item: Item?.pk?.S };
}

const streamEvent = z.object({
  Records: z.array(z.object({ dynamodb: z.object({ Keys: z.object({ pk: z.object({ S: z.string() }) }) }) })),
});
const streamKeys = ({ event }: Invocation): string[] =>
  streamEvent.parse(event).Records.map(({ dynamodb }) => dynamodb.Keys.pk.S);

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

describe('after a clean end', () => {
  test('objects, items and queued messages are there, under another port too', async () => {
    const first = await start();
    await fill(first, await deploy(first, 'kept'));
    await first.stop();

    const second = await start(0);
    const [invocation] = await recorder.waitFor('kept', 1);

    expect(second.earlierRun).toBe('clean');
    expect(second.endpoint).not.toBe(first.endpoint);
    expect(await readBack(second)).toEqual({ object: 'bytes', item: 'ASSET#one' });
    expect(invocation && sqsRecords(invocation).map(({ body }) => body)).toEqual(['waiting']);
  });

  test('a stream goes on where its function has read to: nothing again, nothing passed over', async () => {
    const put = (aws: LocalAws, pk: string) =>
      new DynamoDBClient(localClientSettings(aws.endpoint)).send(
        new PutItemCommand({ TableName: table, Item: { pk: { S: pk } } }),
      );
    recorder.order('reader-stream', (_, count) => (count === 2 ? wait(60_000, {}, { ref: false }) : {}));
    const first = await start();
    await deploy(first, 'reader');
    await put(first, 'read');
    await recorder.waitFor('reader-stream', 1);
    await put(first, 'being read');
    await recorder.waitFor('reader-stream', 2);
    await first.stop();

    const second = await start();
    await recorder.waitFor('reader-stream', 3);
    await put(second, 'new');
    const invocations = await recorder.waitFor('reader-stream', 4);

    expect(invocations.map(streamKeys)).toEqual([['read'], ['being read'], ['being read'], ['new']]);
  });

  test('no function is left, and the message that one was working on comes again', async () => {
    recorder.order('busy', (_, count) => (count === 1 ? wait(60_000, {}, { ref: false }) : {}));
    const first = await start();
    const queueUrl = await deploy(first, 'busy');
    await new SQSClient(localClientSettings(first.endpoint)).send(
      new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'at work' }),
    );
    const [busy] = await recorder.waitFor('busy', 1);

    await first.stop();
    const isLeft = () => process.kill(busy?.pid ?? 0, 0);
    await start();
    const [, again] = await recorder.waitFor('busy', 2);

    expect(isLeft).toThrow('ESRCH');
    expect(again && sqsRecords(again).map(({ body }) => body)).toEqual(['at work']);
  });
});

describe('after a kill -9', () => {
  test('only objects were on disk, so the next run says so, starts empty and takes the stack anew', async () => {
    const first = await start();
    await fill(first, await deploy(first, 'lost'));
    process.kill(first.pid, 'SIGKILL');
    await first.ended;
    const onDisk = await readdir(stateDir);
    const objectOnDisk = await isThere(join(stateDir, 's3', '000000000000', bucket, 'local', 'mug.jpg'));

    const second = await start();
    const { TableNames } = await new DynamoDBClient(localClientSettings(second.endpoint)).send(new ListTablesCommand());
    await fill(second, await deploy(second, 'anew'));

    expect(objectOnDisk).toBe(true);
    expect(onDisk.filter((name) => /^(sqs|dynamodb|cloudformation)\.json$/.test(name))).toEqual([]);
    expect(second.earlierRun).toBe('crashed');
    expect(said).toEqual([expect.stringContaining('starts from nothing')]);
    expect(TableNames).toEqual([]);
    expect(await readBack(second)).toEqual({ object: 'bytes', item: 'ASSET#one' });
  });
});

describe('a run that is still there', () => {
  test('is ended with its state saved, and the next one says so', async () => {
    const first = await start();
    await fill(first, await deploy(first, 'still-there'));

    const second = await start();
    await first.ended;
    await first.stop();

    expect(said).toEqual([expect.stringContaining('still running')]);
    expect(second.earlierRun).toBe('clean');
    expect(await readBack(second)).toEqual({ object: 'bytes', item: 'ASSET#one' });
  });

  test('ends by itself, state saved, when the process that started it is killed', async () => {
    const module = fileURLToPath(new URL('../../../infra/local/start-local-aws.ts', import.meta.url));
    const program = `
      const { startLocalAws } = await import(${JSON.stringify(module)});
      await startLocalAws(${JSON.stringify({ stateDir, logFile: join(stateDir, 'log'), pythonPath, port: 0 })});
      process.stdout.write('up');
      setInterval(() => {}, 1000);`;
    const starter = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(starter.stdout, 'data');
    const before = await processesNaming(`run-ministack.py ${stateDir}`);

    starter.kill('SIGKILL');
    await expect.poll(() => processesNaming(stateDir), { timeout: 5000 }).toEqual([]);
    const next = await start();

    expect(before).toHaveLength(1);
    expect(next.earlierRun).toBe('clean');
  });
});

test('a taken port is replaced by a free one, and the sentence names both', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const taken = address !== null && typeof address === 'object' ? address.port : 0;

  const aws = await start(taken);
  server.close();

  expect(new URL(aws.endpoint).port).not.toBe(String(taken));
  expect(said).toEqual([expect.stringMatching(new RegExp(`Port ${taken} is taken.*${new URL(aws.endpoint).port}`))]);
});

test.each([
  { pythonPath: '/bin/false', problem: 'ends at once', sentence: 'Its log ends' },
  { pythonPath: '/nowhere/python', problem: 'is not there', sentence: 'at /nowhere/python' },
])('a Python that $problem is said', async ({ pythonPath, sentence }) => {
  const start = startLocalAws({ stateDir, logFile: join(stateDir, 'log'), pythonPath });

  await expect(start).rejects.toMatchObject({ code: 'LOCAL_AWS_FAILED', message: expect.stringContaining(sentence) });
});

test('the temporary folder, with the code of the functions, goes with it', async () => {
  const aws = await start();
  await deploy(aws, 'tidy');
  const { temporaryFolder } = JSON.parse(await readFile(join(stateDir, 'running.json'), 'utf8'));
  const whileRunning = await isThere(temporaryFolder);

  await aws.stop();

  expect(whileRunning).toBe(true);
  expect(await isThere(temporaryFolder)).toBe(false);
  expect(await isThere(join(stateDir, 'running.json'))).toBe(false);
});
