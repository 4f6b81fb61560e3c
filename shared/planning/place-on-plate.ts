import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { SizePx, UnitRect } from '../contracts/geometry.ts';
import type { Placing } from '../contracts/plan.ts';

/**
 * Where the product stands on a plate's canvas of `size`, which shows `rect` (in u): the centre of its base line at the
 * origin, its longest side 1 u. The same place as in every picture of the plate, to the pixel.
 */
export function placeOnPlate(
  { box, cutBox }: Pick<AssetFacts, 'box' | 'cutBox'>,
  rect: UnitRect,
  { widthPx, heightPx }: SizePx,
): Placing {
  const pxPerU = widthPx / rect.width;
  const scale = pxPerU / Math.max(box.widthPx, box.heightPx);
  const left = -rect.left * pxPerU - (box.widthPx * scale) / 2;
  const top = (rect.bottom + rect.height) * pxPerU - box.heightPx * scale;
  const wholePx = (px: number) => Math.max(1, Math.round(px));
  const place = ({ leftPx, topPx, ...size }: AssetFacts['box']) => ({
    leftPx: Math.round(left + (leftPx - box.leftPx) * scale) + 0,
    topPx: Math.round(top + (topPx - box.topPx) * scale) + 0,
    ...{ widthPx: wholePx(size.widthPx * scale), heightPx: wholePx(size.heightPx * scale) },
  });
  return { widthPx, heightPx, scale, pxPerU, cut: place(cutBox), box: place(box), crop: rect, isSoft: false };
}
