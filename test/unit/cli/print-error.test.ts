import { afterEach, describe, expect, test, vi } from 'vitest';
import { describeError, printError } from '../../../shared/cli/print-error.ts';
import { type ErrorCode, errorCatalogue } from '../../../shared/contracts/error-catalogue.ts';
import { PipelineError } from '../../../shared/contracts/pipeline-error.ts';

afterEach(() => vi.restoreAllMocks());

describe('an error in words', () => {
  test('is the sentence, what to do and the code', () => {
    const error = new PipelineError('SKU_UNKNOWN', 'Expected the sku "mgu" of tenant acme, found none.');

    expect(describeError(error).split('\n')).toEqual([
      'Expected the sku "mgu" of tenant acme, found none.',
      errorCatalogue.SKU_UNKNOWN.remedy,
      '(SKU_UNKNOWN)',
    ]);
  });

  test('has a remedy of one line for every code', () => {
    const isCode = (code: string): code is ErrorCode => code in errorCatalogue;

    for (const code of Object.keys(errorCatalogue).filter(isCode)) {
      expect(describeError(new PipelineError(code, 'Sentence.'))).toMatch(/^Sentence\.\n\S[^\n]+\n\([A-Z_]+\)$/);
    }
  });

  test.each([
    ['an error that is not ours', new TypeError('x is not a function'), 'x is not a function', 'TypeError'],
    ['an error without a sentence', new RangeError(), 'RangeError', 'RangeError'],
    ['what is no error', 'broken', 'broken', 'Error'],
  ])('tells of %s how to find where it comes from', (_, error, sentence, name) => {
    expect(describeError(error).split('\n')).toEqual([
      sentence,
      'Run it again with PACKSHOT_DEBUG=1 to see where this comes from.',
      `(${name})`,
    ]);
  });
});

describe('an error that is printed', () => {
  const printed = (withStack: boolean) => {
    const lines: unknown[] = [];
    vi.spyOn(console, 'error').mockImplementation((line) => lines.push(line));
    const error = new PipelineError('SKU_UNKNOWN', 'Expected a sku.');
    printError(error, { withStack });
    return { error, lines };
  };

  test('stands on stderr without a stack', () => {
    const { error, lines } = printed(false);

    expect(lines).toEqual([describeError(error)]);
    expect(String(lines[0])).not.toContain('at ');
  });

  test('has its stack where this is asked for', () => {
    const { error, lines } = printed(true);

    expect(lines).toEqual([describeError(error), error]);
  });
});
