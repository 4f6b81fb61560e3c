import type { Payload } from '../../shared/contracts/geometry.ts';
import type { Store } from '../../shared/contracts/ports.ts';
import { readStage } from '../../shared/imaging/studio-stage.ts';
import type { UnderpaintSource } from '../../shared/imaging/underpaint.ts';
import { shownZoom } from '../../shared/planning/choose-set.ts';
import type { Layout } from '../../shared/planning/lay-out-plates.ts';

/** Where an engine's start is drawn from: the folder with the studio sets, and the bucket with the photos. */
export type LayoutSources = { readonly setsFolder: string; readonly store: Pick<Store, 'get'> };

/** What an engine's start is drawn from: the sweep's colour, the studio set's pictures, or the photo's own bytes. */
export async function openLayout(layout: Layout, { setsFolder, store }: LayoutSources): Promise<UnderpaintSource> {
  if ('sweep' in layout) return layout;
  if ('photo' in layout) return { photo: await readPayload(layout.photo, store) };
  const { crop, tint } = layout;
  const { set, zoom, isMirrored } = shownZoom(
    { ...layout, wordsNotServed: [], cameraDifference: null, poseDifference: null },
    crop.zoom,
  );
  return { stage: await readStage(setsFolder, set, zoom, isMirrored), crop, tint };
}

async function readPayload({ key }: Payload, store: LayoutSources['store']): Promise<Uint8Array> {
  const stored = await store.get('work', key);
  if (stored === undefined) throw new Error(`The payload ${key} is gone`);
  return stored.bytes;
}
