import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { itemKey } from '../../shared/contracts/keys.ts';
import { ofType, synthesized } from './synthesized.ts';

const { pipeline } = synthesized();
const filters = ofType(pipeline, 'AWS::Lambda::EventSourceMapping').flatMap(([, { Properties }]) => {
  const parsed = z.object({ FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }) });
  const { data } = parsed.safeParse(Properties);
  return data?.FilterCriteria.Filters.map(({ Pattern }): unknown => JSON.parse(Pattern)) ?? [];
});

/** As much of Lambda's filter rules as the patterns use: fields, exact texts and prefixes; any pattern may match. */
function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) {
    return pattern.some((rule) =>
      typeof rule === 'object' && rule !== null && 'prefix' in rule
        ? typeof value === 'string' && value.startsWith(String(rule.prefix))
        : rule === value,
    );
  }
  return Object.entries(Object(pattern)).every(([key, inner]) => matches(inner, Object(value)[key]));
}

function passes(key: { pk: string; sk: string }, state: string): boolean {
  const record = {
    eventName: 'MODIFY',
    dynamodb: { Keys: { pk: { S: key.pk }, sk: { S: key.sk } }, NewImage: { state: { S: state } } },
  };
  return filters.some((pattern) => matches(pattern, record));
}

describe('the filter in front of announce', () => {
  it('lets through what may have to be told', () => {
    expect(passes(itemKey.plan('0f'), 'finished')).toBe(true);
    expect(passes(itemKey.asset('0f'), 'rejected')).toBe(true);
    expect(passes(itemKey.asset('0f'), 'masked')).toBe(true);
    expect(passes(itemKey.request('acme', 'r1'), 'rejected')).toBe(true);
  });

  it('leaves out what never is', () => {
    expect(passes(itemKey.plan('0f'), 'open')).toBe(false);
    expect(passes(itemKey.slot('0f', 'plain', 'x'), 'finished')).toBe(false);
    expect(passes(itemKey.plate('acme', '0f'), 'painted')).toBe(false);
    expect(passes(itemKey.view('acme', 'shoe', 'main'), 'finished')).toBe(false);
  });
});
