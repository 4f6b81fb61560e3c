import { describe, expect, test } from 'vitest';
import { fold, textTable } from '../../../shared/cli/text-table.ts';

const sentence = 'word '.repeat(30).trim();

describe('a table', () => {
  test('has columns as wide as their longest cell, two spaces apart', () => {
    const lines = textTable(
      ['photo', 'code', 'why'],
      [
        ['mug/front', 'A', 'because'],
        ['x', 'LONGER', 'why not'],
      ],
    );

    expect(lines).toEqual([
      'photo      code    why', //
      'mug/front  A       because',
      'x          LONGER  why not',
    ]);
  });

  test('folds its last column at words, below itself', () => {
    const lines = textTable(['photo', 'why'], [['mug', sentence]]);

    expect(lines).toEqual(['photo  why', `mug    ${'word '.repeat(20).trim()}`, `       ${'word '.repeat(10).trim()}`]);
  });

  test('folds no other column', () => {
    expect(textTable(['why', 'x'], [[sentence, 'y']])[1]).toBe(`${sentence}  y`);
  });

  test('has no spaces at the ends of its lines', () => {
    expect(textTable(['photo', 'why'], [['mug', '']])).toEqual(['photo  why', 'mug']);
  });

  test('without rows is its head', () => {
    expect(textTable(['photo', 'why'], [])).toEqual(['photo  why']);
  });
});

describe('a folded text', () => {
  test.each([
    ['a bb cc', 4, ['a bb', 'cc']],
    ['a bb cc', 7, ['a bb cc']],
    ['a bb cc', 3, ['a', 'bb', 'cc']],
    ['a looong b', 3, ['a', 'looong', 'b']],
    ['', 3, ['']],
  ])('"%s" in %i columns is %j', (text, columns, lines) => {
    expect(fold(text, columns)).toEqual(lines);
  });
});
