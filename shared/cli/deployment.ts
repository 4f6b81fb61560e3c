import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { localClientSettings } from '../../infra/local/local-clients.ts';
import { makeDynamoTable } from '../aws/dynamo-table.ts';
import { makeS3Store } from '../aws/s3-store.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';
import type { Store, Table } from '../contracts/ports.ts';
import { readRunFile } from './run-file.ts';

/** The tenant whose photos a local run holds. */
export const localTenant = 'local';

/** What the stack says of itself, as far as the command line uses it. */
const outputsSchema = z.object({
  PhotosBucket: z.string(),
  WorkBucket: z.string(),
  VariantsBucket: z.string(),
  TableName: z.string(),
  EventBusName: z.string(),
  Engine: z.string(),
});

/** A deployment to speak to, local or on AWS: the same calls either way. */
export type Deployment = {
  readonly tenant: string;
  readonly photosBucket: string;
  readonly busName: string;
  /** Null where the deployment has none. */
  readonly engine: string | null;
  readonly s3: S3Client;
  readonly bus: EventBridgeClient;
  readonly store: Store;
  readonly table: Table;
};

/** The options that say which deployment is meant, as every command but `start` takes them. */
export const deploymentOptions = {
  stage: { type: 'string' },
  region: { type: 'string' },
  profile: { type: 'string' },
  tenant: { type: 'string' },
} as const;
type Choice = { readonly [K in keyof typeof deploymentOptions]?: string | undefined };

/**
 * Finds the deployment that is meant: the running `npm start`, or with a stage one on AWS.
 * @throws NOT_RUNNING, STACK_NOT_FOUND, or USAGE_INVALID where a deployment on AWS is meant and no tenant is named.
 */
export async function findDeployment({ stage, region, profile, tenant }: Choice): Promise<Deployment> {
  if (stage === undefined) {
    const run = await readRunFile();
    if (run === undefined) throw new PipelineError('NOT_RUNNING', 'Expected a running npm start, found none.');
    return connectLocally(run.endpoint, run.outputs, tenant);
  }
  if (tenant === undefined) {
    throw new PipelineError('USAGE_INVALID', 'Expected --tenant with --stage: whose photos, as in their keys.');
  }
  const settings = {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
  };
  return connect(settings, await readStackOutputs(stage, settings), tenant);
}

/** The deployment in a local AWS. `outputs` are those of its stack. */
export const connectLocally = (
  endpoint: string,
  outputs: Readonly<Record<string, string>>,
  tenant: string = localTenant,
): Deployment => connect({ ...localClientSettings(endpoint), forcePathStyle: true }, outputs, tenant);

type ClientSettings = { readonly region?: string; readonly profile?: string; readonly forcePathStyle?: boolean };

function connect(settings: ClientSettings, outputs: Readonly<Record<string, string>>, tenant: string): Deployment {
  const names = outputsSchema.parse(outputs);
  const s3 = new S3Client(settings);
  return {
    tenant,
    s3,
    photosBucket: names.PhotosBucket,
    busName: names.EventBusName,
    engine: names.Engine === 'none' ? null : names.Engine,
    bus: new EventBridgeClient(settings),
    store: makeS3Store(s3, { photos: names.PhotosBucket, work: names.WorkBucket, variants: names.VariantsBucket }),
    table: makeDynamoTable(new DynamoDBClient(settings), names.TableName),
  };
}

async function readStackOutputs(stage: string, settings: ClientSettings): Promise<Record<string, string>> {
  const name = `packshot-${stage}`;
  try {
    const { Stacks } = await new CloudFormationClient(settings).send(new DescribeStacksCommand({ StackName: name }));
    const outputs = Stacks?.[0]?.Outputs ?? [];
    return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  } catch (cause) {
    // CloudFormation answers ValidationError for a stack that is not there.
    const isMissing = cause instanceof CloudFormationServiceException && cause.name === 'ValidationError';
    const got = cause instanceof Error ? cause.message : String(cause);
    const sentence = isMissing ? `Expected the stack ${name}, found none.` : `Expected the stack ${name}, got: ${got}`;
    throw new PipelineError('STACK_NOT_FOUND', sentence, { cause });
  }
}
