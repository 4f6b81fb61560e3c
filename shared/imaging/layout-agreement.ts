import type { PixelBox, UnitRect } from '../contracts/geometry.ts';
import { boxOnPlate } from './box-on-plate.ts';
import type { Plate } from './decode-plate.ts';
import { openRaster } from './raster.ts';

const gridSide = 32;
/** A flat picture has no layout to lose: below this standard deviation (8-bit levels) only the means are compared. */
const flatLevels = 1.5;
const flatToleranceLevels = 24;

/**
 * How far a plate keeps the layout of its underpaint: the correlation, -1..1, of the two luminances on a blurred grid of
 * 32 x 32, over the part of the plate (`plateRect`, in u) that the underpaint (`underpaintRect`) covers. For a flat
 * underpaint 1 where the mean stays within 24 levels, else 0.
 */
export async function layoutAgreement(
  plate: Plate,
  plateRect: UnitRect,
  underpaint: Plate,
  underpaintRect: UnitRect,
): Promise<number> {
  const painted = await luminanceGrid(plate, boxOnPlate(plate, plateRect, underpaintRect));
  const { widthPx, heightPx } = underpaint;
  const laidOut = await luminanceGrid(underpaint, { leftPx: 0, topPx: 0, widthPx, heightPx });
  if (deviation(laidOut) < flatLevels) return Math.abs(mean(painted) - mean(laidOut)) <= flatToleranceLevels ? 1 : 0;
  return correlation(painted, laidOut);
}

async function luminanceGrid(
  plate: Plate,
  { leftPx: left, topPx: top, widthPx: width, heightPx: height }: PixelBox,
): Promise<Uint8Array> {
  const part = openRaster(plate).extract({ left, top, width, height });
  return part.resize(gridSide, gridSide, { fit: 'fill', kernel: 'linear' }).greyscale().blur(1).raw().toBuffer();
}

const mean = (values: Uint8Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function deviation(values: Uint8Array): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length);
}

function correlation(a: Uint8Array, b: Uint8Array): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const joint = a.reduce((sum, value, at) => sum + (value - meanA) * ((b[at] ?? 0) - meanB), 0) / a.length;
  const scale = deviation(a) * deviation(b);
  // Of two pictures that are the same it may come out a rounding above 1.
  return scale === 0 ? 0 : Math.min(1, Math.max(-1, joint / scale));
}
