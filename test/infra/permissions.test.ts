import { describe, expect, it } from 'vitest';
import { isAllowed, type Statement, statementsOf } from './role-statements.ts';
import { synthesized } from './synthesized.ts';

const { pipeline } = synthesized({ stage: 'dev', engine: 'studio' });
const of = (step: string) => statementsOf(pipeline, `packshot-dev-${step}`);

/** The whole policy of each function. `photos/*` is a key of that bucket, `photos` the bucket itself. */
const policies: Record<string, string[]> = {
  'mask-photo': [
    'sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes on queue ingest',
    's3:GetObject s3:GetObjectVersion on photos/*',
    's3:ListBucket on photos',
    's3:PutObject on work/assets/*',
    'dynamodb:GetItem dynamodb:UpdateItem on table',
    'sqs:SendMessage on queue plan',
    'logs:CreateLogStream logs:PutLogEvents on its log',
  ],
  'plan-renders': [
    'sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes on queue plan',
    's3:GetObject on photos/*',
    's3:ListBucket on photos',
    's3:GetObject on work/assets/*, work/briefs/*',
    's3:ListBucket on work below assets/* briefs/*',
    's3:PutObject on work/plans/*, work/briefs/*, work/underpaints/*',
    'dynamodb:GetItem dynamodb:UpdateItem dynamodb:Query on table',
    'sqs:SendMessage on queue plan, queue render, queue finish',
    'logs:CreateLogStream logs:PutLogEvents on its log',
  ],
  'render-plate': [
    'sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes on queue render',
    'sqs:ChangeMessageVisibility on queue render',
    's3:GetObject on work/plans/*',
    's3:ListBucket on work below plans/*',
    's3:PutObject on work/plates/*/requests/*',
    'dynamodb:GetItem dynamodb:UpdateItem on table',
    'sagemaker:InvokeEndpointAsync on endpoint',
    'sqs:SendMessage on queue finish',
    'logs:CreateLogStream logs:PutLogEvents on its log',
  ],
  'finish-variants': [
    'sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes on queue finish',
    's3:GetObject on work/assets/*, work/plans/*, work/plates/*, work/underpaints/*',
    's3:ListBucket on work below assets/* plans/* plates/* underpaints/*',
    's3:PutObject on work/held/*',
    's3:PutObject on variants/*',
    'dynamodb:GetItem dynamodb:UpdateItem dynamodb:Query on table',
    'sqs:SendMessage on queue finish, queue render',
    'logs:CreateLogStream logs:PutLogEvents on its log',
  ],
  announce: [
    'dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator dynamodb:ListStreams on table/stream',
    'dynamodb:UpdateItem on table of TENANT#*',
    'events:PutEvents on bus',
    'sqs:SendMessage on queue announce-dead-letters',
    'logs:CreateLogStream logs:PutLogEvents on its log',
  ],
  sweep: [
    'dynamodb:Query on table/index/byDeadline',
    'dynamodb:GetItem dynamodb:UpdateItem on table',
    's3:GetObject s3:GetObjectVersion on photos/*',
    's3:ListBucket on photos',
    's3:GetObject on work/plans/*',
    's3:ListBucket on work below plans/*',
    'sqs:SendMessage on queue ingest, queue plan, queue render, queue finish',
    'logs:CreateLogStream logs:PutLogEvents on its log',
  ],
};

describe('permissions', () => {
  it.each(Object.keys(policies))('lets %s do what its row of the data path says, and nothing else', (step) => {
    const written = of(step).map((statement) => write(statement, step));

    expect(written).toEqual(policies[step]);
  });

  it('names no action with a wildcard, and a resource only where keys have no name of their own', () => {
    const statements = Object.keys(policies).flatMap(of);

    const actions = statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'));
    const resources = statements
      .filter(({ Action }) => !Action.every((action) => action.startsWith('s3:') || action.startsWith('logs:')))
      .flatMap(({ Resource }) => Resource)
      .filter((resource) => resource.includes('*'));

    expect(actions).toEqual([]);
    expect(resources).toEqual([]);
  });

  it('lets nobody delete, and only the container write plates', () => {
    const statements = Object.keys(policies).flatMap(of);

    const deleting = statements.flatMap(({ Action }) => Action).filter((action) => /Delete(?!Message)/.test(action));
    const plate = 'arn:aws:s3:::packshot-dev-work-111122223333-eu-central-1/plates/acme/0f/painted.json';

    expect(deleting).toEqual([]);
    expect(isAllowed(statements, 's3:PutObject', plate)).toBe(false);
  });

  it('answers 404 and not 403 for a missing key, and lists no other prefix', () => {
    const work = 'arn:aws:s3:::packshot-dev-work-111122223333-eu-central-1';
    const finish = of('finish-variants');

    expect(isAllowed(finish, 's3:ListBucket', work)).toBe(true);
    expect(isAllowed(finish, 's3:ListBucket', work, { 's3:prefix': 'plates/acme/' })).toBe(true);
    expect(isAllowed(finish, 's3:ListBucket', work, { 's3:prefix': 'briefs/' })).toBe(false);
  });

  it('lets announce change views alone', () => {
    const table = 'arn:aws:dynamodb:eu-central-1:111122223333:table/packshot-dev';
    const announce = of('announce');
    const update = (key: string) => isAllowed(announce, 'dynamodb:UpdateItem', table, { 'dynamodb:LeadingKeys': key });

    expect(update('TENANT#acme')).toBe(true);
    expect(update('PLAN#0123')).toBe(false);
  });

  it('gives each function a role that Lambda alone takes', () => {
    const roles = Object.values(pipeline.Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');

    expect(roles).toHaveLength(Object.keys(policies).length);
    for (const { Properties } of roles) {
      expect(Properties.AssumeRolePolicyDocument).toMatchObject({
        Statement: [{ Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      });
    }
  });
});

/** Shortens ARNs to the words of the data path. */
function write({ Action, Resource, Condition }: Statement, step: string): string {
  const short = (arn: string) =>
    arn
      .replace(/^arn:aws:s3:::packshot-dev-(\w+)-111122223333-eu-central-1/, '$1')
      .replace(/^arn:aws:sqs:eu-central-1:111122223333:packshot-dev-/, 'queue ')
      .replace(/^arn:aws:dynamodb:eu-central-1:111122223333:table\/packshot-dev/, 'table')
      .replace(/\/stream\/latest$/, '/stream')
      .replace('arn:aws:events:eu-central-1:111122223333:event-bus/packshot-dev', 'bus')
      .replace('arn:aws:sagemaker:eu-central-1:111122223333:endpoint/packshot-dev', 'endpoint')
      .replace(`arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/packshot-dev-${step}:*`, 'its log');
  const below = Condition.StringLikeIfExists?.['s3:prefix'];
  const keys = Condition['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
  const suffix = `${below ? ` below ${below.join(' ')}` : ''}${keys ? ` of ${keys.join(' ')}` : ''}`;
  return `${Action.join(' ')} on ${Resource.map(short).join(', ')}${suffix}`;
}
