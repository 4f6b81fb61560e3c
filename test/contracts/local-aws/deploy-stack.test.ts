import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { supportedTypes } from '../../../infra/local/local-template.ts';
import { type LocalAwsFixture, removeFixture, startFixture } from './local-aws-fixture.ts';
import {
  attribute,
  deployTinyStack,
  functionResources,
  mappingResources,
  reference,
  type TinyStack,
} from './tiny-stack.ts';

let aws: LocalAwsFixture;
let cloudFormation: CloudFormationClient;
let lambda: LambdaClient;

beforeAll(async () => {
  process.env.AWS_PROFILE = 'of the user';
  aws = await startFixture();
  delete process.env.AWS_PROFILE;
  cloudFormation = new CloudFormationClient(aws.clientSettings);
  lambda = new LambdaClient(aws.clientSettings);
});

afterAll(async () => {
  cloudFormation?.destroy();
  lambda?.destroy();
  if (aws) await removeFixture(aws);
});

const echo = {
  'index.mjs':
    "import text from './data/text.json' with { type: 'json' };\n" +
    'export const handler = async () => ({ environment: process.env, node: process.version, text });\n',
  'data/text.json': '"from a folder"',
};

const echoStack = (name: string, more: Partial<TinyStack> = {}): TinyStack => ({
  name,
  assets: { echo },
  resources: functionResources('Echo', echo, { OWN: 'own', BOTH: 'template' }),
  outputs: { echo: reference('Echo') },
  ...more,
});

async function invoke(name: string | undefined) {
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: name }));
  return JSON.parse(Payload?.transformToString() ?? 'null');
}

/** Names what CloudFormation has changed on a stack, one entry a change of a resource. */
async function changesOf(StackName: string): Promise<(string | undefined)[]> {
  const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName }));
  const own = StackEvents.filter(({ LogicalResourceId }) => LogicalResourceId !== StackName);
  return own
    .filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_COMPLETE'))
    .map((event) => event.LogicalResourceId);
}

test('a function has its files, this Node, the added variables, and nothing of the user’s environment', async () => {
  const extraFunctionEnvironment = { BOTH: 'added', AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: 'http://127.0.0.1:1' };

  const outputs = await deployTinyStack(aws.endpoint, echoStack('echo', { extraFunctionEnvironment }));
  const answer = await invoke(outputs.echo);

  expect(answer).toMatchObject({ node: process.version, text: 'from a folder' });
  expect(answer.environment).toMatchObject({ OWN: 'own', ...extraFunctionEnvironment, AWS_ENDPOINT_URL: aws.endpoint });
  expect(answer.environment).not.toHaveProperty('AWS_PROFILE');
  expect(answer.environment).not.toHaveProperty('VITEST');
});

test('deploying the same again changes nothing, and a changed variable reaches the function', async () => {
  const first = await deployTinyStack(aws.endpoint, echoStack('again'));
  const created = await changesOf('again');
  const second = await deployTinyStack(aws.endpoint, echoStack('again'));
  const unchanged = await changesOf('again');

  await deployTinyStack(aws.endpoint, echoStack('again', { extraFunctionEnvironment: { ADDED: 'later' } }));

  expect(second).toEqual(first);
  expect(unchanged).toEqual(created);
  expect(await changesOf('again')).not.toEqual(created);
  expect(await invoke(first.echo)).toMatchObject({ environment: { ADDED: 'later' } });
});

test('a stack that fails names the resource and the reason, and can be deployed once it is right', async () => {
  const QueueConfigurations = [{ Event: 's3:ObjectCreated:*', Queue: 'arn:aws:sqs:us-east-1:000000000000:nowhere' }];
  const Photos = { Type: 'AWS::S3::Bucket', Properties: { NotificationConfiguration: { QueueConfigurations } } };
  const wrong = echoStack('wrong', { resources: { ...echoStack('wrong').resources, Photos } });

  await expect(deployTinyStack(aws.endpoint, wrong)).rejects.toMatchObject({
    code: 'DEPLOY_FAILED',
    message: expect.stringMatching(/ROLLBACK_COMPLETE: AWS::S3::Bucket Photos: .*nowhere/),
  });
  const outputs = await deployTinyStack(aws.endpoint, echoStack('wrong'));
  expect(await invoke(outputs.echo)).toMatchObject({ text: 'from a folder' });
});

test('an update that fails names the resource and the reason, and leaves the stack as it was', async () => {
  await deployTinyStack(aws.endpoint, echoStack('kept'));
  const missing = functionResources('Echo', { 'index.mjs': 'never uploaded' }, {});

  const update = deployTinyStack(aws.endpoint, echoStack('kept', { resources: missing }));

  await expect(update).rejects.toMatchObject({ message: expect.stringMatching(/AWS::Lambda::Function Echo: /) });
  const { echo: name } = await deployTinyStack(aws.endpoint, echoStack('kept'));
  expect(await invoke(name)).toMatchObject({ text: 'from a folder' });
});

test('a template of more than the 51,200 bytes of a request is taken', async () => {
  const queues = Array.from({ length: 100 }, (_, index) => [
    `Queue${index}`,
    { Type: 'AWS::SQS::Queue', Metadata: { padding: 'x'.repeat(600) } },
  ]);

  const outputs = await deployTinyStack(aws.endpoint, {
    name: 'large',
    resources: Object.fromEntries(queues),
    outputs: { last: reference('Queue99') },
  });

  expect(outputs.last).toContain('/large-Queue99-');
});

test('each supported type deploys, beside what is left out', async () => {
  const stack = everyTypeStack();

  await deployTinyStack(aws.endpoint, stack);

  const { StackResourceSummaries = [] } = await cloudFormation.send(
    new ListStackResourcesCommand({ StackName: stack.name }),
  );
  const deployed = new Set(StackResourceSummaries.map(({ ResourceType }) => ResourceType));
  expect([...deployed].sort()).toEqual(supportedTypes);
  expect(new Set(StackResourceSummaries.map(({ ResourceStatus }) => ResourceStatus))).toEqual(
    new Set(['CREATE_COMPLETE']),
  );
});

const statement = (service: string, action: string, resource: unknown) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: action, Resource: resource }],
});

function everyTypeStack(): TinyStack {
  const alarm = { ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, Threshold: 0 };
  const backlog = { Id: 'backlog', MetricStat: { Metric: { MetricName: 'Backlog', Namespace: 'AWS/SageMaker' } } };
  return {
    name: 'every-type',
    assets: { echo },
    resources: {
      Metadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2' } },
      Alarm: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { ...alarm, MetricName: 'Age', Namespace: 'AWS/SQS', Period: 60, Statistic: 'Maximum' },
      },
      LeftOutAlarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { ...alarm, Metrics: [backlog] } },
      LeftOutEndpoint: { Type: 'AWS::SageMaker::Endpoint', Properties: { EndpointName: 'packshot-gpu' } },
      Dashboard: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: '{"widgets":[]}' } },
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        },
      },
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'every-type' } },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: { EventBusName: reference('Bus'), EventPattern: { source: ['x'] } },
      },
      ...functionResources('Echo', echo, { ENDPOINT_NAME: attribute('LeftOutEndpoint', 'EndpointName') }),
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: 'every-type',
          Roles: [reference('EchoRole')],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Action: 'sagemaker:InvokeEndpointAsync', Resource: reference('LeftOutEndpoint') },
            ],
          },
        },
      },
      ...mappingResources('Mapping', 'Queue', 'Echo'),
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: reference('Echo'),
          Principal: 'events.amazonaws.com',
        },
      },
      Log: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 30 } },
      Bucket: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain' },
      BucketPolicy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: reference('Bucket'),
          PolicyDocument: statement('logging.s3.amazonaws.com', 's3:PutObject', attribute('Bucket', 'Arn')),
        },
      },
      Topic: { Type: 'AWS::SNS::Topic' },
      TopicPolicy: {
        Type: 'AWS::SNS::TopicPolicy',
        Properties: {
          Topics: [reference('Topic')],
          PolicyDocument: statement('sagemaker.amazonaws.com', 'sns:Publish', reference('Topic')),
        },
      },
      Subscription: {
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn: reference('Topic'), Protocol: 'sqs', Endpoint: attribute('Queue', 'Arn') },
      },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { SqsManagedSseEnabled: true } },
      QueuePolicy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [reference('Queue')],
          PolicyDocument: statement('sns.amazonaws.com', 'sqs:SendMessage', attribute('Queue', 'Arn')),
        },
      },
    },
  };
}
