/** Time-outs of the functions in seconds; queues wait at least six times as long before they deliver again. */
export const functionTimeoutSeconds = {
  'mask-photo': 60,
  'plan-renders': 60,
  'render-plate': 30,
  'finish-variants': 60,
  announce: 30,
  sweep: 60,
} as const;
export type FunctionName = keyof typeof functionTimeoutSeconds;

/** How long SageMaker may keep a job queued, and how long one painting may take. */
export const paintTtlSeconds = 3600;
export const paintTimeoutSeconds = 300;
/**
 * How long a plate that finds no place at the endpoint stays away: at first about as long as a painting takes, then
 * half as long again each time, so that 10,000 plates that wait for hours come by seldom. Never longer than a tenant's
 * half of the places is painted in (infra/endpoint-places.ts), or the endpoint would run dry while plates wait.
 */
const firstWaitSeconds = 30;
const waitGrowth = 1.5;
export const longestWaitSeconds = 300;
/** A request whose photo is not masked by then is answered with ASSET_NOT_READY. */
export const requestPatienceSeconds = 600;
/** After so many attempts a step's work ends as failed. */
export const maxAttempts = 5;

/**
 * How long a painting that failed waits for its next attempt: 5 s, then twice as long each time, so that a container
 * that is busy or being replaced has a minute and a half before the last one.
 */
export const retryWaitSeconds = (attempt: number): number => 5 * 2 ** (attempt - 1);

/** The deadline of work that a step holds: twice its time-out from now, as ISO 8601. */
export function deadlineOf(step: FunctionName, now: Date): string {
  return later(now, 2 * functionTimeoutSeconds[step]);
}
/**
 * How long a plate stays away that has found no place `waits` times before, in whole seconds, 15-300. `random` (0..1)
 * takes up to half off, so that plates that were asked for together do not come back together.
 */
export function renderWaitSeconds(waits: number, random: number): number {
  const longest = Math.min(longestWaitSeconds, firstWaitSeconds * waitGrowth ** waits);
  return Math.ceil(longest * (1 - random / 2));
}
/** The deadline of a plate that waits for a place: twice the longest wait; its message was lost if it is silent until then. */
export function waitDeadline(now: Date): string {
  return later(now, 2 * longestWaitSeconds);
}
/** The deadline of a submitted plate: its time to live in the endpoint's queue plus one painting. */
export function paintDeadline(now: Date): string {
  return later(now, paintTtlSeconds + paintTimeoutSeconds);
}
export const later = (now: Date, seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString();
