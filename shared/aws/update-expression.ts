import type { Change, Condition } from '../contracts/ports.ts';

type Parts = { names: Record<string, string>; values: Record<string, unknown> };

/** The parts of an UpdateItem call that carry out a change. */
export type UpdateParts = {
  UpdateExpression?: string;
  ConditionExpression?: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
};

/** Translates one change of one item into DynamoDB's update and condition expressions. */
export function updateExpression(change: Change): UpdateParts {
  const parts: Parts = { names: {}, values: {} };
  const name = (attribute: string) => {
    parts.names[`#${attribute}`] = attribute;
    return `#${attribute}`;
  };
  const value = (it: unknown) => {
    const key = `:v${Object.keys(parts.values).length}`;
    parts.values[key] = it;
    return key;
  };
  const given = (record: Readonly<Record<string, unknown>> | undefined) =>
    Object.entries(record ?? {}).filter(([, it]) => it !== undefined);

  const sets = [
    ...given(change.set).map(([key, it]) => `${name(key)} = ${value(it)}`),
    ...given(change.setIfAbsent).map(([key, it]) => `${name(key)} = if_not_exists(${name(key)}, ${value(it)})`),
  ];
  const adds = [
    ...Object.entries(change.addTo ?? {}).map(([key, members]) => `${name(key)} ${value(new Set(members))}`),
    ...Object.entries(change.increase ?? {}).map(([key, by]) => `${name(key)} ${value(by)}`),
  ];
  const deletes = Object.entries(change.deleteFrom ?? {})
    .filter(([, members]) => members.length > 0)
    .map(([key, members]) => `${name(key)} ${value(new Set(members))}`);
  const removes = (change.remove ?? []).map(name);
  const clauses: [string, string[]][] = [
    ['SET', sets],
    ['ADD', adds],
    ['DELETE', deletes],
    ['REMOVE', removes],
  ];
  const update = clauses.filter(([, terms]) => terms.length > 0).map(([verb, terms]) => `${verb} ${terms.join(', ')}`);
  const conditions = (change.when ?? []).map((condition) => conditionExpression(condition, name, value));
  return {
    ...(update.length > 0 ? { UpdateExpression: update.join(' ') } : {}),
    ...(conditions.length > 0 ? { ConditionExpression: conditions.join(' AND ') } : {}),
    ExpressionAttributeNames: parts.names,
    ...(Object.keys(parts.values).length > 0 ? { ExpressionAttributeValues: parts.values } : {}),
  };
}

function conditionExpression(it: Condition, name: (key: string) => string, value: (it: unknown) => string): string {
  const attribute = name(it.attribute);
  if ('equals' in it) return `${attribute} = ${value(it.equals)}`;
  if ('oneOf' in it) return `${attribute} IN (${it.oneOf.map(value).join(', ')})`;
  if ('isAbsent' in it) return `attribute_not_exists(${attribute})`;
  if ('isPresent' in it) return `attribute_exists(${attribute})`;
  if ('isAbsentOrOneOf' in it) {
    return `(attribute_not_exists(${attribute}) OR ${attribute} IN (${it.isAbsentOrOneOf.map(value).join(', ')}))`;
  }
  if ('isAbsentOrLessThan' in it) {
    return `(attribute_not_exists(${attribute}) OR ${attribute} < ${value(it.isAbsentOrLessThan)})`;
  }
  const size = `size(${attribute}) < ${value(it.isSetSmallerThan)}`;
  return `(attribute_not_exists(${attribute}) OR ${size} OR contains(${attribute}, ${value(it.orHolds)}))`;
}
