import type { Template } from './synthesized.ts';

/** Stand-ins for what AWS only knows at deployment. */
export type Place = { readonly account: string; readonly region: string };
export const anywhere: Place = { account: '111122223333', region: 'eu-central-1' };

/** The property that names a resource, by type, and how AWS makes its ARN of it. */
const named: Record<string, { property: string; arn: (name: string, place: Place) => string }> = {
  'AWS::SQS::Queue': {
    property: 'QueueName',
    arn: (name, { region, account }) => `arn:aws:sqs:${region}:${account}:${name}`,
  },
  'AWS::SNS::Topic': {
    property: 'TopicName',
    arn: (name, { region, account }) => `arn:aws:sns:${region}:${account}:${name}`,
  },
  'AWS::S3::Bucket': { property: 'BucketName', arn: (name) => `arn:aws:s3:::${name}` },
  'AWS::DynamoDB::Table': {
    property: 'TableName',
    arn: (name, { region, account }) => `arn:aws:dynamodb:${region}:${account}:table/${name}`,
  },
  'AWS::Events::EventBus': {
    property: 'Name',
    arn: (name, { region, account }) => `arn:aws:events:${region}:${account}:event-bus/${name}`,
  },
  'AWS::Lambda::Function': {
    property: 'FunctionName',
    arn: (name, { region, account }) => `arn:aws:lambda:${region}:${account}:function:${name}`,
  },
  'AWS::Logs::LogGroup': {
    property: 'LogGroupName',
    arn: (name, { region, account }) => `arn:aws:logs:${region}:${account}:log-group:${name}:*`,
  },
};

/**
 * Replaces every reference in a template's value by what AWS would put there: pseudo parameters by those of `place`,
 * resources by their name or ARN. A reference to a resource without a literal name becomes `<LogicalId.Attribute>`.
 */
export function resolve(value: unknown, template: Template, place: Place = anywhere): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, template, place));
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value && typeof value.Ref === 'string') return resolveRef(value.Ref, template, place);
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) {
    const [id, attribute] = value['Fn::GetAtt'];
    return resolveAttribute(String(id), String(attribute), template, place);
  }
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) {
    const [separator, parts] = value['Fn::Join'];
    return [resolve(parts, template, place)].flat().join(String(separator));
  }
  if ('Fn::Sub' in value && typeof value['Fn::Sub'] === 'string') {
    return value['Fn::Sub'].replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => resolveRef(name, template, place));
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, template, place)]));
}

/** As resolve, for a value that must come out as text. */
export function resolveText(value: unknown, template: Template, place: Place = anywhere): string {
  const resolved = resolve(value, template, place);
  if (typeof resolved === 'string') return resolved;
  throw new Error(`Expected text, got ${JSON.stringify(resolved)}`);
}

function resolveRef(name: string, template: Template, place: Place): string {
  if (name === 'AWS::AccountId') return place.account;
  if (name === 'AWS::Region') return place.region;
  if (name === 'AWS::Partition') return 'aws';
  if (name === 'AWS::URLSuffix') return 'amazonaws.com';
  const resource = template.Resources[name];
  const literal = nameOf(name, template, place);
  if (literal === undefined || resource === undefined) return `<${name}>`;
  if (resource.Type === 'AWS::SQS::Queue')
    return `https://sqs.${place.region}.amazonaws.com/${place.account}/${literal}`;
  return resource.Type === 'AWS::SNS::Topic' ? resolveAttribute(name, 'TopicArn', template, place) : literal;
}

function resolveAttribute(id: string, attribute: string, template: Template, place: Place): string {
  const rule = named[template.Resources[id]?.Type ?? ''];
  const literal = nameOf(id, template, place);
  if (rule === undefined || literal === undefined) return `<${id}.${attribute}>`;
  const arn = rule.arn(literal, place);
  if (attribute === 'Arn' || attribute === 'TopicArn') return arn;
  return attribute === 'StreamArn' ? `${arn}/stream/latest` : `<${id}.${attribute}>`;
}

function nameOf(id: string, template: Template, place: Place): string | undefined {
  const resource = template.Resources[id];
  const property = named[resource?.Type ?? '']?.property;
  const name = property === undefined ? undefined : resource?.Properties[property];
  return name === undefined ? undefined : resolveText(name, template, place);
}
