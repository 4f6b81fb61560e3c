import type { PixelBox, SizePx, UnitRect } from '../contracts/geometry.ts';

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
