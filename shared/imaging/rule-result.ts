/** What a rule says of a file; `not checked` where nothing can be said, and `got` says why. */
export type Verdict = 'pass' | 'fail' | 'not checked';
/** One rule with what it asks for and what was found, in words. */
export type RuleResult = {
  readonly rule: string;
  readonly verdict: Verdict;
  readonly expected: string;
  readonly got: string;
};

/** A rule that holds or does not. */
export const judge = (rule: string, expected: string, got: string, holds: boolean): RuleResult => ({
  ...{ rule, expected, got },
  verdict: holds ? 'pass' : 'fail',
});

/** A rule that says nothing of a file, and why. */
export const notChecked = (rule: string, expected: string, why: string): RuleResult => ({
  ...{ rule, expected },
  ...{ verdict: 'not checked', got: why },
});

/** Whether any of the rules is broken. */
export const isBroken = (results: readonly RuleResult[]): boolean => results.some(({ verdict }) => verdict === 'fail');
