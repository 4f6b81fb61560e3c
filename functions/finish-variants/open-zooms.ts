import type { PlanLook, SetCrop } from '../../shared/contracts/plan.ts';
import type { StudioStage } from '../../shared/imaging/studio-stage.ts';
import { shownSet } from '../../shared/planning/choose-set.ts';
import type { FinishDeps } from './finish-variants.ts';

export type OpenZoom = (zoom: SetCrop['zoom']) => Promise<StudioStage>;

/** Opens the zooms of a look's studio set, each once for all slots that show it. */
export function openZooms({ set }: PlanLook, { openStage }: Pick<FinishDeps, 'openStage'>): OpenZoom {
  const opened = new Map<SetCrop['zoom'], Promise<StudioStage>>();
  return (name) => {
    const known = opened.get(name);
    if (known !== undefined) return known;
    const facts = shownSet(set);
    const zoom = facts?.zooms.find((each) => each.name === name);
    if (facts === undefined || zoom === undefined || set === null || 'sweep' in set) {
      throw new TypeError(`Expected a studio set with the zoom ${name}, got none`);
    }
    const stage = openStage(facts, zoom, set.isMirrored);
    opened.set(name, stage);
    return stage;
  };
}
