import type { AssetFacts } from '../contracts/asset-facts.ts';
import { type Mask, openMask, openRaster, type Raster } from './raster.ts';
import { fitSmoothBackdrop } from './smooth-backdrop.ts';

/** The longest side of what is looked at: noise is averaged away, lines of a two-hundredth still show. */
const viewPx = 500;
/** The strip along a side that must be plain, as a share of the photo's extent across it. */
const depthShare = 0.06;
const minDepthPx = 6;
/** Levels of sRGB: 95 % of the strip lie this near to a smooth surface; no line across it and no shadow stands out more. */
const maxResidual = 3;
const residualShare = 0.95;
const maxLineShare = 0.01;
const clearMatte = 2;

/**
 * The sides at which the photo's backdrop can be continued without a model: a strip along the side follows a smooth
 * surface, no line crosses it, no shadow reaches it, and the product (the matte) stays out of it.
 */
export async function findPlainSides(p: Raster, matte: Mask): Promise<AssetFacts['plainSides']> {
  const scale = Math.min(1, viewPx / Math.max(p.widthPx, p.heightPx));
  const widthPx = Math.max(1, Math.round(p.widthPx * scale));
  const heightPx = Math.max(1, Math.round(p.heightPx * scale));
  const [levels, alpha] = await Promise.all([
    openRaster(p).resize(widthPx, heightPx, { fit: 'fill' }).raw().toBuffer(),
    openMask(matte).resize(widthPx, heightPx, { fit: 'fill' }).toColourspace('b-w').raw().toBuffer(),
  ]);
  const across = Math.min(widthPx, Math.max(minDepthPx, Math.round(depthShare * widthPx)));
  const down = Math.min(heightPx, Math.max(minDepthPx, Math.round(depthShare * heightPx)));
  const isPlain = (left: number, top: number, width: number, height: number): boolean => {
    const strip = { lab: new Float32Array(width * height * 3), widthPx: width, heightPx: height };
    for (let y = 0; y < height; y++) {
      const from = (y + top) * widthPx + left;
      if (alpha.subarray(from, from + width).some((level) => level > clearMatte)) return false;
      strip.lab.set(levels.subarray(3 * from, 3 * (from + width)), 3 * y * width);
    }
    return isSmooth(strip);
  };
  return {
    top: isPlain(0, 0, widthPx, down),
    right: isPlain(widthPx - across, 0, across, heightPx),
    bottom: isPlain(0, heightPx - down, widthPx, down),
    left: isPlain(0, 0, across, heightPx),
  };
}

type Strip = { readonly lab: Float32Array; readonly widthPx: number; readonly heightPx: number };

/** Whether a strip's levels follow a smooth surface, and no line of it across its short side leaves that as a whole. */
function isSmooth(strip: Strip): boolean {
  const { lab: levels, widthPx, heightPx } = strip;
  const surface = fitSmoothBackdrop(strip, new Uint8Array(widthPx * heightPx).fill(1));
  if (surface === null) return false;
  const isUpright = heightPx > widthPx;
  const lines = isUpright ? heightPx : widthPx;
  const means = new Float32Array(3 * lines);
  const residuals = new Float32Array(widthPx * heightPx);
  for (let pixel = 0; pixel < residuals.length; pixel++) {
    const line = isUpright ? Math.floor(pixel / widthPx) : pixel % widthPx;
    for (let c = 0; c < 3; c++) {
      const residual = (levels[3 * pixel + c] ?? 0) - (surface.lab[3 * pixel + c] ?? 0);
      residuals[pixel] = Math.max(residuals[pixel] ?? 0, Math.abs(residual));
      means[3 * line + c] = (means[3 * line + c] ?? 0) + (residual * lines) / residuals.length;
    }
  }
  residuals.sort();
  const typical = residuals[Math.floor(residualShare * residuals.length)] ?? 0;
  let standing = 0;
  for (let line = 0; line < lines; line++) {
    if (Math.max(...means.subarray(3 * line, 3 * line + 3).map(Math.abs)) > maxResidual) standing++;
  }
  return typical <= maxResidual && standing <= maxLineShare * lines;
}
