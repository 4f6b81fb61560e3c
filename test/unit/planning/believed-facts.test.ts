import { expect, test } from 'vitest';
import type { AssetFacts } from '../../../shared/contracts/asset-facts.ts';
import { believedFacts } from '../../../shared/planning/believed-facts.ts';
import { productFacts } from './product-facts.ts';

const contacts = [{ leftPx: 400, widthPx: 900, yPx: 2699 }];
const measured: AssetFacts = {
  ...productFacts({}),
  cameraPitchDegrees: 5,
  keySide: 'left',
  pose: { kind: 'standing', cutSides: [], contacts },
};

test('what the brief leaves out stays as it was measured', () => {
  expect(believedFacts(measured, undefined)).toEqual(measured);
  expect(believedFacts(measured, {})).toEqual(measured);
  expect(believedFacts(measured, { keySide: 'right' })).toEqual({ ...measured, keySide: 'right' });
  expect(believedFacts(measured, { pitchDegrees: 18 })).toEqual({ ...measured, cameraPitchDegrees: 18 });
  expect(believedFacts(measured, { isSeeThrough: true })).toEqual({ ...measured, isSeeThrough: true });
});

test('a pose that is said keeps the contacts of the same pose alone', () => {
  expect(believedFacts(measured, { pose: 'standing' }).pose).toEqual(measured.pose);
  expect(believedFacts(measured, { pose: 'hung' }).pose).toEqual({ kind: 'hung', cutSides: [], contacts: [] });
});

test('a pitch from above says that the product lies, unless its pose is said', () => {
  expect(believedFacts(measured, { pitchDegrees: 90 }).pose.kind).toBe('lying');
  expect(believedFacts(measured, { pitchDegrees: 90, pose: 'standing' }).pose.kind).toBe('standing');
  expect(believedFacts(measured, { pitchDegrees: 30 }).pose.kind).toBe('standing');
});
