import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcards } from './acknowledge.ts';
import { answersPrefix, type Names } from './names.ts';
import { listKeys, type Permission } from './permissions.ts';
import { toStatement } from './pipeline-function.ts';

const painted = ['plates/*', 'underpaints/*'];
const segmented = ['segments/*'];
const onAll = 'AWS offers no resource for this action.';

export type ContainerRoleProps = {
  readonly endpointLogsArn: string;
  /** Of the image. */
  readonly repositoryArn: string;
  /** What the container's work needs: `paintingPermissions` or `segmentingPermissions`. */
  readonly work: readonly Permission[];
};

/** The role of a container and of SageMaker around it: what its work needs, its log, its image. */
export class ContainerRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { endpointLogsArn, repositoryArn, work }: ContainerRoleProps) {
    super(scope, id);
    const statements = [...work, ...runningPermissions(endpointLogsArn, repositoryArn)];
    const role = new Role(this, 'role', {
      assumedBy: new ServicePrincipal('sagemaker.amazonaws.com'),
      inlinePolicies: { container: new PolicyDocument({ statements: statements.map(toStatement) }) },
    });
    this.arn = role.roleArn;
    acknowledgeWildcards(
      role,
      statements.flatMap(({ resources }) => resources.filter((resource) => resource !== '*')),
      'Keys are hashes and log streams are named by instance: a prefix is the narrowest resource that there is.',
    );
    acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', onAll);
  }
}

/**
 * Plates and underpaints, SageMaker's own answers, two topics; and the weights in `weightsFolder` where the engine has
 * some, which SageMaker itself reads.
 */
export function paintingPermissions(names: Names, weightsFolder?: string): Permission[] {
  const work = names.bucketArn('work');
  const weights = weightsFolder === undefined ? [] : [`${weightsFolder}*`];
  return [
    { actions: ['s3:GetObject', 's3:PutObject'], resources: painted.map((keys) => `${work}/${keys}`) },
    ...weights.map((keys) => ({ actions: ['s3:GetObject'], resources: [`${work}/${keys}`] })),
    { actions: ['s3:PutObject', 's3:AbortMultipartUpload'], resources: [`${work}/${answersPrefix}/*`] },
    listKeys(work, [...painted, ...weights, `${answersPrefix}/*`]),
    { actions: ['sns:Publish'], resources: [names.topicArn('success'), names.topicArn('error')] },
  ];
}

/** Pictures and their maps, and the weights in `weightsFolder`, which SageMaker itself reads. */
export function segmentingPermissions(names: Names, weightsFolder: string): Permission[] {
  const work = names.bucketArn('work');
  return [
    { actions: ['s3:GetObject', 's3:PutObject'], resources: segmented.map((keys) => `${work}/${keys}`) },
    { actions: ['s3:GetObject'], resources: [`${work}/${weightsFolder}*`] },
    listKeys(work, [...segmented, `${weightsFolder}*`]),
  ];
}

function runningPermissions(endpointLogsArn: string, repositoryArn: string): Permission[] {
  return [
    {
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      resources: [endpointLogsArn, `${endpointLogsArn}:*`],
    },
    {
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resources: [repositoryArn],
    },
    { actions: ['ecr:GetAuthorizationToken'], resources: ['*'] },
    {
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': ['/aws/sagemaker/Endpoints', 'AWS/SageMaker'] } },
    },
  ];
}
