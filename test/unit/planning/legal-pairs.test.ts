import { describe, expect, test } from 'vitest';
import type { Look } from '../../../shared/contracts/brief.ts';
import type { Placement } from '../../../shared/contracts/placement.ts';
import { allPlacements } from '../../../shared/placements/placements.ts';
import { selectPlacements } from '../../../shared/placements/select-placements.ts';
import { judgePair } from '../../../shared/planning/legal-pairs.ts';

const looks = {
  white: { name: 'white', kind: 'plain', colour: '#FFFFFF' },
  red: { name: 'red', kind: 'plain', colour: '#cc0000' },
  clear: { name: 'clear', kind: 'plain', colour: 'transparent' },
  set: { name: 'paper', kind: 'set', set: { sweep: '#d9c9b6' } },
  scene: { name: 'beach', kind: 'scene', prompt: 'A beach', set: { sweep: '#d9c9b6' } },
  extend: { name: 'extend', kind: 'extend' },
} as const satisfies Record<string, Look>;
const [anyRow] = selectPlacements(['default-product-square']);
if (anyRow === undefined) throw new Error('Expected a row');
const taking = (background: Placement['background']): Placement => ({ ...anyRow, background });
const judged = (row: Placement) =>
  Object.entries(looks)
    .filter(([, look]) => judgePair(look, row).isLegal)
    .map(([name]) => name);

describe('the background that a row takes', () => {
  test.each([
    ['white', ['white']],
    ['white-or-transparent', ['white', 'red', 'clear']],
    ['white-preferred', ['white', 'red']],
    ['clean', ['white', 'red']],
    ['lifestyle', ['set', 'scene']],
    ['any', ['white', 'red', 'clear', 'set', 'scene', 'extend']],
    [null, ['white', 'red', 'clear', 'set', 'scene', 'extend']],
  ] as const)('%s allows %j', (background, names) => {
    expect(judged(taking(background))).toEqual(names);
  });

  test('is plain white alone for amazon-main', () => {
    expect(selectPlacements(['amazon-main']).map(judged)).toEqual([['white']]);
  });

  test.each(allPlacements)('$id takes one of our looks', (row) => {
    expect(judged(row)).not.toEqual([]);
  });

  test('refuses with a sentence that names look and row', () => {
    const pair = judgePair(looks.scene, taking('white'));

    expect(pair).toMatchObject({
      isLegal: false,
      sentence: expect.stringMatching(/product-square.*beach.*pure white/),
    });
  });
});

describe('a transparent look', () => {
  test.each([
    ['google-merchant-image-link', 'png'],
    ['x-post-landscape', 'png'],
    ['tiktok-photo-post', 'webp'],
    ['default-blog-header', 'webp'],
  ])('turns %s into %s', (id, format) => {
    const pairs = selectPlacements([id]).map((row) => judgePair(looks.clear, row));

    expect(pairs).toMatchObject([{ isLegal: true, row: { id, deliver: { format } } }]);
  });

  test.each(['default-x-header', 'target-plus-main'])('is refused for %s, which takes JPEG alone', (id) => {
    const pairs = selectPlacements([id]).map((row) => judgePair(looks.clear, row));

    expect(pairs).toMatchObject([{ isLegal: false, sentence: expect.stringContaining('no format with transparency') }]);
  });

  test('leaves the format of the other looks alone', () => {
    const row = taking('any');

    expect(judgePair(looks.set, row)).toEqual({ isLegal: true, row });
  });
});
