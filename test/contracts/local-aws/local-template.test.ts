import { expect, test } from 'vitest';
import {
  leftOutLocally,
  supportedTypes,
  type Template,
  toLocalTemplate,
  unknownTypes,
} from '../../../infra/local/local-template.ts';

/** A placeholder of `Fn::Sub`. */
const hole = (name: string) => `\${${name}}`;

const template: Template = {
  Resources: {
    Model: { Type: 'AWS::SageMaker::Model' },
    Endpoint: { Type: 'AWS::SageMaker::Endpoint', Properties: { EndpointName: 'packshot-gpu' } },
    Scaling: { Type: 'AWS::ApplicationAutoScaling::ScalableTarget', DependsOn: 'Endpoint' },
    Backlog: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: [] } },
    Dead: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'ApproximateNumberOfMessagesVisible' } },
    Queue: { Type: 'AWS::SQS::Queue', DependsOn: ['Model', 'Dead'] },
    Topic: { Type: 'AWS::SNS::Topic', DependsOn: 'Model' },
    Render: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Environment: {
          Variables: {
            ENDPOINT_NAME: { 'Fn::GetAtt': ['Endpoint', 'EndpointName'] },
            QUEUE_URL: { Ref: 'Queue' },
            MODEL_ARN: { 'Fn::Sub': `arn:${hole('AWS::Partition')}:model/${hole('Model')}/${hole('Queue.Arn')}` },
          },
        },
      },
    },
    Sweep: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.handler' } },
  },
  Outputs: { endpoint: { Value: { Ref: 'Endpoint' } } },
};

test('a template loses what ministack does not know, and nothing else', () => {
  const local = toLocalTemplate(template, {});

  expect(Object.keys(local.Resources)).toEqual(['Dead', 'Queue', 'Topic', 'Render', 'Sweep']);
});

test('references to what is left out become literals, by the resource’s own name where it has one', () => {
  const local = toLocalTemplate(template, {});

  expect(local.Outputs).toEqual({ endpoint: { Value: 'packshot-gpu' } });
  expect(local.Resources.Queue?.DependsOn).toEqual(['Dead']);
  expect(local.Resources.Topic).toEqual({ Type: 'AWS::SNS::Topic' });
  expect(local.Resources.Render?.Properties).toEqual({
    Environment: {
      Variables: {
        ENDPOINT_NAME: 'packshot-gpu',
        QUEUE_URL: { Ref: 'Queue' },
        MODEL_ARN: { 'Fn::Sub': `arn:${hole('AWS::Partition')}:model/local-Model/${hole('Queue.Arn')}` },
      },
    },
  });
});

test('every function gets the added variables, which win over its own', () => {
  const added = { QUEUE_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:2' };

  const { Resources } = toLocalTemplate(template, added);

  expect(Resources.Render?.Properties?.Environment).toMatchObject({
    Variables: { ENDPOINT_NAME: 'packshot-gpu', ...added },
  });
  expect(Resources.Sweep?.Properties).toEqual({ Handler: 'index.handler', Environment: { Variables: added } });
  expect(Resources.Queue).not.toHaveProperty('Properties');
});

test('the template given is not changed', () => {
  const before = structuredClone(template);

  toLocalTemplate(template, { ADDED: 'x' });

  expect(template).toEqual(before);
});

test('a type that nobody has tried is refused by name', () => {
  const untried: Template = { Resources: { ...template.Resources, Key: { Type: 'AWS::KMS::Key' } } };

  expect(unknownTypes(untried)).toEqual(['AWS::KMS::Key']);
  expect(() => toLocalTemplate(untried, {})).toThrow(/AWS::KMS::Key.*contract test/);
});

test('each exclusion has a reason, and no supported type is left out as a whole', () => {
  const whole = leftOutLocally.filter(({ withProperty }) => withProperty === undefined);

  expect(leftOutLocally.filter(({ reason }) => reason.length < 10)).toEqual([]);
  expect(supportedTypes.filter((type) => whole.some((exclusion) => type.startsWith(exclusion.type)))).toEqual([]);
});
