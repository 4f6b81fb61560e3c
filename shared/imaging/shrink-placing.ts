import type { PixelBox } from '../contracts/geometry.ts';
import type { Placement } from '../contracts/placement.ts';
import type { Placing } from '../contracts/plan.ts';

/** Without a minimum of the row a picture shrinks to half of what we deliver (docs/imaging.md, Enlarging). */
const smallestShareOfDeliver = 0.5;

/**
 * The same framing at `share` of the size, or undefined where that would be below the row's minimum. Boxes are rounded
 * anew; the frame on the plate stays.
 */
export function shrinkPlacing(placing: Placing, share: number, row: Placement): Placing | undefined {
  const widthPx = Math.round(placing.widthPx * share);
  const heightPx = Math.round(placing.heightPx * share);
  const minWidth = row.minWidth ?? row.deliver.widthPx * smallestShareOfDeliver;
  const minHeight = row.minHeight ?? row.deliver.heightPx * smallestShareOfDeliver;
  if (widthPx < minWidth || heightPx < minHeight) return undefined;
  const [shareX, shareY] = [widthPx / placing.widthPx, heightPx / placing.heightPx];
  const shrink = (box: PixelBox): PixelBox => ({
    leftPx: Math.round(box.leftPx * shareX),
    topPx: Math.round(box.topPx * shareY),
    widthPx: Math.max(1, Math.round(box.widthPx * share)),
    heightPx: Math.max(1, Math.round(box.heightPx * share)),
  });
  const cut = shrink(placing.cut);
  return {
    ...placing,
    ...{ widthPx, heightPx, cut, box: shrink(placing.box) },
    scale: (placing.scale * cut.widthPx) / placing.cut.widthPx,
    pxPerU: placing.pxPerU * share,
  };
}
