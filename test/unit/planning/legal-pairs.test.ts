import { describe, expect, test } from 'vitest';
import type { Look } from '../../../shared/contracts/brief.ts';
import type { Placement } from '../../../shared/contracts/placement.ts';
import { surroundingRules } from '../../../shared/imaging/check-surroundings.ts';
import type { Raster } from '../../../shared/imaging/raster.ts';
import { isBroken } from '../../../shared/imaging/rule-result.ts';
import { allPlacements } from '../../../shared/placements/placements.ts';
import { selectPlacements } from '../../../shared/placements/select-placements.ts';
import { judgePair } from '../../../shared/planning/legal-pairs.ts';
import { type Colour, drawRaster } from '../imaging/pictures.ts';

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
/** A square on one colour, and on nothing. */
const isSquare = (x: number, y: number) => Math.max(Math.abs(x - 30), Math.abs(y - 30)) < 18;
const framed = (colour: Colour) => drawRaster(60, 60, (x, y) => (isSquare(x, y) ? [20, 90, 40] : colour));
const seeThrough: Raster = {
  ...{ widthPx: 60, heightPx: 60, channels: 4 },
  data: Uint8Array.from({ length: 4 * 60 * 60 }, (_, at) => (isSquare((at >> 2) % 60, Math.floor(at / 240)) ? 255 : 0)),
};
const judged = (row: Placement) =>
  Object.entries(looks)
    .filter(([, look]) => judgePair(look, row).isLegal)
    .map(([name]) => name);

describe('the background that a row takes', () => {
  test.each([
    ['white', ['white']],
    ['white-or-transparent', ['white', 'clear']],
    ['white-preferred', ['white', 'red']],
    ['clean', ['white', 'red']],
    ['lifestyle', ['set', 'scene']],
    ['any', ['white', 'red', 'clear', 'set', 'scene', 'extend']],
    [null, ['white', 'red', 'clear', 'set', 'scene', 'extend']],
  ] as const)('%s allows %j', (background, names) => {
    expect(judged(taking(background))).toEqual(names);
  });

  test.each(['white', 'white-or-transparent', 'white-preferred', 'clean'] as const)(
    '%s allows no colour that packshot check faults',
    (background) => {
      const row = taking(background);
      const pictures = { white: framed([255, 255, 255]), red: framed([204, 0, 0]), clear: seeThrough };

      const faulted = Object.entries(pictures).filter(([, picture]) => isBroken(surroundingRules(picture, row)));

      expect(faulted.map(([name]) => name)).toEqual(
        ['white', 'red', 'clear'].filter((name) => !judged(row).includes(name)),
      );
    },
  );

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
