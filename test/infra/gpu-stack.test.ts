import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryFolder } from '../../infra/build-target.ts';
import { resolve } from './resolve.ts';
import { isAllowed, statementsOf, statementsOfRole } from './role-statements.ts';
import { makeApp, ofType, synthesized, type Template } from './synthesized.ts';

const { gpu = { Resources: {}, Outputs: {} }, pipeline } = synthesized({ engine: 'studio', maxInstances: 3 });
const one = (type: string, template: Template = gpu) => {
  const [[id, resource] = ['', undefined]] = ofType(template, type);
  return { id, properties: Object(resolve(resource?.Properties, template)), resource };
};
const work = 'arn:aws:s3:::packshot-dev-work-111122223333-eu-central-1';
const topic = (outcome: string) => `arn:aws:sns:eu-central-1:111122223333:packshot-dev-paint-${outcome}`;

describe('the endpoint', () => {
  it('infers asynchronously, tells both topics, and has half an hour to start', () => {
    const { properties } = one('AWS::SageMaker::EndpointConfig');

    expect(properties).toMatchObject({
      ProductionVariants: [
        {
          InstanceType: 'ml.c6i.xlarge',
          InitialInstanceCount: 1,
          ContainerStartupHealthCheckTimeoutInSeconds: 1800,
          ModelDataDownloadTimeoutInSeconds: 1800,
          ModelName: expect.any(String),
        },
      ],
      AsyncInferenceConfig: {
        ClientConfig: { MaxConcurrentInvocationsPerInstance: 2 },
        OutputConfig: {
          S3OutputPath: 's3://packshot-dev-work-111122223333-eu-central-1/endpoint-answers/',
          S3FailurePath: 's3://packshot-dev-work-111122223333-eu-central-1/endpoint-answers/',
          NotificationConfig: { SuccessTopic: topic('success'), ErrorTopic: topic('error') },
        },
      },
    });
  });

  it('bears the name that the other stack calls it by', () => {
    const render = statementsOf(pipeline, 'packshot-dev-render-plate');
    const { properties } = one('AWS::SageMaker::Endpoint');
    const arn = `arn:aws:sagemaker:eu-central-1:111122223333:endpoint/${properties.EndpointName}`;

    expect(isAllowed(render, 'sagemaker:InvokeEndpointAsync', arn)).toBe(true);
    expect(resolve(pipeline.Outputs.EndpointName?.Value, pipeline)).toBe(properties.EndpointName);
  });

  it('scales from zero by its backlog, and leaves zero by a step of its own', () => {
    const target = one('AWS::ApplicationAutoScaling::ScalableTarget');
    const policies = ofType(gpu, 'AWS::ApplicationAutoScaling::ScalingPolicy');
    const [tracking, step] = ['TargetTrackingScaling', 'StepScaling'].map((type) =>
      policies.find(([, { Properties }]) => Properties.PolicyType === type),
    );
    const alarm = one('AWS::CloudWatch::Alarm');

    expect(target.properties).toMatchObject({
      ResourceId: 'endpoint/packshot-dev/variant/main',
      ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      MinCapacity: 0,
      MaxCapacity: 3,
    });
    expect(target.resource?.DependsOn).toEqual(['endpoint']);
    expect(tracking?.[1].Properties).toMatchObject({
      TargetTrackingScalingPolicyConfiguration: {
        CustomizedMetricSpecification: {
          MetricName: 'ApproximateBacklogSizePerInstance',
          Namespace: 'AWS/SageMaker',
          Dimensions: [{ Name: 'EndpointName', Value: 'packshot-dev' }],
        },
      },
    });
    expect(step?.[1].Properties).toMatchObject({
      StepScalingPolicyConfiguration: {
        AdjustmentType: 'ChangeInCapacity',
        StepAdjustments: [{ ScalingAdjustment: 1 }],
      },
    });
    expect(alarm.resource?.Properties).toMatchObject({
      MetricName: 'HasBacklogWithoutCapacity',
      AlarmActions: [{ Ref: step?.[0] }],
    });
  });

  it('tells the container what its settings read, and the functions how much it takes', () => {
    const { properties } = one('AWS::SageMaker::Model');
    const settings = readFileSync(join(repositoryFolder, 'gpu-container/packshot_container/settings.py'), 'utf8');
    const variables = Object.keys(properties.PrimaryContainer.Environment);

    expect(properties.PrimaryContainer.Environment).toEqual({
      PACKSHOT_ENGINE: 'studio',
      PACKSHOT_JOB_PLACES: '2',
      AWS_REGION: 'eu-central-1',
    });
    expect(variables.filter((name) => !settings.includes(`"${name}"`))).toEqual([]);
    expect(JSON.stringify(pipeline)).toContain('"MAX_IN_FLIGHT":"90"');
  });

  it('is deployed after the stack whose topics and bucket it means', () => {
    const { gpu: endpoint, pipeline: first } = makeApp({ engine: 'studio' });

    expect(endpoint?.dependencies).toEqual([first]);
  });
});

describe('the container’s role', () => {
  const statements = statementsOfRole(gpu, one('AWS::IAM::Role').id);

  it('reads and writes plates and underpaints, and tells the two topics', () => {
    expect(isAllowed(statements, 's3:GetObject', `${work}/plates/acme/0f/requests/1.json`)).toBe(true);
    expect(isAllowed(statements, 's3:PutObject', `${work}/plates/acme/0f/painted.json`)).toBe(true);
    expect(isAllowed(statements, 's3:GetObject', `${work}/underpaints/acme/0f.png`)).toBe(true);
    expect(isAllowed(statements, 's3:PutObject', `${work}/endpoint-answers/0f.out`)).toBe(true);
    expect(isAllowed(statements, 's3:ListBucket', work)).toBe(true);
    expect(isAllowed(statements, 'sns:Publish', topic('success'))).toBe(true);
    expect(isAllowed(statements, 'sns:Publish', topic('error'))).toBe(true);
  });

  it('reaches no plan, no photo and no variant', () => {
    expect(isAllowed(statements, 's3:GetObject', `${work}/plans/0f/0f.json`)).toBe(false);
    expect(isAllowed(statements, 's3:GetObject', `${work}/assets/0f/0f.png`)).toBe(false);
    expect(isAllowed(statements, 's3:GetObject', 'arn:aws:s3:::packshot-dev-photos-111122223333-eu-central-1/a')).toBe(
      false,
    );
    expect(
      isAllowed(statements, 's3:PutObject', 'arn:aws:s3:::packshot-dev-variants-111122223333-eu-central-1/a'),
    ).toBe(false);
  });

  it('names all resources only where AWS offers none', () => {
    const everywhere = statements.filter(({ Resource }) => Resource.includes('*')).flatMap(({ Action }) => Action);

    expect(everywhere.sort()).toEqual(['cloudwatch:PutMetricData', 'ecr:GetAuthorizationToken']);
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  });
});

describe('an engine without weights', () => {
  it('runs without a GPU and is given nothing to load', () => {
    const [variant] = one('AWS::SageMaker::EndpointConfig').properties.ProductionVariants;
    const { PrimaryContainer } = one('AWS::SageMaker::Model').properties;
    const statements = statementsOfRole(gpu, one('AWS::IAM::Role').id);

    expect(variant).not.toHaveProperty('InferenceAmiVersion');
    expect(PrimaryContainer).not.toHaveProperty('ModelDataSource');
    expect(isAllowed(statements, 's3:GetObject', `${work}/weights/0f/studio/weights.json`)).toBe(false);
  });
});

describe('a deployment without an engine', () => {
  const without = synthesized({ engine: 'none' });

  it('has one stack, whose functions may invoke no endpoint', () => {
    expect(without.gpu).toBeUndefined();
    expect(JSON.stringify(without.pipeline)).not.toContain('sagemaker:');
  });

  it('still has every function, and its topics, so that an engine can come and go', () => {
    expect(ofType(without.pipeline, 'AWS::Lambda::Function')).toHaveLength(6);
    expect(ofType(without.pipeline, 'AWS::SNS::Topic')).toHaveLength(2);
    expect(JSON.stringify(without.pipeline)).toContain('"ENGINE":"none"');
  });
});
