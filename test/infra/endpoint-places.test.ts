import { expect, it } from 'vitest';
import { isWithinShare } from '../../functions/render-plate/fair-share.ts';
import { placesAtEndpoint } from '../../infra/endpoint-places.ts';
import { backlogPerInstance } from '../../infra/endpoint-scaling.ts';
import { paintJobsPerInstance } from '../../infra/paint-jobs.ts';

it.each([1, 2, 10, 100])('one tenant alone fills %i instances, and lets the endpoint grow to them', (maxInstances) => {
  const places = placesAtEndpoint(maxInstances);

  const counts = Array.from({ length: places }, (_, index) => index + 1);
  const share = counts.findLast((count) =>
    isWithinShare(new Set(counts.slice(0, count).map((plate) => `one#${plate}`)), 'one', places),
  );

  expect(share).toBeGreaterThan(maxInstances * Math.max(paintJobsPerInstance, backlogPerInstance));
});
