import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deployStack } from '../../../infra/local/deploy-stack.ts';

const assetsBucket = 'tiny-assets';

type Resources = Record<string, { Type: string; [key: string]: unknown }>;

/** A stack as `cdk synth` would write it: resources, outputs, and the files of each asset by the asset's name. */
export type TinyStack = {
  readonly name: string;
  readonly resources: Resources;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly assets?: Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>>;
  readonly extraFunctionEnvironment?: Readonly<Record<string, string>>;
};

/** Deploys a stack through the same folder that `cdk synth` leaves. Returns its outputs. */
export async function deployTinyStack(endpoint: string, stack: TinyStack): Promise<Record<string, string>> {
  const cdkOut = await writeCdkOut(stack);
  const { name: stackName, extraFunctionEnvironment = {} } = stack;
  try {
    return await deployStack({ endpoint, cdkOut, stackName, extraFunctionEnvironment });
  } finally {
    await rm(cdkOut, { recursive: true });
  }
}

async function writeCdkOut({ name, resources, outputs = {}, assets = {} }: TinyStack): Promise<string> {
  const cdkOut = await mkdtemp(join(tmpdir(), 'packshot-tiny-stack-'));
  const files: Record<string, unknown> = {};
  for (const [asset, contents] of Object.entries(assets)) {
    const folder = `asset.${assetHash(contents)}`;
    for (const [file, bytes] of Object.entries(contents)) {
      await mkdir(dirname(join(cdkOut, folder, file)), { recursive: true });
      await writeFile(join(cdkOut, folder, file), bytes);
    }
    const destinations = { here: { bucketName: assetsBucket, objectKey: assetKey(contents) } };
    files[asset] = { source: { path: folder, packaging: 'zip' }, destinations };
  }
  const template = { Resources: resources, Outputs: mapValues(outputs, (Value) => ({ Value })) };
  await writeFile(join(cdkOut, `${name}.template.json`), JSON.stringify(template));
  await writeFile(join(cdkOut, `${name}.assets.json`), JSON.stringify({ files }));
  return cdkOut;
}

const assetHash = (contents: Readonly<Record<string, string | Uint8Array>>): string => {
  const hash = createHash('sha256');
  for (const [file, bytes] of Object.entries(contents)) hash.update(file).update(bytes);
  return hash.digest('hex');
};

const assetKey = (contents: Readonly<Record<string, string | Uint8Array>>): string => `${assetHash(contents)}.zip`;

const mapValues = (record: Readonly<Record<string, unknown>>, change: (value: unknown) => unknown) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

/** The resources of a function with its role; `environment` may refer to other resources. */
export function functionResources(
  id: string,
  contents: Readonly<Record<string, string | Uint8Array>>,
  environment: Readonly<Record<string, unknown>>,
  timeoutSeconds = 5,
): Resources {
  return {
    [`${id}Role`]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
        },
      },
    },
    [id]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: assetsBucket, S3Key: assetKey(contents) },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Timeout: timeoutSeconds,
        Role: attribute(`${id}Role`, 'Arn'),
        Environment: { Variables: environment },
      },
    },
  };
}

/** The resources of a queue that wakes a function, one failed message at a time. */
export const mappingResources = (
  id: string,
  source: string,
  target: string,
  properties: Readonly<Record<string, unknown>> = {},
): Resources => ({
  [id]: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: attribute(source, 'Arn'),
      FunctionName: reference(target),
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ...properties,
    },
  },
});

export const reference = (id: string) => ({ Ref: id });
export const attribute = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] });
