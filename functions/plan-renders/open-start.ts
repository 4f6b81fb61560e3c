import type { Store } from '../../shared/contracts/ports.ts';
import type { PhotoSource, UnderpaintSource } from '../../shared/imaging/underpaint.ts';
import type { PlateStart } from '../../shared/planning/lay-out-plates.ts';
import { readPayload } from '../../shared/state/read-payload.ts';
import { openLayout } from './open-layout.ts';

/** What an engine's start is drawn from: a layout, whose sets lie in `setsFolder`, or the photo's own bytes. */
export async function openStart(
  start: PlateStart,
  setsFolder: string,
  store: Pick<Store, 'get'>,
): Promise<UnderpaintSource | PhotoSource> {
  if (!('photo' in start)) return openLayout(start, setsFolder);
  return { photo: await readPayload(start.photo.key, store) };
}
