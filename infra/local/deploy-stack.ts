import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CloudFormationClient,
  CloudFormationServiceException,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { PipelineError } from '../../shared/contracts/pipeline-error.ts';
import { localClientSettings } from './local-clients.ts';
import { toLocalTemplate } from './local-template.ts';
import { uploadAssets } from './upload-assets.ts';

const pollMilliseconds = 50;
/** 43 resources are up in half a second; ten functions of 70 MB took 9 s. */
const patienceSeconds = 120;
const capabilities = ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'] as const;

const template = z.looseObject({
  Resources: z.record(z.string(), z.looseObject({ Type: z.string() })),
});

export type DeployOptions = {
  /** Address of the local AWS. */
  readonly endpoint: string;
  /** The folder that `cdk synth` wrote. */
  readonly cdkOut: string;
  /** Name of the stack and of its `*.template.json` and `*.assets.json`. */
  readonly stackName: string;
  /** Added to every function's variables, for example where the SageMaker shim or a recording proxy listens. */
  readonly extraFunctionEnvironment?: Readonly<Record<string, string>>;
};

/**
 * Deploys a synthesized stack into the local AWS: uploads its assets, creates or updates the stack, and waits.
 * Returns the stack's outputs by key. Deploying the same again changes nothing.
 * @throws DEPLOY_FAILED with the resource that failed and its reason.
 */
export async function deployStack(options: DeployOptions): Promise<Record<string, string>> {
  const s3 = new S3Client(localClientSettings(options.endpoint));
  const cloudFormation = new CloudFormationClient(localClientSettings(options.endpoint));
  try {
    const { bucket } = await uploadAssets(s3, options.cdkOut, options.stackName);
    const url = await uploadTemplate(s3, bucket, options);
    const started = await createOrUpdate(cloudFormation, options.stackName, url);
    const stack = started
      ? await waitUntilDone(cloudFormation, options.stackName)
      : await describe(cloudFormation, options.stackName);
    return Object.fromEntries((stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  } finally {
    s3.destroy();
    cloudFormation.destroy();
  }
}

/** By URL, because a request takes at most 51,200 bytes of template. */
async function uploadTemplate(s3: S3Client, bucket: string, options: DeployOptions): Promise<string> {
  const text = await readFile(join(options.cdkOut, `${options.stackName}.template.json`), 'utf8');
  const local = toLocalTemplate(template.parse(JSON.parse(text)), options.extraFunctionEnvironment ?? {});
  const key = `templates/${options.stackName}.json`;
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: JSON.stringify(local) }));
  return `${options.endpoint}/${bucket}/${key}`;
}

/** Returns false where the stack is what the template says already. */
async function createOrUpdate(cloudFormation: CloudFormationClient, name: string, url: string): Promise<boolean> {
  const input = { StackName: name, TemplateURL: url, Capabilities: [...capabilities] };
  const status = (await describe(cloudFormation, name))?.StackStatus;
  if (status === 'ROLLBACK_COMPLETE' || status === 'CREATE_FAILED') {
    // A stack whose creation failed can't be updated, only deleted.
    await cloudFormation.send(new DeleteStackCommand({ StackName: name }));
    await waitUntilGone(cloudFormation, name);
  }
  const exists = (await describe(cloudFormation, name)) !== undefined;
  try {
    await (exists
      ? cloudFormation.send(new UpdateStackCommand(input))
      : cloudFormation.send(new CreateStackCommand(input)));
    return true;
  } catch (error) {
    if (!(error instanceof CloudFormationServiceException)) throw error;
    // CloudFormation has no code of its own for this, only the sentence.
    if (error.message.includes('No updates are to be performed')) return false;
    throw new PipelineError('DEPLOY_FAILED', `Expected ${name} to be taken, got: ${error.message}`, { cause: error });
  }
}

async function describe(cloudFormation: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    return (await cloudFormation.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];
  } catch (error) {
    if (error instanceof CloudFormationServiceException && error.name === 'ValidationError') return undefined;
    throw error;
  }
}

async function waitUntilGone(cloudFormation: CloudFormationClient, name: string): Promise<void> {
  const deadline = Date.now() + patienceSeconds * 1000;
  while (Date.now() < deadline) {
    if ((await describe(cloudFormation, name)) === undefined) return;
    await wait(pollMilliseconds);
  }
  throw new PipelineError(
    'DEPLOY_FAILED',
    `Expected ${name} to be deleted within ${patienceSeconds} s, it is still there.`,
  );
}

async function waitUntilDone(cloudFormation: CloudFormationClient, name: string): Promise<Stack> {
  const deadline = Date.now() + patienceSeconds * 1000;
  let stack = await describe(cloudFormation, name);
  while (stack?.StackStatus?.endsWith('_IN_PROGRESS') && Date.now() < deadline) {
    await wait(pollMilliseconds);
    stack = await describe(cloudFormation, name);
  }
  if (stack && (stack.StackStatus === 'CREATE_COMPLETE' || stack.StackStatus === 'UPDATE_COMPLETE')) return stack;
  const reason = await findFailure(cloudFormation, name);
  throw new PipelineError('DEPLOY_FAILED', `Expected ${name} to be deployed, got ${stack?.StackStatus}: ${reason}`);
}

/** The first failure of the latest operation; those after it only tell that the others were given up. */
async function findFailure(cloudFormation: CloudFormationClient, name: string): Promise<string> {
  const { StackEvents: newestFirst = [] } = await cloudFormation.send(
    new DescribeStackEventsCommand({ StackName: name }),
  );
  const begin = newestFirst.findIndex(
    (event) => event.LogicalResourceId === name && /^(CREATE|UPDATE)_IN_PROGRESS$/.test(event.ResourceStatus ?? ''),
  );
  const latest = begin < 0 ? newestFirst : newestFirst.slice(0, begin);
  const first = latest.findLast(
    (event) => event.ResourceStatus?.endsWith('_FAILED') && event.LogicalResourceId !== name,
  );
  if (!first) return 'no resource says why.';
  return `${first.ResourceType} ${first.LogicalResourceId}: ${first.ResourceStatusReason}`;
}
