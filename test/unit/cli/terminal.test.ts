import { afterEach, describe, expect, test, vi } from 'vitest';
import { countOf, cutTo, makeTerminal, showPath } from '../../../shared/cli/terminal.ts';

const clear = '\r\u001b[2K';

afterEach(() => vi.unstubAllEnvs());

type Wanted = {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly variables?: Readonly<Record<string, string>>;
};
/** A terminal and what it has written so far. */
function terminalOf({ isTTY = true, columns, variables = {} }: Wanted = {}) {
  for (const name of ['TERM', 'CI']) vi.stubEnv(name, variables[name]);
  const written: string[] = [];
  return { terminal: makeTerminal({ isTTY, columns, write: (text) => written.push(text) }), written };
}

describe('a live line', () => {
  test('takes the place of the one before', () => {
    const { terminal, written } = terminalOf();

    terminal.live('one');
    terminal.live('two');

    expect(written).toEqual(['one', `${clear}two`]);
  });

  test('is written once while it stays the same', () => {
    const { terminal, written } = terminalOf();

    terminal.live('one');
    terminal.live('one');

    expect(written).toEqual(['one']);
  });

  test('stays below the lines that stay', () => {
    const { terminal, written } = terminalOf();

    terminal.line('first');
    terminal.live('live');
    terminal.line('second');

    expect(written).toEqual(['first\n', 'live', `${clear}second\nlive`]);
  });

  test('is gone once it is empty', () => {
    const { terminal, written } = terminalOf();

    terminal.live('live');
    terminal.live('');
    terminal.line('end');

    expect(written).toEqual(['live', clear, 'end\n']);
  });

  test.each([
    ['the terminal', 30, 29],
    ['a terminal that is too narrow', 5, 19],
    ['a terminal that tells no width', undefined, 79],
  ])('fits %s', (_, columns, length) => {
    const { terminal, written } = terminalOf(columns === undefined ? {} : { columns });

    terminal.live('x'.repeat(200));

    expect(written).toEqual([`${'x'.repeat(length - 1)}…`]);
  });

  test.each<[string, Wanted]>([
    ['no terminal', { isTTY: false }],
    ['a dumb one', { variables: { TERM: 'dumb' } }],
    ['CI', { variables: { CI: 'true' } }],
  ])('is not shown on %s, where lines still are', (_, wanted) => {
    const { terminal, written } = terminalOf(wanted);

    terminal.live('live');
    terminal.line('x'.repeat(200));

    expect(terminal.isLive).toBe(false);
    expect(written).toEqual([`${'x'.repeat(200)}\n`]);
  });
});

test.each([
  ['abcd', 4, 'abcd'],
  ['abcde', 4, 'abc…'],
  ['', 4, ''],
])('"%s" cut to %i columns is "%s"', (text, columns, cut) => {
  expect(cutTo(text, columns)).toBe(cut);
});

test.each([
  [0, '0 files'],
  [1, '1 file'],
  [2, '2 files'],
])('%i is %s', (count, text) => {
  expect(countOf(count, 'file')).toBe(text);
});

test.each([
  ['/home/ann/shop/out/mug', 'out/mug'],
  ['/home/ann/shop', '.'],
  ['/home/ann/shop/..out', '..out'],
  ['/home/ann', '/home/ann'],
  ['/home/ann/shop-out', '/home/ann/shop-out'],
  ['/tmp/out', '/tmp/out'],
])('the path %s is shown in /home/ann/shop as %s', (path, shown) => {
  expect(showPath(path, '/home/ann/shop')).toBe(shown);
});
