import type { Store } from '../contracts/ports.ts';

/** The bytes of a payload in the work bucket, which some item or job names: that it is gone is worth another try. */
export async function readPayload(key: string, store: Pick<Store, 'get'>): Promise<Uint8Array> {
  const stored = await store.get('work', key);
  if (stored === undefined) throw new Error(`The payload ${key} is gone`);
  return stored.bytes;
}
