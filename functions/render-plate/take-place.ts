import { itemKey } from '../../shared/contracts/keys.ts';
import type { RenderWake } from '../../shared/contracts/messages.ts';
import { inFlightName } from '../../shared/contracts/plan.ts';
import type { Clock, Renderer, Table } from '../../shared/contracts/ports.ts';
import { deadlineOf } from '../../shared/contracts/timing.ts';
import { isWithinShare } from './fair-share.ts';

type PlaceDeps = { readonly table: Table; readonly renderer: Renderer; readonly clock: Clock };

/** `held`: the plate is counted at the endpoint already, by an attempt that broke off or one that was lost. */
export type Place = 'held' | 'free' | 'none';

/** Looks whether there is a place for a plate; one read, for most of what comes while the endpoint is full. */
export async function findPlace({ tenant, plateId }: RenderWake, { table, renderer }: PlaceDeps): Promise<Place> {
  const { endpointName, maxInFlight } = renderer;
  const inFlight = (await table.read('endpoint', itemKey.endpoint(endpointName)))?.inFlight ?? new Set<string>();
  const name = inFlightName(tenant, plateId);
  if (inFlight.has(name)) return 'held';
  if (inFlight.size >= maxInFlight) return 'none';
  return isWithinShare(new Set([...inFlight, name]), tenant, maxInFlight) ? 'free' : 'none';
}

/**
 * Counts a plate at the endpoint, under the condition that there is room, and gives how many are there; undefined where
 * there is none. Until it is submitted, or its deadline has passed, the plate is its holder's: the sweep leaves it.
 *
 * The update gives back all that are counted, so a tenant that went over its share with this plate takes it out again.
 * Of several that come at the same time the first keep their places, because DynamoDB orders the updates. What can go
 * wrong is harmless: a message misses a place that was taken for a moment, and comes back; or, where one plate's
 * message came twice, the second takes out what the first has submitted, and one plate more is at the endpoint until
 * that one ends.
 */
export async function takePlace(
  { tenant, plateId }: RenderWake,
  found: 'held' | 'free',
  { table, renderer, clock }: PlaceDeps,
): Promise<number | undefined> {
  const { endpointName, maxInFlight } = renderer;
  const name = inFlightName(tenant, plateId);
  const endpoint = itemKey.endpoint(endpointName);
  await table.change('plate', itemKey.plate(tenant, plateId), {
    set: { deadline: deadlineOf('render-plate', clock()) },
    when: [{ attribute: 'state', oneOf: ['wanted', 'submitted'] }],
  });
  const counted = await table.change('endpoint', endpoint, {
    addTo: { inFlight: [name] },
    when: [{ attribute: 'inFlight', isSetSmallerThan: maxInFlight, orHolds: name }],
  });
  if (!counted.applied) return undefined;
  const { inFlight } = counted.item;
  if (found === 'held' || isWithinShare(inFlight, tenant, maxInFlight)) return inFlight.size;
  await table.change('endpoint', endpoint, { deleteFrom: { inFlight: [name] } });
  return undefined;
}
