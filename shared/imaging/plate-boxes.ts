import type { PixelBox, SizePx, UnitRect } from '../contracts/geometry.ts';
import type { PaintPass } from '../contracts/plan.ts';

/** Where a rectangle in u lies on a plate that shows `plateRect`, in whole pixels inside it. */
export function boxOnPlate({ widthPx, heightPx }: SizePx, plateRect: UnitRect, rect: UnitRect): PixelBox {
  const pxPerU = widthPx / plateRect.width;
  const leftPx = Math.max(0, Math.round((rect.left - plateRect.left) * pxPerU));
  const topPx = Math.max(0, Math.round((plateRect.bottom + plateRect.height - rect.bottom - rect.height) * pxPerU));
  return {
    leftPx,
    topPx,
    widthPx: Math.min(widthPx - leftPx, Math.round(rect.width * pxPerU)),
    heightPx: Math.min(heightPx - topPx, Math.round(rect.height * pxPerU)),
  };
}

/** What a box on the canvas of a pass shows, in u. */
export function rectOnCanvas({ canvas, rect }: Pick<PaintPass, 'canvas' | 'rect'>, box: PixelBox): UnitRect {
  const uPerPx = rect.width / canvas.widthPx;
  return {
    left: rect.left + box.leftPx * uPerPx,
    bottom: rect.bottom + (canvas.heightPx - box.topPx - box.heightPx) * uPerPx,
    width: box.widthPx * uPerPx,
    height: box.heightPx * uPerPx,
  };
}
