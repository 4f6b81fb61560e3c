import { PipelineError } from '../../shared/contracts/pipeline-error.ts';

type Resource = {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
};

/** As much of a synthesized CloudFormation template as is looked at here; everything else passes through unchanged. */
export type Template = {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
};

type Exclusion = {
  /** A resource type; with a trailing `::` every type of that service. */
  readonly type: string;
  readonly reason: string;
  /** Leaves out only those resources of the type that carry this property. */
  readonly withProperty?: string;
  /** Property that holds the name under which the rest of the template means the resource. */
  readonly nameProperty?: string;
};

/** What the local AWS leaves out of the template. Measured with ministack 1.5.33, 24 November 2026. */
export const leftOutLocally: readonly Exclusion[] = [
  {
    type: 'AWS::SageMaker::Endpoint',
    nameProperty: 'EndpointName',
    reason: 'There is no SageMaker; sagemaker-shim.ts answers for the endpoint and calls the container itself.',
  },
  { type: 'AWS::SageMaker::', reason: 'Model and endpoint configuration mean nothing without an endpoint.' },
  {
    type: 'AWS::ApplicationAutoScaling::',
    reason: 'Not known to ministack, and one container on a laptop never scales.',
  },
  {
    type: 'AWS::CloudWatch::Alarm',
    withProperty: 'Metrics',
    reason: 'ministack refuses alarms over metric math; nobody is alarmed by a laptop.',
  },
];

/** The types that the contract tests deploy and use on ministack 1.5.33. Another type fails the deployment. */
export const supportedTypes: readonly string[] = [
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
];

/**
 * Returns the template that the local AWS takes: left-out resources are gone, references to them are literals, and
 * `functionEnvironment` is added to the variables of every function (it wins over what the template says).
 * @throws DEPLOY_FAILED naming every type that is neither supported nor left out.
 */
export function toLocalTemplate(template: Template, functionEnvironment: Readonly<Record<string, string>>): Template {
  const unknown = unknownTypes(template);
  if (unknown.length > 0) {
    throw new PipelineError(
      'DEPLOY_FAILED',
      `Expected resource types known to work locally, got ${unknown.join(', ')}: try each on ministack in a contract ` +
        'test, then list it in infra/local/local-template.ts as supported or left out.',
    );
  }
  const literals = new Map(
    Object.entries(template.Resources).flatMap(([id, resource]) => {
      const exclusion = exclusionOf(resource);
      return exclusion ? [[id, literalFor(id, resource, exclusion)] as const] : [];
    }),
  );
  const resources = Object.entries(template.Resources)
    .filter(([id]) => !literals.has(id))
    .map(([id, resource]) => [id, withEnvironment(withoutDependencies(resource, literals), functionEnvironment)]);
  const local = replaceReferences({ ...template, Resources: Object.fromEntries(resources) }, literals);
  return local as Template;
}

/** Names the types of a template that are neither in supportedTypes nor left out. */
export function unknownTypes(template: Template): string[] {
  const unknown = Object.values(template.Resources)
    .filter((resource) => !exclusionOf(resource) && !supportedTypes.includes(resource.Type))
    .map(({ Type }) => Type);
  return [...new Set(unknown)].sort();
}

function exclusionOf(resource: Resource): Exclusion | undefined {
  return leftOutLocally.find(({ type, withProperty }) => {
    const ofType = type.endsWith('::') ? resource.Type.startsWith(type) : resource.Type === type;
    return ofType && (withProperty === undefined || Object.hasOwn(resource.Properties ?? {}, withProperty));
  });
}

/** The resource's own name where it has a literal one, so that the shim and the functions mean the same endpoint. */
function literalFor(id: string, resource: Resource, exclusion: Exclusion): string {
  const name = exclusion.nameProperty ? resource.Properties?.[exclusion.nameProperty] : undefined;
  return typeof name === 'string' ? name : `local-${id}`;
}

function withoutDependencies(resource: Resource, literals: ReadonlyMap<string, string>): Resource {
  if (resource.DependsOn === undefined) return resource;
  const left = [resource.DependsOn].flat().filter((id) => !literals.has(id));
  const { DependsOn: _, ...rest } = resource;
  return left.length > 0 ? { ...rest, DependsOn: left } : rest;
}

function withEnvironment(resource: Resource, added: Readonly<Record<string, string>>): Resource {
  if (resource.Type !== 'AWS::Lambda::Function' || Object.keys(added).length === 0) return resource;
  const environment = resource.Properties?.Environment;
  const variables = isRecord(environment) && isRecord(environment.Variables) ? environment.Variables : {};
  return {
    ...resource,
    Properties: { ...resource.Properties, Environment: { Variables: { ...variables, ...added } } },
  };
}

function replaceReferences(value: unknown, literals: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => replaceReferences(item, literals));
  if (!isRecord(value)) return value;
  const literal = literals.get(referredId(value) ?? '');
  if (literal !== undefined) return literal;
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    replaceReferences(key === 'Fn::Sub' ? replaceInSub(item, literals) : item, literals),
  ]);
  return Object.fromEntries(entries);
}

/** The logical id that a `Ref` or `Fn::GetAtt` means. */
function referredId(value: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof value.Ref === 'string') return value.Ref;
  const attribute = value['Fn::GetAtt'];
  if (typeof attribute === 'string') return attribute.split('.')[0];
  return Array.isArray(attribute) && typeof attribute[0] === 'string' ? attribute[0] : undefined;
}

/** `Fn::Sub` names resources inside a text, alone or as the first of a pair. */
function replaceInSub(sub: unknown, literals: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(sub)) return [replaceInSub(sub[0], literals), ...sub.slice(1)];
  if (typeof sub !== 'string') return sub;
  return sub.replaceAll(/\$\{([A-Za-z0-9]+)(\.[A-Za-z0-9.]+)?\}/g, (whole, id: string) => literals.get(id) ?? whole);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
