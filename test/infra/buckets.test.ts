import { describe, expect, it } from 'vitest';
import { resolve } from './resolve.ts';
import { ofType, synthesized } from './synthesized.ts';

const { pipeline } = synthesized();
const bucketName = (name: string) => `packshot-dev-${name}-111122223333-eu-central-1`;
const buckets = new Map(
  ofType(pipeline, 'AWS::S3::Bucket').map(([id, resource]) => {
    const properties = resolve(resource.Properties, pipeline);
    return [Object(properties).BucketName, { ...resource, id, properties }];
  }),
);
const names = ['photos', 'work', 'variants'];

describe('buckets', () => {
  it('are three, named by stage, account and region', () => {
    expect([...buckets.keys()].sort()).toEqual(names.map(bucketName).sort());
  });

  it.each(names)('%s is kept when the stack goes, and closed to the public', (name) => {
    const bucket = buckets.get(bucketName(name));

    expect(bucket).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(bucket?.properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
  });

  it.each(names)('%s refuses whoever comes without TLS', (name) => {
    const policies = ofType(pipeline, 'AWS::S3::BucketPolicy').map(([, { Properties }]) =>
      resolve(Properties, pipeline),
    );
    const arn = `arn:aws:s3:::${bucketName(name)}`;

    expect(policies).toContainEqual({
      Bucket: bucketName(name),
      PolicyDocument: expect.objectContaining({
        Statement: [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 's3:*',
            Resource: [arn, `${arn}/*`],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      }),
    });
  });

  it('keeps every version of a photo', () => {
    const photos = buckets.get(bucketName('photos'));

    expect(photos?.properties).toMatchObject({ VersioningConfiguration: { Status: 'Enabled' } });
  });

  it('tells the ingest queue of every upload, once the queue takes messages from it', () => {
    const photos = buckets.get(bucketName('photos'));
    const policy = ofType(pipeline, 'AWS::SQS::QueuePolicy').find(([, { Properties }]) =>
      JSON.stringify(Properties).includes('s3.amazonaws.com'),
    );

    expect(photos?.properties).toMatchObject({
      NotificationConfiguration: {
        QueueConfigurations: [
          { Event: 's3:ObjectCreated:*', Queue: 'arn:aws:sqs:eu-central-1:111122223333:packshot-dev-ingest' },
        ],
      },
    });
    expect(photos?.DependsOn).toContain(policy?.[0]);
    expect(resolve(policy?.[1].Properties.PolicyDocument, pipeline)).toMatchObject({
      Statement: expect.arrayContaining([
        {
          Effect: 'Allow',
          Principal: { Service: 's3.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: 'arn:aws:sqs:eu-central-1:111122223333:packshot-dev-ingest',
          Condition: {
            ArnEquals: { 'aws:SourceArn': `arn:aws:s3:::${bucketName('photos')}` },
            StringEquals: { 'aws:SourceAccount': '111122223333' },
          },
        },
      ]),
    });
  });

  it('deploys no function of its own to set a notification', () => {
    const custom = Object.values(pipeline.Resources).filter(({ Type }) => Type.startsWith('Custom::'));

    expect(custom).toEqual([]);
    expect(ofType(pipeline, 'AWS::Lambda::Function')).toHaveLength(6);
  });

  it('forgets SageMaker’s own answers and what was segmented, and nothing else, after a while', () => {
    const rules = names.map((name) => {
      const { LifecycleConfiguration } = Object(buckets.get(bucketName(name))?.properties);
      return LifecycleConfiguration.Rules.filter((rule: object) => 'ExpirationInDays' in rule);
    });

    const after14Days = (Prefix: string) => ({ Prefix, ExpirationInDays: 14, Status: 'Enabled' });
    expect(rules).toEqual([[], [after14Days('endpoint-answers/'), after14Days('segments/')], []]);
  });
});
