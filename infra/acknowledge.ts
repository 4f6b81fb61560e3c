import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Records why a finding of cdk-nag about `construct` is as it should be. */
export function acknowledge(construct: IConstruct, rule: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: rule, reason });
}

/** Records why policies of `construct` name these resources with a wildcard. */
export function acknowledgeWildcards(construct: IConstruct, resources: readonly string[], reason: string): void {
  for (const resource of new Set(resources)) {
    const written = asWritten(Stack.of(construct).resolve(resource));
    if (written.includes('*')) acknowledge(construct, `AwsSolutions-IAM5[Resource::${written}]`, reason);
  }
}

/** A resolved CloudFormation value as cdk-nag writes it: `<LogicalId.Attribute>` for a reference. */
function asWritten(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  if ('Ref' in value) return `<${value.Ref}>`;
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) return `<${value['Fn::GetAtt'].join('.')}>`;
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) {
    const [separator, parts] = value['Fn::Join'];
    return Array.isArray(parts) ? parts.map(asWritten).join(String(separator)) : '';
  }
  return JSON.stringify(value);
}
