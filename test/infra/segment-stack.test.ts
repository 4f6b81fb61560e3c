import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryFolder } from '../../infra/build-target.ts';
import { segmenters } from '../../shared/contracts/segmenters.ts';
import { resolve } from './resolve.ts';
import { isAllowed, statementsOf, statementsOfRole } from './role-statements.ts';
import { makeApp, ofType, synthesized, type Template } from './synthesized.ts';

const none: Template = { Resources: {}, Outputs: {} };
const { segment = none, pipeline } = synthesized({ segmenter: 'birefnet-lite', segmentInstances: 2 });
const one = (type: string, template = segment) => {
  const [[id, resource] = ['', undefined]] = ofType(template, type);
  return { id, properties: Object(resolve(resource?.Properties, template)) };
};
const work = 'arn:aws:s3:::packshot-dev-work-111122223333-eu-central-1';
const weights = `weights/${segmenters['birefnet-lite'].sha256}/`;
const endpointArn = 'arn:aws:sagemaker:eu-central-1:111122223333:endpoint/packshot-dev-segment';

describe('the endpoint of a segmenter that runs in the container', () => {
  it('answers at once, on GPUs whose driver knows the image’s CUDA', () => {
    const { properties } = one('AWS::SageMaker::EndpointConfig');

    expect(properties).not.toHaveProperty('AsyncInferenceConfig');
    expect(properties.ProductionVariants).toMatchObject([
      {
        InstanceType: 'ml.g4dn.xlarge',
        InitialInstanceCount: 2,
        InferenceAmiVersion: 'al2023-ami-sagemaker-inference-gpu-4-1',
        ContainerStartupHealthCheckTimeoutInSeconds: 1200,
        ModelDataDownloadTimeoutInSeconds: 1200,
      },
    ]);
    expect(ofType(segment, 'AWS::ApplicationAutoScaling::ScalableTarget')).toEqual([]);
  });

  it('runs without a GPU where the setting says so', () => {
    const { segment: slow = none } = synthesized({ segmenter: 'birefnet-lite', segmentInstanceType: 'ml.c6i.2xlarge' });
    const [variant] = one('AWS::SageMaker::EndpointConfig', slow).properties.ProductionVariants;

    expect(variant).toMatchObject({ InstanceType: 'ml.c6i.2xlarge' });
    expect(variant).not.toHaveProperty('InferenceAmiVersion');
    // Other requirements make another image.
    expect(one('AWS::SageMaker::Model', slow).properties.PrimaryContainer.Image).not.toEqual(
      one('AWS::SageMaker::Model').properties.PrimaryContainer.Image,
    );
  });

  it('is given the weights by their hash, and told what its settings read', () => {
    const { PrimaryContainer } = one('AWS::SageMaker::Model').properties;
    const settings = readFileSync(join(repositoryFolder, 'gpu-container/packshot_container/settings.py'), 'utf8');

    expect(PrimaryContainer.ModelDataSource.S3DataSource).toEqual({
      S3Uri: `s3://packshot-dev-work-111122223333-eu-central-1/${weights}`,
      S3DataType: 'S3Prefix',
      CompressionType: 'None',
    });
    expect(resolve(pipeline.Outputs.WeightsFolder?.Value, pipeline)).toBe(
      PrimaryContainer.ModelDataSource.S3DataSource.S3Uri,
    );
    expect(PrimaryContainer.Environment).toEqual({
      PACKSHOT_SEGMENTER: 'birefnet-lite',
      PACKSHOT_JOB_PLACES: '4',
      AWS_REGION: 'eu-central-1',
    });
    expect(Object.keys(PrimaryContainer.Environment).filter((name) => !settings.includes(`"${name}"`))).toEqual([]);
  });

  it('bears the name that mask-photo is told and may call, and nobody else', () => {
    const { properties } = one('AWS::SageMaker::Endpoint');
    const steps = ['plan-renders', 'render-plate', 'finish-variants', 'announce', 'sweep'];

    expect(properties.EndpointName).toBe('packshot-dev-segment');
    expect(JSON.stringify(pipeline)).toContain('"SEGMENT_ENDPOINT_NAME":"packshot-dev-segment"');
    expect(isAllowed(statementsOf(pipeline, 'packshot-dev-mask-photo'), 'sagemaker:InvokeEndpoint', endpointArn)).toBe(
      true,
    );
    for (const step of steps) {
      const statements = statementsOf(pipeline, `packshot-dev-${step}`);
      expect(isAllowed(statements, 'sagemaker:InvokeEndpoint', endpointArn)).toBe(false);
    }
  });

  it('is deployed after the stack whose bucket holds its weights', () => {
    const { segment: endpoint, pipeline: first } = makeApp({ segmenter: 'birefnet-general' });

    expect(endpoint?.dependencies).toEqual([first]);
  });
});

describe('mask-photo with a segmenter in the container', () => {
  const mask = statementsOf(pipeline, 'packshot-dev-mask-photo');

  it('hands pictures over and reads maps, and reads nothing else of the work bucket', () => {
    expect(isAllowed(mask, 's3:PutObject', `${work}/segments/0f/picture.png`)).toBe(true);
    expect(isAllowed(mask, 's3:GetObject', `${work}/segments/0f/0f.png`)).toBe(true);
    expect(isAllowed(mask, 's3:ListBucket', work, { 's3:prefix': 'segments/0f/' })).toBe(true);
    expect(isAllowed(mask, 's3:ListBucket', work, { 's3:prefix': 'plans/' })).toBe(false);
    expect(isAllowed(mask, 's3:GetObject', `${work}/assets/0f/0f.png`)).toBe(false);
    expect(isAllowed(mask, 's3:GetObject', `${work}/${weights}birefnet-lite.onnx`)).toBe(false);
  });

  it('works on no more photos at once than the endpoint has places for', () => {
    const atOnce = (settings: Record<string, unknown>) =>
      ofType(synthesized(settings).pipeline, 'AWS::Lambda::EventSourceMapping').map(
        ([, { Properties }]) => Object(Properties.ScalingConfig).MaximumConcurrency,
      )[0];

    expect(atOnce({ segmenter: 'birefnet-lite', segmentInstances: 2 })).toBe(8);
    expect(atOnce({ segmenter: 'birefnet-lite', maskConcurrency: 3 })).toBe(3);
    expect(atOnce({ segmenter: 'isnet-general-use' })).toBe(200);
  });
});

describe('the role of the container that segments', () => {
  const statements = statementsOfRole(segment, one('AWS::IAM::Role').id);

  it('reads pictures and its weights, and writes maps', () => {
    expect(isAllowed(statements, 's3:GetObject', `${work}/segments/0f/picture.png`)).toBe(true);
    expect(isAllowed(statements, 's3:PutObject', `${work}/segments/0f/0f.png`)).toBe(true);
    expect(isAllowed(statements, 's3:GetObject', `${work}/${weights}birefnet-lite.onnx`)).toBe(true);
    expect(isAllowed(statements, 's3:ListBucket', work, { 's3:prefix': weights })).toBe(true);
  });

  it('reaches no plate, no photo and no topic, and changes no weights', () => {
    expect(isAllowed(statements, 's3:PutObject', `${work}/${weights}birefnet-lite.onnx`)).toBe(false);
    expect(isAllowed(statements, 's3:GetObject', `${work}/plates/acme/0f/painted.json`)).toBe(false);
    expect(isAllowed(statements, 's3:GetObject', `${work}/assets/0f/0f.png`)).toBe(false);
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.startsWith('sns:'))).toEqual([]);
  });
});

it.each(['u2netp', 'isnet-general-use'])(
  '%s runs in mask-photo: no endpoint, and no permission for one',
  (segmenter) => {
    const deployed = synthesized({ segmenter, engine: 'none' });

    expect(deployed.segment).toBeUndefined();
    expect(JSON.stringify(deployed.pipeline)).not.toContain('sagemaker:');
  },
);
