import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Call } from './recording-proxy.ts';

type Statement = { readonly actions: readonly string[]; readonly resources: readonly string[] };
type Json = { readonly [key: string]: unknown };

/** What each function may do, by its name: the inline policies of its role, with names in place of references. */
export async function readPolicies({
  cdkOut,
  stackName,
}: {
  cdkOut: string;
  stackName: string;
}): Promise<Map<string, Statement[]>> {
  const template = JSON.parse(await readFile(join(cdkOut, `${stackName}.template.json`), 'utf8'));
  const resources: Record<string, { Type: string; Properties: Json }> = template.Resources;
  const policies = new Map<string, Statement[]>();
  for (const { Type, Properties } of Object.values(resources)) {
    if (Type !== 'AWS::Lambda::Function') continue;
    const name = String(Properties.FunctionName).replace(`${stackName}-`, '');
    const [role = ''] = (Properties.Role as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
    const inline = (resources[role]?.Properties.Policies ?? []) as { PolicyDocument: { Statement: Json[] } }[];
    const statements = inline.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    policies.set(
      name,
      statements
        .filter(({ Effect }) => Effect === 'Allow')
        .map(({ Action, Resource }) => ({
          actions: [Action].flat().map(String),
          resources: [Resource].flat().map((each) => plain(each, resources)),
        })),
    );
  }
  return policies;
}

/** The calls that no statement allows, each once; a read that found nothing also needs s3:ListBucket. */
export function findUncovered(calls: readonly Call[], policies: ReadonlyMap<string, readonly Statement[]>): string[] {
  const uncovered = new Set<string>();
  for (const { functionName, action, resource, status } of calls) {
    const statements = policies.get(functionName) ?? [];
    const asked = [[action, action === 's3:ListBucket' ? bucketOf(resource) : resource]];
    if (status === 404 && action.startsWith('s3:Get')) asked.push(['s3:ListBucket', bucketOf(resource)]);
    for (const [what = '', where = ''] of asked) {
      if (!statements.some((statement) => allows(statement, what, where)))
        uncovered.add(`${functionName} ${what} ${where}`);
    }
  }
  return [...uncovered].sort();
}

const bucketOf = (path: string): string => path.split('/')[0] ?? '';

function allows({ actions, resources }: Statement, action: string, resource: string): boolean {
  return actions.includes(action) && resources.some((pattern) => matches(pattern, resource));
}

/** IAM's wildcards; only the name at the end of an ARN is compared, because local ARNs differ in account and region. */
function matches(pattern: string, resource: string): boolean {
  const escaped = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`(^|[:/])${escaped}$`).test(resource) || new RegExp(`^${escaped}$`).test(resource);
}

/** A resource of a policy as a name: references by the names of what they refer to. */
function plain(value: unknown, resources: Record<string, { Properties: Json }>): string {
  if (typeof value === 'string')
    return (
      value
        .split(':')
        .at(-1)
        ?.replace(/^endpoint\//, '') ?? ''
    );
  const {
    'Fn::GetAtt': attribute,
    'Fn::Join': joined,
    Ref,
  } = value as { 'Fn::GetAtt'?: string[]; 'Fn::Join'?: [string, unknown[]]; Ref?: string };
  if (attribute !== undefined) return nameOf(resources[attribute[0] ?? '']?.Properties ?? {}, resources);
  if (joined !== undefined) return joinedName(joined[1], resources);
  return Ref === 'AWS::AccountId' ? '000000000000' : Ref === 'AWS::Region' ? 'us-east-1' : '';
}

function joinedName(parts: readonly unknown[], resources: Record<string, { Properties: Json }>): string {
  const text = parts.map((part) => (typeof part === 'string' ? part : plain(part, resources))).join('');
  return (
    text
      .split(':')
      .at(-1)
      ?.replace(/^(endpoint|event-bus)\//, '') ?? ''
  );
}

function nameOf(properties: Json, resources: Record<string, { Properties: Json }>): string {
  const name = properties.BucketName ?? properties.QueueName ?? properties.TableName ?? properties.Name ?? '';
  return typeof name === 'string'
    ? name
    : joinedName((name as { 'Fn::Join': [string, unknown[]] })['Fn::Join']?.[1] ?? [], resources);
}
