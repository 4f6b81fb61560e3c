import { canonicalJson } from '../../shared/contracts/ids.ts';
import type { PlateItem } from '../../shared/contracts/items.ts';
import { itemKey, workKey } from '../../shared/contracts/keys.ts';
import type { RenderWake } from '../../shared/contracts/messages.ts';
import type { PaintJob } from '../../shared/contracts/paint-job.ts';
import type { PlanBody, PlanLook, PlateSpec } from '../../shared/contracts/plan.ts';
import type { Clock, Log, Queue, Renderer, Store, Table } from '../../shared/contracts/ports.ts';
import { paintDeadline, paintTimeoutSeconds, renderWaitSeconds, waitDeadline } from '../../shared/contracts/timing.ts';
import { paintPrompt } from '../../shared/planning/paint-prompt.ts';
import { readPlan } from '../../shared/state/read-plan.ts';
import { hasEnded, wantPlate } from '../../shared/state/wake-plan.ts';
import { findPlace, takePlace } from './take-place.ts';

/** What asking for a plate needs from outside. */
export type RenderDeps = {
  readonly store: Store;
  readonly table: Table;
  readonly queue: Queue;
  readonly renderer: Renderer;
  readonly clock: Clock;
  /** A number of 0..1, another each time. */
  readonly random: () => number;
  readonly log: Log;
};

/** `waits`: there is no place at the endpoint for it now; the wake was sent again, to come later. */
export type RenderOutcome = 'submitted' | 'found done' | 'waits';

/**
 * Hands a plate to the GPU endpoint, unless it is painted, failed, or submitted by this attempt already, or has to wait
 * for a place. Safe to repeat: the job's key and the container's output are named by plate and attempt, and a plate
 * painted twice is answered by the container from what it wrote first.
 */
export async function renderPlate(wake: RenderWake, deps: RenderDeps): Promise<RenderOutcome> {
  const place = await findPlace(wake, deps);
  if (place === 'none') return waitForPlace(wake, deps);
  const found = await readPlan(wake.planId, deps);
  if (found === undefined || found.plan.state === 'finished') return 'found done';
  const job = makeJob(found.body, wake, deps.store.realName('work'));

  const plate = await wantPlate(deps.table, wake, job.lookName, wake.plateId, deps.clock());
  if (isOver(plate, wake)) return passOver(plate, deps);
  return submit(wake, job.paintJob, place, deps);
}

/** Whether nothing is left to do for this attempt at painting. */
const isOver = (plate: PlateItem, { attempt }: RenderWake): boolean =>
  hasEnded(plate) || (plate.state === 'submitted' && plate.attempt >= attempt);

/** A plate that has ended wakes those who wait for it. */
async function passOver(plate: PlateItem, { queue }: RenderDeps): Promise<'found done'> {
  const { tenant, plateId } = plate;
  if (hasEnded(plate)) await queue.send('finish', [{ v: 1, tenant, plateId }], tenant);
  return 'found done';
}

async function submit(
  wake: RenderWake,
  paintJob: PaintJob,
  place: 'held' | 'free',
  deps: RenderDeps,
): Promise<RenderOutcome> {
  const { table, store, renderer, clock, log } = deps;
  const { tenant, plateId, attempt } = wake;
  const inFlight = await takePlace(wake, place, deps);
  if (inFlight === undefined) return waitForPlace(wake, deps);
  const jobKey = workKey.paintJob(tenant, plateId, attempt);
  await store.putIfAbsent('work', jobKey, new TextEncoder().encode(canonicalJson(paintJob)), 'application/json');
  await renderer.submit(jobKey, `${plateId}.${attempt}`);
  const now = clock();
  await table.change('plate', itemKey.plate(tenant, plateId), {
    set: { state: 'submitted', attempt, submittedAt: now.toISOString(), deadline: paintDeadline(now) },
    when: [{ attribute: 'state', oneOf: ['wanted', 'submitted'] }],
  });
  log({ plateId, attempt, inFlight });
  return 'submitted';
}

/**
 * Sends a wake again, to come later; each time it stays away longer. It is a message of its own, and not the old one
 * made invisible, because a queue counts those as failed deliveries, and as a load that it has an upper limit for.
 * Waiting is no attempt: the plate's count starts anew.
 */
async function waitForPlace(wake: RenderWake, deps: RenderDeps): Promise<RenderOutcome> {
  const { tenant, plateId, attempt, waits = 0 } = wake;
  const { table, queue, clock, random, log } = deps;
  const { applied, item: plate } = await table.change('plate', itemKey.plate(tenant, plateId), {
    set: { deadline: waitDeadline(clock()), attempts: 0 },
    when: [
      { attribute: 'state', oneOf: ['wanted', 'submitted'] },
      { attribute: 'attempt', isAbsentOrLessThan: attempt },
    ],
  });
  if (!applied && plate !== undefined) return passOver(plate, deps);
  const waitSeconds = renderWaitSeconds(waits, random());
  await queue.send('render', [{ ...wake, waits: waits + 1 }], tenant, waitSeconds);
  log({ plateId, attempt, waits: waits + 1, waitSeconds });
  return 'waits';
}

/** The container's job for a plate of a plan. */
function makeJob(body: PlanBody, wake: RenderWake, bucket: string): { lookName: string; paintJob: PaintJob } {
  const { planLook, spec, seed } = findPlate(body, wake.plateId);
  if (body.engine === null) throw new Error('A plan without an engine has no plates');
  const { look } = planLook;
  const { settings } = look.kind === 'scene' || look.kind === 'extend' ? look : {};
  const paintJob: PaintJob = {
    v: 1,
    plateId: wake.plateId,
    attempt: wake.attempt,
    engine: body.engine,
    prompt: paintPrompt(look),
    seed,
    bucket,
    underpaint: spec.underpaint,
    ...(spec.mask === null ? {} : { mask: spec.mask }),
    ...(settings === undefined ? {} : { settings }),
    passes: spec.passes,
    timeoutSeconds: paintTimeoutSeconds,
    outputPrefix: workKey.platePrefix(wake.tenant, wake.plateId),
  };
  return { lookName: look.name, paintJob };
}

function findPlate(body: PlanBody, plateId: string): { planLook: PlanLook; spec: PlateSpec; seed: number } {
  for (const planLook of body.looks) {
    for (const spec of planLook.plates) {
      const seed = spec.seeds[spec.ids.indexOf(plateId)];
      if (seed !== undefined) return { planLook, spec, seed };
    }
  }
  throw new Error(`Plan ${body.planId} has no plate ${plateId}`);
}
