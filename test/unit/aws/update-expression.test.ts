import { expect, it } from 'vitest';
import { updateExpression } from '../../../shared/aws/update-expression.ts';

it('writes every clause of a change with names and values of its own', () => {
  const parts = updateExpression({
    set: { state: 'masked', skipped: undefined },
    setIfAbsent: { createdAt: 't' },
    addTo: { causes: ['a'] },
    deleteFrom: { waiting: ['w'], nothing: [] },
    remove: ['deadline'],
    increase: { attempts: 1 },
    when: [{ attribute: 'state', oneOf: ['masking', 'masked'] }],
  });

  expect(parts.UpdateExpression).toBe(
    'SET #state = :v0, #createdAt = if_not_exists(#createdAt, :v1) ADD #causes :v2, #attempts :v3 DELETE #waiting :v4 REMOVE #deadline',
  );
  expect(parts.ConditionExpression).toBe('#state IN (:v5, :v6)');
  expect(parts.ExpressionAttributeValues?.[':v2']).toEqual(new Set(['a']));
});

it.each([
  [{ attribute: 'a', equals: 'x' } as const, '#a = :v0'],
  [{ attribute: 'a', isAbsent: true } as const, 'attribute_not_exists(#a)'],
  [{ attribute: 'a', isPresent: true } as const, 'attribute_exists(#a)'],
  [{ attribute: 'a', isAbsentOrLessThan: 'x' } as const, '(attribute_not_exists(#a) OR #a < :v0)'],
  [{ attribute: 'a', isAbsentOrOneOf: ['x'] } as const, '(attribute_not_exists(#a) OR #a IN (:v0))'],
  [
    { attribute: 'a', isSetSmallerThan: 3, orHolds: 'x' } as const,
    '(attribute_not_exists(#a) OR size(#a) < :v0 OR contains(#a, :v1))',
  ],
])('writes the condition %j', (condition, expected) => {
  const parts = updateExpression({ remove: ['b'], when: [condition] });

  expect(parts.ConditionExpression).toBe(expected);
});
