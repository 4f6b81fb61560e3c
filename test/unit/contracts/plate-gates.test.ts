import { expect, it, test } from 'vitest';
import type { Look } from '../../../shared/contracts/brief.ts';
import { candidatesOf, seedsOf } from '../../../shared/contracts/candidates.ts';
import { comparePlates, passesGates, plateLimits } from '../../../shared/contracts/plate-gates.ts';
import type { PlateMeasures } from '../../../shared/contracts/plate-measures.ts';

const none: PlateMeasures = {
  ...{ layoutAgreement: 'notApplicable', surfaceLine: 'notApplicable', sharpness: 0, seam: 'notApplicable' },
  ...{ growth: 'notApplicable', secondProduct: 'notApplicable' },
};
const { leastLayoutAgreement, mostSurfaceLine, mostSeam, mostGrowth, mostSecondProduct } = plateLimits;

it.each<[string, Partial<PlateMeasures>, boolean]>([
  ['of which nothing could be measured', {}, true],
  ['that just keeps its layout', { layoutAgreement: leastLayoutAgreement }, true],
  ['that lost its layout', { layoutAgreement: leastLayoutAgreement - 0.01 }, false],
  ['whose line is just in place', { surfaceLine: mostSurfaceLine }, true],
  ['whose line has moved', { surfaceLine: mostSurfaceLine + 0.001 }, false],
  ['with the largest seam', { seam: mostSeam }, true],
  ['with a seam', { seam: mostSeam + 0.01 }, false],
  ['that shows less product than its control', { growth: -0.5 }, true],
  ['whose product has just not grown', { growth: mostGrowth }, true],
  ['whose product has grown', { growth: mostGrowth + 0.001 }, false],
  ['with a speck that may be a product', { secondProduct: mostSecondProduct }, true],
  ['with a second product', { secondProduct: mostSecondProduct + 0.001 }, false],
])('says of a plate %s whether it is used', (_, measures, isUsed) => {
  expect(passesGates({ ...none, ...measures })).toBe(isUsed);
});

test('what decides first outweighs all that comes after it', () => {
  const inOrder: Partial<PlateMeasures>[] = [
    { layoutAgreement: 0.99, seam: 1.3, growth: 0.03, secondProduct: 0.1, sharpness: 0 },
    { layoutAgreement: 0.9, seam: 1, growth: 0.03, secondProduct: 0.1, sharpness: 0 },
    { layoutAgreement: 0.9, seam: 1.3, growth: 0, secondProduct: 0.1, sharpness: 0 },
    { layoutAgreement: 0.9, seam: 1.3, growth: 0.03, secondProduct: 0, sharpness: 0 },
    { layoutAgreement: 0.9, seam: 1.3, growth: 0.03, secondProduct: 0.1, sharpness: 5 },
    { layoutAgreement: 0.9, seam: 1.3, growth: 0.03, secondProduct: 0.1, sharpness: 4 },
  ];
  const plates = inOrder.map((measures) => ({ ...none, ...measures }));

  expect(plates.toReversed().toSorted(comparePlates)).toEqual(plates);
});

test.each<[string, Look, number]>([
  ['a stage', { kind: 'scene', name: 'a', prompt: 'a beach', set: { sweep: '#c9b79c' } }, 1],
  ['a stage that says so', { kind: 'scene', name: 'a', prompt: 'a', set: { sweep: '#c9b79c' }, mode: 'stage' }, 1],
  [
    'a scene around the product',
    { kind: 'scene', name: 'a', prompt: 'a', set: { sweep: '#c9b79c' }, mode: 'in-context' },
    2,
  ],
  ['an extended photo', { kind: 'extend', name: 'a' }, 2],
  ['a look that asks for four', { kind: 'extend', name: 'a', candidates: 4 }, 4],
])('%s has its candidates and two further seeds', (_, look, candidates) => {
  expect(candidatesOf(look)).toBe(candidates);
  expect(seedsOf(look)).toEqual([1, 2, 3, 4, 5, 6].slice(0, candidates + 2));
});
