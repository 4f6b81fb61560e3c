import { describe, expect, it } from 'vitest';
import { type Resource, synthesized, type Template } from './synthesized.ts';

const { pipeline, gpu, segment } = synthesized({ engine: 'studio', segmenter: 'birefnet-lite' });
const stacks: [string, Template | undefined][] = [
  ['pipeline', pipeline],
  ['endpoint', gpu],
  ['segment endpoint', segment],
];

/** Every logical id that a value refers to by Ref, Fn::GetAtt or Fn::Sub. */
function referred(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referred);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt') return [String([inner].flat()[0]).split('.')[0] ?? ''];
    if (key !== 'Fn::Sub') return referred(inner);
    const [text, variables] = [inner].flat();
    return [...String(text).matchAll(/\$\{(\w+)/g)].map(([, id = '']) => id).concat(referred(variables));
  });
}

function dependencies({ Properties, DependsOn = [] }: Resource, resources: Template['Resources']): string[] {
  return [...referred(Properties), ...[DependsOn].flat()].filter((id) => id in resources);
}

/** A path of resources in which each needs the next and the last is the first, or undefined. */
function findCycle(resources: Template['Resources']): string[] | undefined {
  const done = new Set<string>();
  const visit = (id: string, path: string[]): string[] | undefined => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    const resource = resources[id];
    if (done.has(id) || resource === undefined) return undefined;
    for (const next of dependencies(resource, resources)) {
      const cycle = visit(next, [...path, id]);
      if (cycle !== undefined) return cycle;
    }
    done.add(id);
    return undefined;
  };
  for (const id of Object.keys(resources)) {
    const cycle = visit(id, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

describe('the graph of resources', () => {
  it('is found to go round where it does', () => {
    const bucket = { Type: 'Bucket', Properties: { queue: { 'Fn::GetAtt': ['Queue', 'Arn'] } } };
    const queue = { Type: 'Queue', Properties: {}, DependsOn: ['Policy'] };
    const policy = { Type: 'Policy', Properties: { source: { 'Fn::Sub': ['arn:', '{Bucket}'].join('$') } } };

    expect(findCycle({ Bucket: bucket, Queue: queue, Policy: policy })).toEqual([
      'Bucket',
      'Queue',
      'Policy',
      'Bucket',
    ]);
    expect(findCycle({ Bucket: bucket, Policy: policy })).toBeUndefined();
  });

  it.each(stacks)('never goes round in the %s stack', (_, template) => {
    const resources = template?.Resources ?? {};
    const edges = Object.values(resources).flatMap((resource) => dependencies(resource, resources));

    expect(edges.length).toBeGreaterThanOrEqual(3);
    expect(findCycle(resources)).toBeUndefined();
  });

  it.each(stacks)('holds the %s stack to no other by an export', (_, template) => {
    const exported = Object.values(template?.Outputs ?? {}).filter((output) => output.Export !== undefined);

    expect(JSON.stringify(template)).not.toContain('Fn::ImportValue');
    expect(exported).toEqual([]);
  });

  it('refers only to what is there', () => {
    for (const [, template] of stacks) {
      const missing = referred(template?.Resources).filter(
        (id) => !id.startsWith('AWS') && !(id in (template?.Resources ?? {})),
      );
      expect(missing).toEqual([]);
    }
  });
});
