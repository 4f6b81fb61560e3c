/** The endpoint is given about ten minutes of work ahead: no tenant's backlog is stuck in it. */
const secondsAhead = 600;
/** A painting takes about so long on the slowest engine that is deployed. */
const secondsPerPaint = 20;

/**
 * How many plates may be at an endpoint of so many instances at once (MAX_IN_FLIGHT), waiting in it or being painted. A
 * tenant alone holds half of them (functions/render-plate/fair-share.ts). That half must be more than the instances
 * paint at once and more than the backlog at which the endpoint grows, so that one tenant alone fills all instances.
 */
export const placesAtEndpoint = (maxInstances: number): number =>
  Math.round((maxInstances * secondsAhead) / secondsPerPaint);
