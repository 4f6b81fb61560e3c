import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { Look } from '../contracts/brief.ts';
import { isDiffusionEngine } from '../contracts/engines.ts';
import type { UnitRect } from '../contracts/geometry.ts';
import { anyCanvas, type CanvasRule, leastDiffusionSidePx } from './plate-canvas.ts';
import { rectBetween } from './unit-rect.ts';

/** How much of what surrounds the product the first pass shows the engine, in u: ground to stand on, and its contact. */
const contextU = 0.125;

/** What the canvases of a look's plates have to keep to: its engine's shortest side, and for an engine that sees the product all of that. */
export const canvasRuleOf = (look: Look, { box }: AssetFacts, engine: string | null): CanvasRule => ({
  leastSidePx: engine !== null && isDiffusionEngine(engine) ? leastDiffusionSidePx : anyCanvas.leastSidePx,
  heroShows: isInContext(look) ? aroundProduct(box) : anyCanvas.heroShows,
});

/** Whether the engine paints around the product, which it sees. */
export const isInContext = (look: Look): boolean => look.kind === 'scene' && look.mode === 'in-context';

function aroundProduct({ widthPx, heightPx }: AssetFacts['box']): UnitRect {
  const u = Math.max(widthPx, heightPx);
  const halfWidth = widthPx / u / 2 + contextU;
  return rectBetween(-halfWidth, -contextU, halfWidth, heightPx / u + contextU);
}
