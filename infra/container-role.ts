import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcards } from './acknowledge.ts';
import { answersPrefix, type Names } from './names.ts';
import { listKeys, type Permission } from './permissions.ts';
import { toStatement } from './pipeline-function.ts';

const painted = ['plates/*', 'underpaints/*'];
const onAll = 'AWS offers no resource for this action.';

/** The role of the container and of SageMaker around it: plates and underpaints, two topics, its log, its image. */
export class ContainerRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, names: Names, repositoryArn: string) {
    super(scope, id);
    const statements = permissions(names, repositoryArn);
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

function permissions(names: Names, repositoryArn: string): Permission[] {
  const work = names.bucketArn('work');
  return [
    { actions: ['s3:GetObject', 's3:PutObject'], resources: painted.map((keys) => `${work}/${keys}`) },
    { actions: ['s3:PutObject', 's3:AbortMultipartUpload'], resources: [`${work}/${answersPrefix}/*`] },
    listKeys(work, [...painted, `${answersPrefix}/*`]),
    { actions: ['sns:Publish'], resources: [names.topicArn('success'), names.topicArn('error')] },
    {
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      resources: [names.endpointLogsArn, `${names.endpointLogsArn}:*`],
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
