import { expect, it } from 'vitest';
import { isWithinShare } from '../../functions/render-plate/fair-share.ts';
import { placesAtEndpoint } from '../../infra/endpoint-places.ts';
import { backlogPerInstance } from '../../infra/endpoint-scaling.ts';
import { jobsPerInstance } from '../../infra/gpu-stack.ts';

it.each([1, 2, 10, 100])('one tenant alone fills %i instances, and lets the endpoint grow to them', (maxInstances) => {
  const places = placesAtEndpoint(maxInstances);

  const inFlight = new Set<string>();
  while (isWithinShare(new Set([...inFlight, `one#${inFlight.size}`]), 'one', places)) {
    inFlight.add(`one#${inFlight.size}`);
  }

  expect(inFlight.size).toBeGreaterThan(maxInstances * Math.max(jobsPerInstance, backlogPerInstance));
});
