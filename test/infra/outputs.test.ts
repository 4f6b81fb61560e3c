import { describe, expect, it } from 'vitest';
import { resolve } from './resolve.ts';
import { synthesized } from './synthesized.ts';

describe('the outputs', () => {
  it('tell the command line where everything is', () => {
    const { pipeline } = synthesized({ stage: 'prod', engine: 'studio' });
    const queue = (name: string) => `https://sqs.eu-central-1.amazonaws.com/111122223333/packshot-prod-${name}`;
    const topic = (outcome: string) => `arn:aws:sns:eu-central-1:111122223333:packshot-prod-paint-${outcome}`;

    const outputs = Object.entries(pipeline.Outputs).map(([name, { Value }]) => [name, resolve(Value, pipeline)]);

    expect(Object.fromEntries(outputs)).toEqual({
      PhotosBucket: 'packshot-prod-photos-111122223333-eu-central-1',
      WorkBucket: 'packshot-prod-work-111122223333-eu-central-1',
      VariantsBucket: 'packshot-prod-variants-111122223333-eu-central-1',
      TableName: 'packshot-prod',
      IngestQueueUrl: queue('ingest'),
      PlanQueueUrl: queue('plan'),
      RenderQueueUrl: queue('render'),
      FinishQueueUrl: queue('finish'),
      EventBusName: 'packshot-prod',
      PaintSuccessTopicArn: topic('success'),
      PaintErrorTopicArn: topic('error'),
      EndpointName: 'packshot-prod',
      SegmentEndpointName: 'packshot-prod-segment',
      Engine: 'studio',
    });
  });

  it('say where the weights of an engine are put', () => {
    const weights = 'a'.repeat(64);
    const { pipeline } = synthesized({ stage: 'prod', engine: 'sdxl', engineWeights: weights });

    const folder = resolve(pipeline.Outputs.EngineWeightsFolder?.Value, pipeline);

    expect(folder).toBe(`s3://packshot-prod-work-111122223333-eu-central-1/weights/${weights}/sdxl/`);
  });
});
