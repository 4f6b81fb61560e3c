import type { PlateItem } from '../../shared/contracts/items.ts';
import { itemKey, parsePaintJobKey, workKey } from '../../shared/contracts/keys.ts';
import type { PaintNotification } from '../../shared/contracts/messages.ts';
import {
  type PaintFacts,
  type PaintJob,
  paintFacts,
  paintFailure,
  paintJob,
} from '../../shared/contracts/paint-job.ts';
import { isPermanent } from '../../shared/contracts/pipeline-error.ts';
import { inFlightName } from '../../shared/contracts/plan.ts';
import { passesGates } from '../../shared/contracts/plate-gates.ts';
import type { Change } from '../../shared/contracts/ports.ts';
import { deadlineOf, maxAttempts, retryWaitSeconds } from '../../shared/contracts/timing.ts';
import { hasEnded } from '../../shared/state/wake-plan.ts';
import type { FinishDeps } from './finish-variants.ts';
import { judgePlate } from './judge-plate.ts';
import { wakeWaiting } from './wake-waiting.ts';

type PlateName = { tenant: string; plateId: string };

/**
 * Records how a painting ended: painted (facts in painted.json), failed for good (failure.json), or to be tried again
 * with the next attempt. What lies in the work bucket decides, not the notification, which may be late or doubled.
 */
export async function endPainting(notification: PaintNotification, deps: FinishDeps): Promise<void> {
  const inputKey = notification.requestParameters.inputLocation.replace(/^s3:\/\/[^/]+\//, '');
  const job = parsePaintJobKey(inputKey);
  if (job === undefined) throw new Error('A notification names something that is no paint job');
  await leaveEndpoint(job, deps);
  const { tenant, plateId } = job;
  const plate = await deps.table.read('plate', itemKey.plate(tenant, plateId));
  if (plate === undefined || !hasEnded(plate)) {
    const outcome = await readOutcome(job, deps);
    if (outcome !== undefined) await endPlate(job, outcome, deps);
    else if (plate !== undefined && plate.attempt <= job.attempt) {
      return tryAgain(plate, job.attempt, notification.failureReason ?? 'no plate was written', deps);
    }
  }
  await wakeWaiting({ v: 1, tenant, plateId }, deps);
}

async function leaveEndpoint({ tenant, plateId }: PlateName, { table, endpointName }: FinishDeps): Promise<void> {
  await table.change('endpoint', itemKey.endpoint(endpointName), {
    deleteFrom: { inFlight: [inFlightName(tenant, plateId)] },
  });
}

/** The state that the container's files give the plate, or undefined where it wrote none. */
async function readOutcome(
  job: PlateName & { attempt: number },
  deps: FinishDeps,
): Promise<Partial<PlateItem> | undefined> {
  const painted = await readJson(workKey.painted(job.tenant, job.plateId), paintFacts, deps);
  if (painted !== undefined) {
    const asked = await readJson(workKey.paintJob(job.tenant, job.plateId, job.attempt), paintJob, deps);
    if (asked === undefined) throw new Error(`The job of plate ${job.plateId} is gone`);
    return judge(job, asked, painted, deps);
  }
  const failure = await readJson(workKey.failure(job.tenant, job.plateId), paintFailure, deps);
  if (failure === undefined) return undefined;
  return { state: 'failed', failure: { code: failure.code, sentence: failure.sentence } };
}

/** A plate with its measures, or failed where it never can be measured. */
async function judge(
  { plateId }: PlateName,
  asked: PaintJob,
  painted: PaintFacts,
  deps: FinishDeps,
): Promise<Partial<PlateItem>> {
  try {
    const measures = await judgePlate(asked, painted, deps);
    if (!passesGates(measures)) deps.log({ plateId, code: 'PLATE_REFUSED', ...measures });
    return { state: 'painted', painted, measures, paintedAt: deps.clock().toISOString() };
  } catch (error) {
    if (!isPermanent(error)) throw error;
    deps.log({ plateId, code: error.code, reason: error.message });
    return { state: 'failed', failure: { code: error.code, sentence: error.message } };
  }
}

async function readJson<T>(
  key: string,
  schema: { parse(json: unknown): T },
  { store }: FinishDeps,
): Promise<T | undefined> {
  const stored = await store.get('work', key);
  return stored === undefined ? undefined : schema.parse(JSON.parse(new TextDecoder().decode(stored.bytes)));
}

async function endPlate(
  { tenant, plateId }: PlateName,
  outcome: Partial<PlateItem>,
  { table, clock }: FinishDeps,
): Promise<void> {
  const change: Change = {
    set: { ...outcome, deadline: deadlineOf('finish-variants', clock()), attempts: 0 },
    when: [{ attribute: 'state', oneOf: ['wanted', 'submitted'] }],
  };
  await table.change('plate', itemKey.plate(tenant, plateId), change);
}

/** Wakes the next attempt at a plate of which none later is under way; after the last the plate has failed. */
async function tryAgain(
  { tenant, plateId, waiting }: PlateItem,
  attempt: number,
  reason: string,
  deps: FinishDeps,
): Promise<void> {
  deps.log({ plateId, attempt, code: 'PAINT_FAILED', reason });
  if (attempt >= maxAttempts) {
    const sentence = `Expected a painted plate within ${maxAttempts} attempts, got none; read the container's log, then ask for more candidates.`;
    await endPlate({ tenant, plateId }, { state: 'failed', failure: { code: 'PAINT_FAILED', sentence } }, deps);
    return wakeWaiting({ v: 1, tenant, plateId }, deps);
  }
  const [planId] = [...waiting].map((waiter) => waiter.split('#')[0]);
  if (planId === undefined) return;
  const wake = { v: 1 as const, tenant, plateId, planId, attempt: attempt + 1 };
  await deps.queue.send('render', [wake], tenant, retryWaitSeconds(attempt));
}
