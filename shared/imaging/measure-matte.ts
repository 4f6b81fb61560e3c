import type { PixelBox } from '../contracts/geometry.ts';
import { type MatteMeasures, matteMeasures } from '../contracts/matte-quality.ts';
import type { LabView } from './lab-view.ts';
import { measureBlur } from './measure-blur.ts';
import type { Likeness } from './measure-likeness.ts';
import { type CorrectedGuess, measureLooks } from './measure-looks.ts';
import { measureParts } from './measure-parts.ts';
import type { Mask, Raster } from './raster.ts';

/** More digits say nothing, and facts are kept small. */
const decimals = 1e4;

/**
 * Measures how far a matte that a network made can be trusted: from P, the matte, the box of matte >= 128 (B), its view, how
 * like its backdrop the product is, and what the network saw.
 */
export async function measureMatte(
  p: Raster,
  matte: Mask,
  box: PixelBox,
  view: LabView,
  likeness: Likeness,
  seen: CorrectedGuess,
): Promise<MatteMeasures> {
  const [blurShare, looks] = await Promise.all([measureBlur(p, box), measureLooks(seen, matte)]);
  const measured = {
    longSidePx: Math.max(box.widthPx, box.heightPx),
    blurShare,
    ...looks,
    ...likeness,
    ...measureParts(view),
  };
  const rounded = Object.entries(measured).map(([name, value]) => [name, Math.round(value * decimals) / decimals]);
  return matteMeasures.parse(Object.fromEntries(rounded));
}
