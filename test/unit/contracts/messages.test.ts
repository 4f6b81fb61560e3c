import { describe, expect, it } from 'vitest';
import {
  decodeS3Key,
  encodeS3Key,
  finishMessage,
  ingestMessage,
  ingestWake,
  planMessage,
} from '../../../shared/contracts/messages.ts';

describe('ingestMessage', () => {
  it('takes notifications of any 2.x version, from IPv6 uploaders, with fields that it does not know', () => {
    const notification = {
      Records: [
        {
          eventVersion: '2.6',
          requestParameters: { sourceIPAddress: '2001:db8::1' },
          s3: {
            bucket: { name: 'photos', arn: 'x' },
            object: { key: 'a/b.jpg', size: 3, versionId: 'v', sequencer: '00' },
          },
        },
      ],
    };

    const [record] = ingestMessage.parse(notification).Records;

    expect(record?.s3.object).toEqual({ key: 'a/b.jpg', size: 3, versionId: 'v' });
  });

  it('drops the test event that S3 sends once', () => {
    expect(ingestMessage.parse({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'photos' }).Records).toEqual([]);
  });

  it('refuses what is no notification', () => {
    expect(ingestMessage.safeParse({ hello: 'world' }).success).toBe(false);
  });
});

describe('S3 keys in notifications', () => {
  it.each(['local/a b/c+d.jpg', 'local/100%/ü.jpg', 'local/%20/x.jpg', 'local/日本/é (1).png'])(
    'brings %s back',
    (key) => {
      const wake = ingestWake('photos', key, 'v1');

      expect(decodeS3Key(wake.Records[0]?.s3.object.key ?? '')).toBe(key);
      expect(decodeS3Key(encodeURIComponent(key))).toBe(key);
      expect(encodeS3Key(key)).not.toContain(' ');
    },
  );
});

it('tells a plan wake from a request on the bus', () => {
  const assetId = 'a'.repeat(32);

  expect(planMessage.parse({ v: 1, assetId, causeId: 'c' })).toHaveProperty('assetId');
  expect(
    planMessage.parse({ 'detail-type': 'RenderRequested', time: '2026-11-23T10:00:00Z', id: '1', detail: {} }),
  ).toHaveProperty('detail');
});

it.each([
  ['a chunk', { v: 1, planId: 'b'.repeat(32), look: 'white', chunk: 0 }, 'planId'],
  ['a plate', { v: 1, tenant: 'local', plateId: 'c'.repeat(32) }, 'plateId'],
  [
    'a notification of SageMaker',
    {
      eventSource: 'aws:sagemaker',
      eventName: 'InferenceResult',
      invocationStatus: 'Completed',
      inferenceId: `${'c'.repeat(32)}.1`,
      requestParameters: { endpointName: 'e', inputLocation: 's3://work/x.json' },
    },
    'inferenceId',
  ],
])('reads %s from the finish queue', (_, message, field) => {
  expect(finishMessage.parse(message)).toHaveProperty(field);
});
