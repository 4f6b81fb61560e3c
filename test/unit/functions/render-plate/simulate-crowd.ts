import { z } from 'zod';
import { renderPlate } from '../../../../functions/render-plate/render-plate.ts';
import { sweep } from '../../../../functions/sweep/sweep.ts';
import { itemKey, parsePaintJobKey } from '../../../../shared/contracts/keys.ts';
import { type RenderWake, renderWake } from '../../../../shared/contracts/messages.ts';
import { inFlightName } from '../../../../shared/contracts/plan.ts';
import type { Queue } from '../../../../shared/contracts/ports.ts';
import { seededRandom } from '../../planning/product-facts.ts';
import { openWorld } from './wanted-plates.ts';

const sweepSeconds = 300;

export type Crowd = {
  /** Places at the endpoint. */
  readonly places: number;
  /** Plates that are painted at once, and how long each takes. */
  readonly painters: number;
  readonly paintSeconds: number;
  /** Messages that render-plate takes in a second, first come, first served: the local queue knows no fairness. */
  readonly messagesPerSecond: number;
  readonly batches: readonly { readonly tenant: string; readonly plates: number; readonly atSecond: number }[];
};
export type Painted = { readonly tenant: string; readonly plateId: string; readonly second: number };

/**
 * Lets renderPlate itself, over a table in memory, face a crowd of plates in simulated time, a second a step: a queue
 * that delivers late messages when they are due, an endpoint that paints in the order of submission, and the sweep every
 * five minutes. Gives what was painted and when, how often each plate's message was received, how many wakes the sweep
 * sent, and how many painters had nothing to do while plates waited (in painter-seconds).
 */
export async function simulateCrowd({ places, painters, paintSeconds, messagesPerSecond, batches }: Crowd) {
  const { table, store, wantPlates } = await openWorld();
  const endpointName = 'engine';
  const due = new Map<number, RenderWake[]>();
  const visible: RenderWake[] = [];
  const submitted: string[] = [];
  const painting: { readonly jobKey: string; readonly endsAt: number }[] = [];
  const painted: Painted[] = [];
  const receives = new Map<string, number>();
  let [second, mostInFlight, idle, waiting, wokenBySweep] = [0, 0, 0, 0, 0];

  const send = (messages: readonly RenderWake[], delaySeconds: number) => {
    due.set(second + delaySeconds, [...(due.get(second + delaySeconds) ?? []), ...messages]);
  };
  const deps = {
    ...{ table, store, random: seededRandom(1), clock: () => new Date(second * 1000), log: () => undefined },
    queue: {
      send: async (_: string, messages: readonly unknown[], __: string, delaySeconds = 0) =>
        send(z.array(renderWake).parse(messages), delaySeconds),
    },
    renderer: { endpointName, maxInFlight: places, submit: async (jobKey: string) => void submitted.push(jobKey) },
  };
  /** As finish-variants ends a painting. */
  const endPainting = async (jobKey: string): Promise<void> => {
    const job = parsePaintJobKey(jobKey);
    if (job === undefined) throw new Error('Expected the key of a paint job');
    const { tenant, plateId } = job;
    const deleteFrom = { inFlight: [inFlightName(tenant, plateId)] };
    await table.change('endpoint', itemKey.endpoint(endpointName), { deleteFrom });
    await table.change('plate', itemKey.plate(tenant, plateId), {
      set: { state: 'painted', paintedAt: deps.clock().toISOString() },
      remove: ['deadline'],
    });
    painted.push({ tenant, plateId, second });
  };

  const wanted = batches.reduce((sum, { plates }) => sum + plates, 0);
  for (; painted.length < wanted; second++) {
    for (const { tenant, plates, atSecond } of batches) {
      if (atSecond !== second) continue;
      send(await wantPlates(tenant, plates, new Date(second * 1000)), 0);
      waiting += plates;
    }
    if (second % sweepSeconds === 0) {
      const queue: Queue = {
        send: async (_, messages) => {
          wokenBySweep += messages.length;
        },
      };
      await sweep({ ...deps, queue, endpointName });
    }
    while (painting[0] !== undefined && painting[0].endsAt <= second) await endPainting(painting.shift()?.jobKey ?? '');
    visible.push(...(due.get(second) ?? []));
    due.delete(second);
    for (const wake of visible.splice(0, messagesPerSecond)) {
      receives.set(wake.plateId, (receives.get(wake.plateId) ?? 0) + 1);
      if ((await renderPlate(wake, deps)) === 'submitted') waiting -= 1;
    }
    while (painting.length < painters && submitted.length > 0) {
      painting.push({ jobKey: submitted.shift() ?? '', endsAt: second + paintSeconds });
    }
    mostInFlight = Math.max(mostInFlight, submitted.length + painting.length);
    if (waiting > 0) idle += painters - painting.length;
  }
  return { table, painted, receives, mostInFlight, wokenBySweep, idle, seconds: second };
}
