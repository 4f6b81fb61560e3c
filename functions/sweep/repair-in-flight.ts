import { itemKey } from '../../shared/contracts/keys.ts';
import type { SweepDeps } from './sweep.ts';

/** Takes plates that have ended, or that nobody knows, out of the endpoint's in-flight set. */
export async function repairInFlight({ table, endpointName }: SweepDeps): Promise<void> {
  const endpoint = await table.read('endpoint', itemKey.endpoint(endpointName));
  const names = [...(endpoint?.inFlight ?? [])];
  const plates = await Promise.all(
    names.map((name) => {
      const [tenant = '', plateId = ''] = name.split('#');
      return table.read('plate', itemKey.plate(tenant, plateId));
    }),
  );
  const gone = names.filter((_, index) => {
    const state = plates[index]?.state;
    return state === undefined || state === 'painted' || state === 'failed';
  });
  if (gone.length > 0)
    await table.change('endpoint', itemKey.endpoint(endpointName), { deleteFrom: { inFlight: gone } });
}
