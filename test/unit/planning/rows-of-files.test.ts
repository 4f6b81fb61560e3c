import { expect, it } from 'vitest';
import { rowsOfFiles } from '../../../shared/planning/rows-of-files.ts';
import { rowWith } from '../imaging/placed-products.ts';

const row = rowWith({ formats: ['webp'], twin: 'jpg', deliver: { widthPx: 10, heightPx: 10, format: 'webp' } });
const formatsOf = (colour: string) =>
  rowsOfFiles({ kind: 'plain', name: 'plain', colour }, row).map(({ deliver, formats }) => [deliver.format, formats]);

it('has a file in each of the two formats of a row with a twin', () => {
  expect(formatsOf('#ffffff')).toEqual([
    ['webp', ['webp']],
    ['jpg', ['jpg']],
  ]);
});

it('has no twin of a transparent picture, which a JPEG cannot show', () => {
  expect(formatsOf('transparent')).toEqual([['webp', ['webp']]]);
});
