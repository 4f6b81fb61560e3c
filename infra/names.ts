import { Aws } from 'aws-cdk-lib';
import { workKey } from '../shared/contracts/keys.ts';
import type { QueueName } from '../shared/contracts/messages.ts';
import type { BucketName } from '../shared/contracts/ports.ts';
import type { FunctionName } from '../shared/contracts/timing.ts';

/** The names of everything that one deployment owns. */
export type Names = ReturnType<typeof makeNames>;

/**
 * Names for a stage. They are literal but for account and region, so that a policy can mean a resource which depends
 * on that policy, and one stack a resource of the other, without a reference that would go round in a circle or hold
 * one stack to the other.
 */
export function makeNames(stage: string) {
  const base = `packshot-${stage}`;
  const arn = (service: string, rest: string) =>
    `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${rest}`;
  const bucket = (name: BucketName) => `${base}-${name}-${Aws.ACCOUNT_ID}-${Aws.REGION}`;
  return {
    stack: base,
    gpuStack: `${base}-gpu`,
    segmentStack: `${base}-segment`,
    bucket,
    bucketArn: (name: BucketName) => `arn:${Aws.PARTITION}:s3:::${bucket(name)}`,
    table: base,
    queue: (name: QueueName) => `${base}-${name}`,
    deadLetters: (name: QueueName | 'announce' | 'requests') => `${base}-${name}-dead-letters`,
    bus: base,
    function: (name: FunctionName) => `${base}-${name}`,
    endpoint: base,
    endpointArn: arn('sagemaker', `endpoint/${base}`),
    segmentEndpoint: `${base}-segment`,
    segmentEndpointArn: arn('sagemaker', `endpoint/${base}-segment`),
    /** Where weights are put before the endpoint that loads them is deployed: the whole folder is the model's data. */
    weightsUri: (sha256: string) => `s3://${bucket('work')}/${workKey.weightsFolder(sha256)}`,
    endpointLogsArn: (endpoint: string) => arn('logs', `log-group:/aws/sagemaker/Endpoints/${endpoint}`),
    topic: (outcome: PaintOutcome) => `${base}-paint-${outcome}`,
    topicArn: (outcome: PaintOutcome) => arn('sns', `${base}-paint-${outcome}`),
  };
}

/** What SageMaker tells about a paint job: one topic each. */
export type PaintOutcome = 'success' | 'error';

/** The folder of the work bucket where SageMaker itself writes: the container's short answer, or why there is none. */
export const answersPrefix = 'endpoint-answers';
