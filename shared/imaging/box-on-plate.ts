import type { PixelBox, SizePx, UnitRect } from '../contracts/geometry.ts';

/**
 * Where a rectangle in u lies on a plate that shows `plateRect`, in whole pixels inside it. A plate around a photo, whose
 * sides were rounded one by one, has another scale down than across.
 */
export function boxOnPlate({ widthPx, heightPx }: SizePx, plateRect: UnitRect, rect: UnitRect): PixelBox {
  const [across, down] = [widthPx / plateRect.width, heightPx / plateRect.height];
  const leftPx = Math.max(0, Math.round((rect.left - plateRect.left) * across));
  const topPx = Math.max(0, Math.round((plateRect.bottom + plateRect.height - rect.bottom - rect.height) * down));
  return {
    leftPx,
    topPx,
    widthPx: Math.min(widthPx - leftPx, Math.round(rect.width * across)),
    heightPx: Math.min(heightPx - topPx, Math.round(rect.height * down)),
  };
}
