import { z } from 'zod';
import { anywhere, type Place, resolve } from './resolve.ts';
import { ofType, type Template } from './synthesized.ts';

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const conditionSchema = z.record(z.string(), z.record(z.string(), texts));
const statementSchema = z.object({
  Effect: z.string(),
  Action: texts,
  Resource: texts,
  Condition: conditionSchema.default({}),
});
const roleSchema = z.object({
  Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(statementSchema) }) })),
  ManagedPolicyArns: z.array(z.unknown()).default([]),
});
export type Statement = z.infer<typeof statementSchema>;

/** Every statement of the role of a function, with names and ARNs as AWS would see them. */
export function statementsOf(template: Template, functionName: string, place: Place = anywhere): Statement[] {
  const [, lambda] =
    ofType(template, 'AWS::Lambda::Function').find(([, { Properties }]) => Properties.FunctionName === functionName) ??
    [];
  const roleId = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }).parse(lambda?.Properties.Role);
  return statementsOfRole(template, roleId['Fn::GetAtt'][0], place);
}

/** Every statement of a role. @throws where the role has policies elsewhere. */
export function statementsOfRole(template: Template, roleId: string, place: Place = anywhere): Statement[] {
  const elsewhere = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) => ofType(template, type));
  const role = roleSchema.parse(resolve(template.Resources[roleId]?.Properties, template, place));
  if (role.ManagedPolicyArns.length > 0 || elsewhere.length > 0) throw new Error('Expected every policy in its role');
  return role.Policies.flatMap((policy) => policy.PolicyDocument.Statement);
}

/**
 * Says whether statements allow an action on a resource. `context` holds the condition keys that the request carries,
 * such as `s3:prefix`; a condition on a key that it lacks fails, except with `IfExists`.
 */
export function isAllowed(
  statements: readonly Statement[],
  action: string,
  resource: string,
  context: Readonly<Record<string, string>> = {},
): boolean {
  return statements.some(
    ({ Effect, Action, Resource, Condition }) =>
      Effect === 'Allow' &&
      Action.some((pattern) => matches(pattern, action)) &&
      Resource.some((pattern) => matches(pattern, resource)) &&
      Object.entries(Condition).every(([operator, keys]) => holds(operator, keys, context)),
  );
}

function holds(
  operator: string,
  keys: Readonly<Record<string, readonly string[]>>,
  context: Readonly<Record<string, string>>,
): boolean {
  const isMissingFine = operator.endsWith('IfExists') || operator.startsWith('ForAllValues:');
  return Object.entries(keys).every(([key, patterns]) => {
    const value = context[key];
    return value === undefined ? isMissingFine : patterns.some((pattern) => matches(pattern, value));
  });
}

function matches(pattern: string, text: string): boolean {
  const escaped = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${escaped.join('.*')}$`).test(text);
}
