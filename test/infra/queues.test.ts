import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { consumerOf } from '../../infra/queues.ts';
import { functionTimeoutSeconds } from '../../shared/contracts/timing.ts';
import { resolve, resolveText } from './resolve.ts';
import { ofType, synthesized } from './synthesized.ts';

const { pipeline } = synthesized();
const queueProperties = z.object({
  QueueName: z.string(),
  SqsManagedSseEnabled: z.boolean().default(false),
  VisibilityTimeout: z.number().optional(),
  MessageRetentionPeriod: z.number(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number() }).optional(),
});
const queues = new Map(
  ofType(pipeline, 'AWS::SQS::Queue').map(([id, { Properties }]) => {
    const queue = queueProperties.parse(resolve(Properties, pipeline));
    return [queue.QueueName.replace('packshot-dev-', ''), { id, ...queue }];
  }),
);
const arnOf = (name: string) => `arn:aws:sqs:eu-central-1:111122223333:packshot-dev-${name}`;
const steps = Object.entries(consumerOf);
const deadLetters = [...steps.map(([name]) => name), 'announce', 'requests'].map((name) => `${name}-dead-letters`);

describe('queues', () => {
  it('are those of the data path, each with its dead letters, and no others', () => {
    expect([...queues.keys()].sort()).toEqual([...steps.map(([name]) => name), ...deadLetters].sort());
  });

  it.each(steps)('%s hides a message six times as long as %s may take', (name, step) => {
    const visibility = queues.get(name)?.VisibilityTimeout ?? 0;

    expect(visibility).toBeGreaterThanOrEqual(6 * functionTimeoutSeconds[step]);
  });

  it.each(steps)('%s gives up into its dead letters', (name) => {
    const redrive = queues.get(name)?.RedrivePolicy;

    expect(redrive).toEqual({
      deadLetterTargetArn: arnOf(`${name}-dead-letters`),
      maxReceiveCount: name === 'render' ? 20 : 5,
    });
  });

  it.each(deadLetters)(
    '%s are kept for 14 days, longer than the queue keeps its own, with an alarm on the first',
    (name) => {
      const alarms = ofType(pipeline, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) =>
        resolve(Properties, pipeline),
      );
      const own = queues.get(name.replace('-dead-letters', ''))?.MessageRetentionPeriod ?? 0;

      expect(queues.get(name)?.MessageRetentionPeriod).toBe(14 * 24 * 3600);
      expect(own).toBeLessThan(14 * 24 * 3600);
      expect(alarms).toContainEqual(
        expect.objectContaining({
          MetricName: 'ApproximateNumberOfMessagesVisible',
          Dimensions: [{ Name: 'QueueName', Value: expect.stringContaining(queues.get(name)?.id ?? '-') }],
          ComparisonOperator: 'GreaterThanThreshold',
          Threshold: 0,
          Statistic: 'Maximum',
        }),
      );
    },
  );

  it.each([...queues.keys()])('%s is encrypted at rest and refuses whoever comes without TLS', (name) => {
    const queue = queues.get(name);
    const policy = ofType(pipeline, 'AWS::SQS::QueuePolicy')
      .map(([, { Properties }]) => Properties)
      .find(({ Queues }) => JSON.stringify(Queues) === JSON.stringify([{ Ref: queue?.id }]));

    expect(queue?.SqsManagedSseEnabled).toBe(true);
    expect(policy?.PolicyDocument).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({
          Effect: 'Deny',
          Action: 'sqs:*',
          Principal: { AWS: '*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ]),
    });
  });

  it('let no service send but S3, the bus and the topics, each bound to one source', () => {
    const statements = ofType(pipeline, 'AWS::SQS::QueuePolicy').flatMap(([, { Properties }]) => {
      const { PolicyDocument } = z
        .object({ PolicyDocument: z.object({ Statement: z.array(z.looseObject({ Effect: z.string() })) }) })
        .parse(Properties);
      return PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow');
    });
    const sources = statements.map((statement) => {
      const { Principal, Condition, Resource } = z
        .object({
          Principal: z.object({ Service: z.string() }),
          Condition: z.object({ ArnEquals: z.object({ 'aws:SourceArn': z.unknown() }) }),
          Resource: z.unknown(),
        })
        .parse(statement);
      const source = resolveText(Condition.ArnEquals['aws:SourceArn'], pipeline);
      return `${Principal.Service} ${source.split(':').at(-1)} -> ${resolveText(Resource, pipeline).split(':').at(-1)}`;
    });

    expect(sources.sort()).toEqual([
      expect.stringMatching(/^events\.amazonaws\.com <eventsrenderrequested\w+\.Arn> -> packshot-dev-plan$/),
      expect.stringMatching(
        /^events\.amazonaws\.com <eventsrenderrequested\w+\.Arn> -> packshot-dev-requests-dead-letters$/,
      ),
      's3.amazonaws.com packshot-dev-photos-111122223333-eu-central-1 -> packshot-dev-ingest',
      'sns.amazonaws.com packshot-dev-paint-error -> packshot-dev-finish',
      'sns.amazonaws.com packshot-dev-paint-success -> packshot-dev-finish',
    ]);
  });
});
