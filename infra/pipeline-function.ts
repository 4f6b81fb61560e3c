import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, RecursiveLoop, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type FunctionName, functionTimeoutSeconds } from '../shared/contracts/timing.ts';
import { acknowledgeWildcards } from './acknowledge.ts';
import type { Permission } from './permissions.ts';

/** Two CPUs come with 3,538 MB, one with 1,769 MB: steps that work on pictures get as many as they use. */
const memoryMegabytes = {
  'mask-photo': 3538,
  'plan-renders': 1769,
  'render-plate': 512,
  'finish-variants': 3538,
  announce: 512,
  sweep: 512,
} as const satisfies Record<FunctionName, number>;

/** A step that waits by sending itself the same again: Lambda would take the 17th round for a runaway loop, and drop it. */
const sendsItselfAgain: FunctionName = 'render-plate';

export type PipelineFunctionProps = {
  readonly step: FunctionName;
  /** The name of the function in AWS. */
  readonly functionName: string;
  /** The folder with one bundle a function. */
  readonly bundles: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly variables: Readonly<Record<string, string>>;
  readonly permissions: readonly Permission[];
};

/** One step as a Lambda function, with its log and a role that may do exactly what its permissions say. */
export class PipelineFunction extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, id: string, props: PipelineFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'log', {
      logGroupName: `/aws/lambda/${props.functionName}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const ownLog = { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] };
    this.lambda = new LambdaFunction(this, 'function', {
      functionName: props.functionName,
      runtime: Runtime.NODEJS_24_X,
      architecture: props.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      handler: 'index.handler',
      code: Code.fromAsset(join(props.bundles, props.step)),
      memorySize: memoryMegabytes[props.step],
      ...(props.step === sendsItselfAgain ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
      timeout: Duration.seconds(functionTimeoutSeconds[props.step]),
      environment: {
        ...props.variables,
        // Shows in CloudTrail which step made a call.
        AWS_SDK_UA_APP_ID: `packshot-${props.step}`,
        // glibc keeps freed pictures in an arena a thread: two arenas save an eighth of finishing's memory.
        MALLOC_ARENA_MAX: '2',
      },
      logGroup,
      role: this.#makeRole([...props.permissions, ownLog]),
    });
  }

  /** The policy is part of the role, so that nothing that uses the role can start before it may do its work. */
  #makeRole(permissions: readonly Permission[]): Role {
    const role = new Role(this, 'role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { step: new PolicyDocument({ statements: permissions.map(toStatement) }) },
    });
    acknowledgeWildcards(
      role,
      permissions.flatMap(({ resources }) => resources),
      'Keys are hashes or named by uploaders: a prefix is the narrowest resource that S3 has for them.',
    );
    return role;
  }
}

/** A permission as a statement of a policy. */
export function toStatement({ actions, resources, conditions = {} }: Permission): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.ALLOW,
    actions: [...actions],
    resources: [...resources],
    conditions,
  });
}
