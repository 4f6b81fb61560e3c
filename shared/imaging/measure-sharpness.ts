import type { Plate } from './decode-plate.ts';
import { lumaOf } from './measure-noise.ts';

/** How sharp a plate is, beside others of its kind: the mean gradient of its luma, sRGB levels a pixel; 0 for a flat one. */
export function measureSharpness(plate: Plate): number {
  const { widthPx, heightPx } = plate;
  const luma = lumaOf(plate);
  let sum = 0;
  for (let y = 0; y + 1 < heightPx; y++) {
    for (let x = 0; x + 1 < widthPx; x++) {
      const here = luma(x, y);
      sum += Math.hypot(luma(x + 1, y) - here, luma(x, y + 1) - here);
    }
  }
  return sum / Math.max(1, (widthPx - 1) * (heightPx - 1));
}
