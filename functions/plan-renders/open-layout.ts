import { openStage } from '../../shared/imaging/studio-stage.ts';
import type { UnderpaintSource } from '../../shared/imaging/underpaint.ts';
import { shownSet } from '../../shared/planning/choose-set.ts';
import type { Layout } from '../../shared/planning/lay-out-plates.ts';
import { readSetPictures } from '../../shared/sets/read-set-pictures.ts';

/** What an engine's start is drawn from: the sweep's colour, or the studio set's pictures, read from `folder`. */
export async function openLayout(layout: Layout, folder: string): Promise<UnderpaintSource> {
  if ('sweep' in layout) return layout;
  const { crop, tint, isMirrored } = layout;
  const set = shownSet({ ...layout, wordsNotServed: [] });
  const zoom = set?.zooms.find(({ name }) => name === crop.zoom);
  if (set === undefined || zoom === undefined) throw new TypeError(`Expected a zoom of ${layout.studio}, got none`);
  const stage = await openStage(await readSetPictures(folder, set, zoom), set, zoom, isMirrored);
  return { stage, crop, tint };
}
