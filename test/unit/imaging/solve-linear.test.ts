import { expect, it } from 'vitest';
import { solveLinear } from '../../../shared/imaging/solve-linear.ts';

it('solves a system for every column of its right side, and changes neither', () => {
  const matrix = Float64Array.from([4, 1, 0, 1, 3, 1, 0, 1, 2]);
  const right = Float64Array.from([6, 4, 10, 1.5, 8, 1]);
  const before = [matrix.slice(), right.slice()];

  const solution = solveLinear(matrix, right, 3, 2);

  // The columns are (1, 2, 3) and (1, 0, ½) under the matrix, to which the ridge adds 1e-9.
  [1, 1, 2, 0, 3, 0.5].forEach((value, i) => {
    expect(solution[i]).toBeCloseTo(value, 6);
  });
  expect([matrix, right]).toEqual(before);
});
