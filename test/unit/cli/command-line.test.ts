import { describe, expect, test } from 'vitest';
import { readArgs, splitList, usageError } from '../../../shared/cli/command-line.ts';
import { errorOf } from './error-of.ts';

const options = { out: { type: 'string' }, once: { type: 'boolean' } } as const;
const read = (...args: string[]) => readArgs('pull', args, options);

describe('arguments', () => {
  test('come back as options and positionals, in any order', () => {
    const { values, positionals } = read('mug', '--out', 'here', '--once', 'shoe');

    expect(values).toEqual({ out: 'here', once: true });
    expect(positionals).toEqual(['mug', 'shoe']);
  });

  test('may have their value after an equals sign, and a dash at its begin', () => {
    expect(read('--out=-odd').values).toEqual({ out: '-odd' });
  });

  test('after two dashes are positionals', () => {
    expect(read('--', '--once')).toMatchObject({ values: {}, positionals: ['--once'] });
  });

  test.each([
    ['an unknown option', ['--outt', 'x'], "Unknown option '--outt'"],
    ['an unknown letter', ['-x'], "Unknown option '-x'"],
    ['an option without its value', ['--out'], "Option '--out <value>' argument missing"],
    ['an option for a value', ['--out', '--once'], "Option '--out' argument is ambiguous"],
    ['a value for a switch', ['--once=yes'], "Option '--once' does not take an argument"],
  ])('with %s are answered with it and where help is', async (_, args, told) => {
    const error = await errorOf(() => read(...args));

    expect(error.code).toBe('USAGE_INVALID');
    expect(error.message).toBe(`${told}. See npx packshot pull --help.`);
  });
});

test('a usage error names the command whose help to read', () => {
  const error = usageError('put', 'Expected at least one photo, got none');

  expect(error.code).toBe('USAGE_INVALID');
  expect(error.message).toBe('Expected at least one photo, got none. See npx packshot put --help.');
});

test.each([
  ['a,b', ['a', 'b']],
  [' a , b ', ['a', 'b']],
  ['a,,b,', ['a', 'b']],
  ['instagram-*', ['instagram-*']],
  ['', []],
  [' , ', []],
])('the list "%s" has the parts %j', (text, parts) => {
  expect(splitList(text)).toEqual(parts);
});
