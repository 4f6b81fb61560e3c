import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { Look } from '../contracts/brief.ts';
import { isDiffusionEngine } from '../contracts/engines.ts';
import type { UnitRect } from '../contracts/geometry.ts';
import type { PlateRules } from './plan-plates.ts';
import { canvasFor, gridStepU, leastDiffusionSidePx, thickened } from './plate-canvas.ts';
import { planPasses } from './plate-passes.ts';
import { rectBetween, roundOutwards } from './unit-rect.ts';

/** How much of what surrounds the product the first pass shows the engine, in u: ground to stand on, and its contact. */
const contextU = 0.125;

/**
 * How the plates of a scene are planned: on a quarter-u grid, so that products of like shape share plates; for an engine
 * with weights on canvases that it paints, from 256 px a side; for one that sees the product from a hero that shows it whole.
 */
export function stageRules(look: Look, { box }: AssetFacts, engine: string | null): PlateRules {
  const leastSidePx = isDiffusionEngine(engine) ? leastDiffusionSidePx : 0;
  const heroShows = isInContext(look) ? aroundProduct(box) : null;
  return {
    rectOf: (crop) => thickened(roundOutwards(crop, gridStepU), leastSidePx),
    canvasFor: (need) => canvasFor(need, leastSidePx),
    planPasses: (plate) => planPasses(plate, heroShows),
  };
}

/** Whether the engine paints around the product, which it sees. */
export const isInContext = (look: Look): boolean => look.kind === 'scene' && look.mode === 'in-context';

/** The product with its surroundings, in u. */
export function aroundProduct({ widthPx, heightPx }: AssetFacts['box']): UnitRect {
  const u = Math.max(widthPx, heightPx);
  const halfWidth = widthPx / u / 2 + contextU;
  return rectBetween(-halfWidth, -contextU, halfWidth, heightPx / u + contextU);
}
