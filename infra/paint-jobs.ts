/**
 * Jobs that one instance, and the container in it, takes at once: one picture is painted, the inputs of the next are
 * fetched meanwhile. More are answered with 503.
 */
export const paintJobsPerInstance = 2;
