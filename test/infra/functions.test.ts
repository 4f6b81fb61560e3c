import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { functionNames } from '../../infra/function-bundles.ts';
import { functionEnvironments, readEnvironment } from '../../shared/contracts/environment.ts';
import { functionTimeoutSeconds } from '../../shared/contracts/timing.ts';
import { resolve } from './resolve.ts';
import { ofType, synthesized } from './synthesized.ts';

const functionSchema = z.object({
  FunctionName: z.string(),
  Runtime: z.string(),
  Architectures: z.array(z.string()),
  Handler: z.string(),
  MemorySize: z.number(),
  RecursiveLoop: z.string().optional(),
  Timeout: z.number(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
  LoggingConfig: z.object({ LogGroup: z.string() }),
});
const functionsOf = (template: ReturnType<typeof synthesized>['pipeline']) =>
  new Map(
    ofType(template, 'AWS::Lambda::Function').map(([, { Properties }]) => {
      const lambda = functionSchema.parse(resolve(Properties, template));
      return [lambda.FunctionName.replace('packshot-dev-', ''), lambda];
    }),
  );
const { pipeline } = synthesized();
const functions = functionsOf(pipeline);
const mappings = ofType(pipeline, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) =>
  z.looseObject({ FunctionName: z.string(), EventSourceArn: z.string() }).parse(resolve(Properties, pipeline)),
);
const mappingOf = (name: string) => mappings.find(({ FunctionName }) => FunctionName === `packshot-dev-${name}`);

describe('functions', () => {
  it('are the steps of the data path', () => {
    expect([...functions.keys()]).toEqual(functionNames);
  });

  it.each(functionNames)('%s runs on Node 24 for x86_64, for as long as the contract says', (name) => {
    expect(functions.get(name)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['x86_64'],
      Handler: 'index.handler',
      Timeout: functionTimeoutSeconds[name],
    });
  });

  it.each(functionNames)(
    '%s is told exactly what its contract asks for, a name for CloudTrail, and to keep few arenas',
    (name) => {
      const variables = functions.get(name)?.Environment.Variables ?? {};
      const { AWS_SDK_UA_APP_ID: appId, MALLOC_ARENA_MAX: arenas, ...ours } = variables;

      expect(Object.keys(ours).sort()).toEqual(Object.keys(functionEnvironments[name].shape).sort());
      expect(() => readEnvironment(name, ours)).not.toThrow();
      expect(appId).toBe(`packshot-${name}`);
      expect(arenas).toBe('2');
    },
  );

  it('tells each variable what its name says', () => {
    const told = Object.assign({}, ...[...functions.values()].map((lambda) => lambda.Environment.Variables));
    const queue = (name: string) => `https://sqs.eu-central-1.amazonaws.com/111122223333/packshot-dev-${name}`;

    expect(told).toEqual({
      TABLE_NAME: 'packshot-dev',
      PHOTOS_BUCKET: 'packshot-dev-photos-111122223333-eu-central-1',
      WORK_BUCKET: 'packshot-dev-work-111122223333-eu-central-1',
      VARIANTS_BUCKET: 'packshot-dev-variants-111122223333-eu-central-1',
      INGEST_QUEUE_URL: queue('ingest'),
      PLAN_QUEUE_URL: queue('plan'),
      RENDER_QUEUE_URL: queue('render'),
      FINISH_QUEUE_URL: queue('finish'),
      EVENT_BUS_NAME: 'packshot-dev',
      ENDPOINT_NAME: 'packshot-dev',
      ENGINE: 'studio',
      ENGINE_WEIGHTS: 'none',
      SEGMENTER: 'u2netp',
      SEGMENT_ENDPOINT_NAME: 'packshot-dev-segment',
      MAX_IN_FLIGHT: '60',
      AWS_SDK_UA_APP_ID: 'packshot-sweep',
      MALLOC_ARENA_MAX: '2',
    });
  });

  it('tells plan-renders the hash of its engine’s weights', () => {
    const weights = 'a'.repeat(64);

    const told = functionsOf(synthesized({ engine: 'sdxl', engineWeights: weights }).pipeline).get('plan-renders');

    expect(told?.Environment.Variables).toMatchObject({ ENGINE: 'sdxl', ENGINE_WEIGHTS: weights });
  });

  it('gives two CPUs to the steps that work on pictures all the time', () => {
    const memory = functionNames.map((name) => [name, functions.get(name)?.MemorySize]);

    expect(Object.fromEntries(memory)).toMatchObject({ 'mask-photo': 3538, 'finish-variants': 3538, announce: 512 });
  });

  it('lets render-plate alone send itself the same message as often as it has to wait', () => {
    const loops = functionNames.filter((name) => functions.get(name)?.RecursiveLoop === 'Allow');

    expect(loops).toEqual(['render-plate']);
  });

  it.each(functionNames)('%s keeps its log for a month', (name) => {
    const logs = ofType(pipeline, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties);

    expect(logs).toContainEqual({ LogGroupName: `/aws/lambda/packshot-dev-${name}`, RetentionInDays: 30 });
    expect(functions.get(name)?.LoggingConfig.LogGroup).toBe(`/aws/lambda/packshot-dev-${name}`);
  });

  it.each([
    ['mask-photo', 'ingest', 1, 200],
    ['plan-renders', 'plan', 1, 50],
    ['render-plate', 'render', 10, 5],
    ['finish-variants', 'finish', 1, 200],
  ])('wakes %s from %s, %i at a time, %i at once, failed messages alone coming back', (name, queue, batch, atOnce) => {
    expect(mappingOf(name)).toEqual({
      FunctionName: `packshot-dev-${name}`,
      EventSourceArn: `arn:aws:sqs:eu-central-1:111122223333:packshot-dev-${queue}`,
      BatchSize: batch,
      ScalingConfig: { MaximumConcurrency: atOnce },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('wakes announce from the stream, record by record where one fails, and never loses one silently', () => {
    expect(mappingOf('announce')).toMatchObject({
      EventSourceArn: 'arn:aws:dynamodb:eu-central-1:111122223333:table/packshot-dev/stream/latest',
      StartingPosition: 'TRIM_HORIZON',
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: {
        OnFailure: { Destination: 'arn:aws:sqs:eu-central-1:111122223333:packshot-dev-announce-dead-letters' },
      },
    });
  });

  it('wakes nothing else from a queue or stream', () => {
    expect(mappings).toHaveLength(5);
  });

  it('takes CPU and concurrency from the settings', () => {
    const { pipeline: small } = synthesized({ architecture: 'arm64', maskConcurrency: 2, engine: 'none' });
    const limits = ofType(small, 'AWS::Lambda::EventSourceMapping').map(
      ([, { Properties }]) => Properties.ScalingConfig,
    );

    expect([...functionsOf(small).values()].map(({ Architectures }) => Architectures[0])).toEqual(
      Array(6).fill('arm64'),
    );
    expect(limits).toContainEqual({ MaximumConcurrency: 2 });
  });
});
