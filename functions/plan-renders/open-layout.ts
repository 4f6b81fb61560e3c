import { readStage } from '../../shared/imaging/studio-stage.ts';
import type { UnderpaintSource } from '../../shared/imaging/underpaint.ts';
import { shownZoom } from '../../shared/planning/choose-set.ts';
import type { Layout } from '../../shared/planning/lay-out-plates.ts';

/** What an engine's start is drawn from: the sweep's colour, or the studio set's pictures, read from `folder`. */
export async function openLayout(layout: Layout, folder: string): Promise<UnderpaintSource> {
  if ('sweep' in layout) return layout;
  const { crop, tint } = layout;
  const { set, zoom, isMirrored } = shownZoom(
    { ...layout, wordsNotServed: [], cameraDifference: null, poseDifference: null },
    crop.zoom,
  );
  return { stage: await readStage(folder, set, zoom, isMirrored), crop, tint };
}
