import { canonicalJson } from '../../shared/contracts/ids.ts';
import { itemKey, workKey } from '../../shared/contracts/keys.ts';
import type { RenderWake } from '../../shared/contracts/messages.ts';
import type { PaintJob } from '../../shared/contracts/paint-job.ts';
import { inFlightName, type PlanBody, type PlanLook, type PlateSpec } from '../../shared/contracts/plan.ts';
import type { Clock, Log, Queue, Renderer, Store, Table } from '../../shared/contracts/ports.ts';
import { paintDeadline } from '../../shared/contracts/timing.ts';
import { paintPrompt } from '../../shared/planning/paint-prompt.ts';
import { readPlan } from '../../shared/state/read-plan.ts';
import { hasEnded, wantPlate } from '../../shared/state/wake-plan.ts';

/** What asking for a plate needs from outside. */
export type RenderDeps = {
  readonly store: Store;
  readonly table: Table;
  readonly queue: Queue;
  readonly renderer: Renderer;
  readonly clock: Clock;
  readonly log: Log;
};

/** `wait`: the endpoint's cap is reached, deliver the message again later. */
export type RenderOutcome = 'submitted' | 'found done' | 'wait';

/**
 * Hands a plate to the GPU endpoint, unless it is painted, failed, or submitted by this attempt already. Safe to
 * repeat: the job's key and the container's output are named by plate and attempt, and a plate painted twice is
 * answered by the container from what it wrote first.
 */
export async function renderPlate(wake: RenderWake, deps: RenderDeps): Promise<RenderOutcome> {
  const found = await readPlan(wake.planId, deps);
  if (found === undefined || found.plan.state === 'finished') return 'found done';
  const job = makeJob(found.body, wake, deps.store.realName('work'));

  const plate = await wantPlate(deps.table, wake, job.lookName, wake.plateId, deps.clock());
  if (hasEnded(plate)) {
    await deps.queue.send('finish', [{ v: 1, tenant: wake.tenant, plateId: wake.plateId }], wake.tenant);
    return 'found done';
  }
  if (plate.attempt >= wake.attempt && plate.state === 'submitted') return 'found done';
  return submit(wake, job.paintJob, deps);
}

async function submit(wake: RenderWake, paintJob: PaintJob, deps: RenderDeps): Promise<RenderOutcome> {
  const { table, store, renderer, clock, log } = deps;
  const { tenant, plateId, attempt } = wake;
  const jobKey = workKey.paintJob(tenant, plateId, attempt);
  await store.putIfAbsent('work', jobKey, new TextEncoder().encode(canonicalJson(paintJob)), 'application/json');
  const name = inFlightName(tenant, plateId);
  const counted = await table.change('endpoint', itemKey.endpoint(renderer.endpointName), {
    addTo: { inFlight: [name] },
    when: [{ attribute: 'inFlight', isSetSmallerThan: renderer.maxInFlight, orHolds: name }],
  });
  if (!counted.applied) return 'wait';
  await renderer.submit(jobKey, `${plateId}.${attempt}`);
  const now = clock();
  await table.change('plate', itemKey.plate(tenant, plateId), {
    set: { state: 'submitted', attempt, submittedAt: now.toISOString(), deadline: paintDeadline(now) },
    when: [{ attribute: 'state', oneOf: ['wanted', 'submitted'] }],
  });
  log({ plateId, attempt, inFlight: counted.item.inFlight.size });
  return 'submitted';
}

/** The container's job for a plate of a plan. */
function makeJob(body: PlanBody, wake: RenderWake, bucket: string): { lookName: string; paintJob: PaintJob } {
  const { planLook, spec, seed } = findPlate(body, wake.plateId);
  if (body.engine === null) throw new Error('A plan without an engine has no plates');
  const { look } = planLook;
  const paintJob: PaintJob = {
    v: 1,
    plateId: wake.plateId,
    attempt: wake.attempt,
    engine: body.engine,
    prompt: paintPrompt(look),
    seed,
    bucket,
    underpaint: spec.underpaint,
    passes: spec.passes,
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
