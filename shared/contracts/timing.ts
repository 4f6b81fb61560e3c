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
/** How long a job waits in the render queue when the endpoint's cap is reached. */
export const renderWaitSeconds = 30;
/** A request whose photo is not masked by then is answered with ASSET_NOT_READY. */
export const requestPatienceSeconds = 600;
/** After so many attempts a step's work ends as failed. */
export const maxAttempts = 5;

/** The deadline of work that a step holds: twice its time-out from now, as ISO 8601. */
export function deadlineOf(step: FunctionName, now: Date): string {
  return later(now, 2 * functionTimeoutSeconds[step]);
}
/** The deadline of a submitted plate: its time to live in the endpoint's queue plus one painting. */
export function paintDeadline(now: Date): string {
  return later(now, paintTtlSeconds + paintTimeoutSeconds);
}
export const later = (now: Date, seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString();
