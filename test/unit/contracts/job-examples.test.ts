import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { paintFacts, paintFailure, paintJob } from '../../../shared/contracts/paint-job.ts';
import { segmentFacts, segmentJob } from '../../../shared/contracts/segment-job.ts';

/**
 * The examples of test/contracts/examples, which the container's own tests read too: both sides give the same verdict.
 * An invalid one is a valid one with the value at one place replaced or removed; that place is what is wrong with it.
 */
const place = z.array(z.union([z.string(), z.int()])).min(1);
const exampleFile = z.strictObject({
  valid: z.record(z.string(), z.json()),
  invalid: z.array(
    z.strictObject({
      says: z.string(),
      of: z.string(),
      at: place,
      value: z.json().optional(),
      removed: z.literal(true).optional(),
    }),
  ),
});
type Invalid = z.infer<typeof exampleFile>['invalid'][number];

const folder = new URL('../../contracts/examples/', import.meta.url);
const readJson = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

const container = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]);

/** A copy of `value` with what is at `at` replaced, or removed. */
function changed(value: unknown, [step = '', ...rest]: Invalid['at'], { value: wrong, removed }: Invalid): unknown {
  const parent = container.parse(value);
  const entries = Object.entries(parent).filter(([name]) => !(removed && rest.length === 0 && name === String(step)));
  const copy = new Map(entries);
  const old = copy.get(String(step));
  if (rest.length > 0)
    copy.set(String(step), changed(old, rest, { says: '', of: '', at: rest, value: wrong, removed }));
  else if (!removed) copy.set(String(step), wrong);
  return Array.isArray(parent) ? [...copy.values()] : Object.fromEntries(copy);
}

/** Where zod finds fault; a field too many is named like one that is there. */
const places = (error: z.ZodError | undefined) =>
  error?.issues.map((issue) => (issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys] : issue.path));

const schemas = {
  'paint-job': paintJob,
  'paint-facts': paintFacts,
  'paint-failure': paintFailure,
  'segment-job': segmentJob,
  'segment-facts': segmentFacts,
};

for (const [name, schema] of Object.entries(schemas)) {
  const { valid, invalid } = exampleFile.parse(readJson(`${name}.json`));

  describe(name, () => {
    it.each(Object.entries(valid))('takes %s as it stands', (_, example) => {
      expect(schema.parse(example)).toEqual(example);
    });

    it.each(invalid)('refuses one that $says', (example) => {
      const wrong = changed(valid[example.of], example.at, example);

      const { success, error } = schema.safeParse(wrong);

      expect(success).toBe(false);
      expect(places(error)).toEqual([example.at]);
    });

    it('is the JSON Schema that the container is compared with', () => {
      const stored = readJson(`${name}.schema.json`);

      expect(z.toJSONSchema(schema)).toEqual(stored);
    });
  });
}

it('reads a painted.json from before layouts were told as started from the underpaint', () => {
  const { layout, ...older } = paintFacts.parse(
    exampleFile.parse(readJson('paint-facts.json')).valid['of an engine with schedulers'],
  );

  const read = paintFacts.parse(older);

  expect([layout, read.layout]).toEqual(['none', 'init']);
});
