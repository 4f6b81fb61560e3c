import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalAwsFixture, removeFixture, startFixture } from './local-aws-fixture.ts';
import { deployTinyStack } from './tiny-stack.ts';

const bucket = 'packshot-tiny-work';
const table = 'tiny-state';
const racers = Array.from({ length: 32 }, (_, index) => index);
const key = (pk: string) => ({ pk: { S: pk }, sk: { S: '-' } });

let aws: LocalAwsFixture;
let s3: S3Client;
let dynamo: DynamoDBClient;

beforeAll(async () => {
  aws = await startFixture();
  s3 = new S3Client(aws.clientSettings);
  dynamo = new DynamoDBClient(aws.clientSettings);
  const attributes = ['pk', 'sk', 'openShard', 'deadline'];
  await deployTinyStack(aws.endpoint, {
    name: 'state',
    resources: {
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: bucket } },
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: table,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: attributes.map((name) => ({ AttributeName: name, AttributeType: 'S' })),
          KeySchema: keys('pk', 'sk'),
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
          GlobalSecondaryIndexes: [
            {
              IndexName: 'byDeadline',
              KeySchema: keys('openShard', 'deadline'),
              Projection: { ProjectionType: 'ALL' },
            },
          ],
        },
      },
    },
  });
});

afterAll(async () => {
  s3?.destroy();
  dynamo?.destroy();
  if (aws) await removeFixture(aws);
});

const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

/** Runs all racers at once. Returns who won and the errors of the others. */
async function race(run: (racer: number) => Promise<unknown>): Promise<{ winners: number[]; errors: unknown[] }> {
  const results = await Promise.allSettled(racers.map(run));
  const winners = racers.filter((racer) => results[racer]?.status === 'fulfilled');
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  return { winners, errors };
}

describe('objects', () => {
  test('are created by exactly one of 32 racing conditional writes', async () => {
    const put = (racer: number) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'plates/one', Body: String(racer), IfNoneMatch: '*' }));

    const { winners, errors } = await race(put);

    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'plates/one' }));
    expect(winners.map(String)).toEqual([await Body?.transformToString()]);
    expect(
      new Set(errors.map((error) => error instanceof S3ServiceException && error.$metadata.httpStatusCode)),
    ).toEqual(new Set([412]));
  });

  test('are refused when their bytes do not match the checksum sent along', async () => {
    const wrong = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';

    const put = s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'bad', Body: 'bytes', ChecksumSHA256: wrong }));

    await expect(put).rejects.toMatchObject({ name: 'BadDigest' });
  });

  test('answer a missing key as NoSuchKey', async () => {
    const get = s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'nothing' }));

    await expect(get).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});

describe('items', () => {
  test('are created by exactly one of 32 racers, and each loser gets the winner’s item', async () => {
    const create = (racer: number) =>
      dynamo.send(
        new PutItemCommand({
          TableName: table,
          Item: { ...key('ASSET#one'), owner: { N: String(racer) } },
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );

    const { winners, errors } = await race(create);

    const seenByLosers = errors.map(
      (error) => error instanceof ConditionalCheckFailedException && error.Item?.owner?.N,
    );
    expect(winners).toHaveLength(1);
    expect(new Set(seenByLosers)).toEqual(new Set([String(winners[0])]));
  });

  test('keep a set under a size condition, however many add to it', async () => {
    const cap = 5;
    const add = (racer: number) => addToSet('ENDPOINT#capped', `plate-${racer}`, cap);

    const { winners } = await race(add);
    await removeFromSet('ENDPOINT#capped', `plate-${winners[0]}`);
    const again = await addToSet('ENDPOINT#capped', 'late', cap);

    expect(winners).toHaveLength(cap);
    expect(again.Attributes?.members?.SS).toHaveLength(cap);
    await expect(addToSet('ENDPOINT#capped', 'too-late', cap)).rejects.toThrow(ConditionalCheckFailedException);
  });

  test('lose a set that becomes empty, so that exactly one of 32 racers sees it empty', async () => {
    await Promise.all(racers.map((racer) => addToSet('PLAN#one', `chunk-${racer}`, racers.length)));

    const removals = await Promise.all(racers.map((racer) => removeFromSet('PLAN#one', `chunk-${racer}`)));

    expect(removals.filter(({ Attributes }) => Attributes?.members === undefined)).toHaveLength(1);
  });

  test('stand in a sparse index only while they carry its key, in the order of the deadline', async () => {
    for (const deadline of ['2026-03', '2026-01', '2026-02']) await setDeadline(`PLAN#${deadline}`, deadline);
    await clearDeadline('PLAN#2026-01');

    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'byDeadline',
        KeyConditionExpression: 'openShard = :shard AND deadline < :now',
        ExpressionAttributeValues: { ':shard': { S: 'open#0' }, ':now': { S: '2026-03' } },
      }),
    );

    expect(Items.map((item) => item.pk?.S)).toEqual(['PLAN#2026-02']);
  });
});

const addToSet = (pk: string, member: string, cap: number) =>
  dynamo.send(
    new UpdateItemCommand({
      TableName: table,
      Key: key(pk),
      UpdateExpression: 'ADD members :member',
      ConditionExpression: 'attribute_not_exists(members) OR size(members) < :cap',
      ExpressionAttributeValues: { ':member': { SS: [member] }, ':cap': { N: String(cap) } },
      ReturnValues: 'ALL_NEW',
    }),
  );

const removeFromSet = (pk: string, member: string) =>
  dynamo.send(
    new UpdateItemCommand({
      TableName: table,
      Key: key(pk),
      UpdateExpression: 'DELETE members :member',
      ExpressionAttributeValues: { ':member': { SS: [member] } },
      ReturnValues: 'ALL_NEW',
    }),
  );

const setDeadline = (pk: string, deadline: string) =>
  dynamo.send(
    new UpdateItemCommand({
      TableName: table,
      Key: key(pk),
      UpdateExpression: 'SET openShard = :shard, deadline = :deadline',
      ExpressionAttributeValues: { ':shard': { S: 'open#0' }, ':deadline': { S: deadline } },
    }),
  );

const clearDeadline = (pk: string) =>
  dynamo.send(
    new UpdateItemCommand({ TableName: table, Key: key(pk), UpdateExpression: 'REMOVE openShard, deadline' }),
  );
