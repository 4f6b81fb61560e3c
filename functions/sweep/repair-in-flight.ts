import type { PlateItem } from '../../shared/contracts/items.ts';
import { itemKey } from '../../shared/contracts/keys.ts';
import type { SweepDeps } from './sweep.ts';

/**
 * Takes plates out of the endpoint's in-flight set that are not there: those that have ended, that nobody knows, or
 * that took a place and were then submitted by nobody until their deadline, because the function died between the two.
 */
export async function repairInFlight({ table, endpointName, clock }: SweepDeps): Promise<void> {
  const endpoint = await table.read('endpoint', itemKey.endpoint(endpointName));
  const names = [...(endpoint?.inFlight ?? [])];
  const plates = await Promise.all(
    names.map((name) => {
      const [tenant = '', plateId = ''] = name.split('#');
      return table.read('plate', itemKey.plate(tenant, plateId));
    }),
  );
  const now = clock().toISOString();
  const gone = names.filter((_, index) => !isAtEndpoint(plates[index], now));
  if (gone.length > 0)
    await table.change('endpoint', itemKey.endpoint(endpointName), { deleteFrom: { inFlight: gone } });
}

/** A wanted plate is being submitted for as long as its deadline, set when it took its place, is not over. */
function isAtEndpoint(plate: PlateItem | undefined, now: string): boolean {
  if (plate?.state === 'wanted') return plate.deadline !== undefined && plate.deadline >= now;
  return plate?.state === 'submitted';
}
