import { describe, expect, it } from 'vitest';
import { longestWaitSeconds, renderWaitSeconds, waitDeadline } from '../../../shared/contracts/timing.ts';

describe('the wait for a place at the endpoint', () => {
  it('is half as long again each time, up to the longest', () => {
    const waits = [0, 1, 2, 3, 4, 5, 6, 7, 1000].map((count) => renderWaitSeconds(count, 0));

    expect(waits).toEqual([30, 45, 68, 102, 152, 228, 300, 300, 300]);
  });

  it('is shortened by up to half at random, and always whole seconds that a queue takes', () => {
    const shortest = [0, 3, 1000].map((count) => renderWaitSeconds(count, 0.999999));

    expect(shortest).toEqual([16, 51, 151]);
    expect(Math.max(...shortest, longestWaitSeconds)).toBeLessThanOrEqual(900);
  });

  it('ends before the deadline of the plate that waits', () => {
    const deadline = waitDeadline(new Date(0));

    expect(Date.parse(deadline)).toBeGreaterThan(longestWaitSeconds * 1000);
  });
});
