import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { diffusionEngines, engineNames, isAgreementEngine } from '../../../shared/contracts/engines.ts';

it('names the engines of the container’s own table, those with weights, and those that need an agreement', () => {
  const file = new URL('../../../gpu-container/engines.json', import.meta.url);
  const table = z
    .array(z.object({ name: z.string(), weights: z.unknown(), licenceAllows: z.string() }))
    .parse(JSON.parse(readFileSync(file, 'utf8')));

  expect(table.map(({ name }) => name)).toEqual([...engineNames]);
  expect(table.filter(({ weights }) => weights !== null).map(({ name }) => name)).toEqual([...diffusionEngines]);
  expect(engineNames.filter(isAgreementEngine)).toEqual(
    table.filter(({ licenceAllows }) => licenceAllows.includes('agreement')).map(({ name }) => name),
  );
});
