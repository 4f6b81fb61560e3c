import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { repositoryFolder } from '../../infra/build-target.ts';
import { diffusionEngines } from '../../shared/contracts/engines.ts';
import { workKey } from '../../shared/contracts/keys.ts';
import { resolve } from './resolve.ts';
import { isAllowed, statementsOfRole } from './role-statements.ts';
import { ofType, synthesized, type Template } from './synthesized.ts';

const sha256 = '0123456789abcdef'.repeat(4);
const folder = workKey.weightsFolder(sha256);
const work = 'arn:aws:s3:::packshot-prod-work-111122223333-eu-central-1';
const containerSettings = readFileSync(join(repositoryFolder, 'gpu-container/packshot_container/settings.py'), 'utf8');

const deploy = (engine: string, more: Record<string, unknown> = {}) => {
  const made = synthesized({ stage: 'prod', engine, engineWeights: sha256, ...more });
  if (made.gpu === undefined) throw new Error(`Expected a stack for ${engine}`);
  return { gpu: made.gpu, pipeline: made.pipeline };
};
const one = (template: Template, type: string) => {
  const [[id, resource] = ['', undefined]] = ofType(template, type);
  return { id, properties: Object(resolve(resource?.Properties, template)) };
};
const variantOf = (template: Template) =>
  z
    .looseObject({ InstanceType: z.string(), InferenceAmiVersion: z.string().optional() })
    .parse(one(template, 'AWS::SageMaker::EndpointConfig').properties.ProductionVariants[0]);
const containerOf = (template: Template) => one(template, 'AWS::SageMaker::Model').properties.PrimaryContainer;

describe('the endpoint of flux2-klein-4b, stage prod', () => {
  const { gpu, pipeline } = deploy('flux2-klein-4b');

  it('runs on a GPU whose driver knows the image’s CUDA, with half an hour each to fetch and to load', () => {
    expect(variantOf(gpu)).toMatchObject({
      InstanceType: 'ml.g6.xlarge',
      InferenceAmiVersion: 'al2023-ami-sagemaker-inference-gpu-4-1',
      InitialInstanceCount: 1,
      ModelDataDownloadTimeoutInSeconds: 1800,
      ContainerStartupHealthCheckTimeoutInSeconds: 1800,
    });
  });

  it('is given its weights as files, where the pipeline says that they are put', () => {
    const { S3DataSource } = containerOf(gpu).ModelDataSource;

    expect(S3DataSource).toEqual({
      S3Uri: `s3://packshot-prod-work-111122223333-eu-central-1/${folder}`,
      S3DataType: 'S3Prefix',
      CompressionType: 'None',
    });
    expect(resolve(pipeline.Outputs.EngineWeightsFolder?.Value, pipeline)).toBe(`${S3DataSource.S3Uri}flux2-klein-4b/`);
    expect(containerOf(gpu)).not.toHaveProperty('ModelDataUrl');
  });

  it('tells the container what its settings read: engine, hash, and as many places as it is sent jobs', () => {
    const { AsyncInferenceConfig } = one(gpu, 'AWS::SageMaker::EndpointConfig').properties;
    const { Environment } = containerOf(gpu);

    expect(Environment).toEqual({
      PACKSHOT_ENGINE: 'flux2-klein-4b',
      PACKSHOT_JOB_PLACES: '2',
      PACKSHOT_WEIGHTS_SHA256: sha256,
      AWS_REGION: 'eu-central-1',
    });
    expect(Object.keys(Environment).filter((name) => !containerSettings.includes(`"${name}"`))).toEqual([]);
    expect(AsyncInferenceConfig.ClientConfig).toEqual({
      MaxConcurrentInvocationsPerInstance: Number(Environment.PACKSHOT_JOB_PLACES),
    });
  });

  it('is not cut off from S3, where the container reads jobs and writes plates', () => {
    expect(one(gpu, 'AWS::SageMaker::Model').properties).not.toHaveProperty('EnableNetworkIsolation');
  });

  it('has a role that reads these weights and changes none, nor reads others', () => {
    const statements = statementsOfRole(gpu, one(gpu, 'AWS::IAM::Role').id);
    const other = workKey.weightsFolder('f'.repeat(64));

    expect(isAllowed(statements, 's3:GetObject', `${work}/${folder}flux2-klein-4b/weights.json`)).toBe(true);
    expect(isAllowed(statements, 's3:ListBucket', work, { 's3:prefix': folder })).toBe(true);
    expect(isAllowed(statements, 's3:PutObject', `${work}/${folder}flux2-klein-4b/weights.json`)).toBe(false);
    expect(isAllowed(statements, 's3:GetObject', `${work}/${other}flux2-klein-4b/weights.json`)).toBe(false);
    expect(isAllowed(statements, 's3:PutObject', `${work}/plates/acme/0f/painted.json`)).toBe(true);
  });
});

describe('an engine with weights', () => {
  it.each([
    ['flux2-klein-4b', 'ml.g6.xlarge'],
    ['sdxl', 'ml.g6.xlarge'],
    ['flux1-schnell', 'ml.g6e.xlarge'],
    ['flux1-dev', 'ml.g6e.xlarge'],
    ['flux1-fill-dev', 'ml.g6e.xlarge'],
  ])('%s runs on %s where nothing else is said', (engine, instanceType) => {
    const { gpu } = deploy(engine, { fluxDevAgreement: 'BFL-2026-0042' });

    expect(variantOf(gpu).InstanceType).toBe(instanceType);
    expect(diffusionEngines).toContain(engine);
  });

  it('runs on the GPU that is set', () => {
    const { gpu } = deploy('sdxl', { instanceType: 'ml.g5.2xlarge' });

    expect(variantOf(gpu)).toMatchObject({
      InstanceType: 'ml.g5.2xlarge',
      InferenceAmiVersion: 'al2023-ami-sagemaker-inference-gpu-4-1',
    });
  });

  it('gets an image of its own: with other requirements than studio’s', () => {
    const { gpu: studio } = synthesized({ stage: 'prod', engine: 'studio' });
    const { gpu: sdxl } = deploy('sdxl');
    const { gpu: klein } = deploy('flux2-klein-4b');

    expect(containerOf(klein).Image).toEqual(containerOf(sdxl).Image);
    expect(studio && containerOf(studio).Image).not.toEqual(containerOf(sdxl).Image);
  });

  it.each([
    ['flux1-dev', 'BFL-2026-0042'],
    ['sdxl', undefined],
  ])('%s is told the agreement %s', (engine, agreement) => {
    const { gpu } = deploy(engine, { fluxDevAgreement: 'BFL-2026-0042' });

    expect(containerOf(gpu).Environment.ACCEPT_FLUX_DEV_COMMERCIAL_LICENSE).toBe(agreement);
  });
});
