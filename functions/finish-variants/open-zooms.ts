import type { PlanLook, SetCrop } from '../../shared/contracts/plan.ts';
import type { StudioStage } from '../../shared/imaging/studio-stage.ts';
import { shownZoom } from '../../shared/planning/choose-set.ts';
import type { FinishDeps } from './finish-variants.ts';

export type OpenZoom = (zoom: SetCrop['zoom']) => Promise<StudioStage>;

/** Opens the zooms of a look's studio set, each once for all slots that show it. */
export function openZooms({ set: chosen }: PlanLook, { openStage }: Pick<FinishDeps, 'openStage'>): OpenZoom {
  const opened = new Map<SetCrop['zoom'], Promise<StudioStage>>();
  return (name) => {
    const known = opened.get(name);
    if (known !== undefined) return known;
    const { set, zoom, isMirrored } = shownZoom(chosen, name);
    const stage = openStage(set, zoom, isMirrored);
    opened.set(name, stage);
    return stage;
  };
}
