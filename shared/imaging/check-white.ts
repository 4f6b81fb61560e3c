import type { PixelBox } from '../contracts/geometry.ts';
import type { Raster } from './raster.ts';
import type { PlacedProduct } from './resample-product.ts';

const white = 255;
/** Encoding rings near the product: this near, so bright at least (docs/imaging.md, Light). */
const nearPx = 16;
const minNearLevel = 225;
/** Levels of what may be a light backdrop and is not white; a darker rectangle is a product. */
const plateLevels = { least: 200, most: 250 };
/** Encoding blurs the edges of a plate by less than one block of JPEG. */
const plateEdgePx = 8;

/**
 * Says what is wrong with a decoded file on pure white, or null: the border ring and every pixel 16 px or more from the
 * product are 255, the rest outside the product at least 225. Distances are judged by blocks of 16 px, so that a pixel is
 * called far only where it certainly is.
 */
export function whiteFault(file: Raster, placed: PlacedProduct): string | null {
  const columns = Math.ceil(file.widthPx / nearPx);
  const near = nearBlocks(file, placed, columns);
  return firstDarker(file, (x, y) => {
    const isNear = near[Math.trunc(y / nearPx) * columns + Math.trunc(x / nearPx)] === 1;
    if (!isNear) return white;
    return alphaAt(placed, x, y) === 0 ? minNearLevel : 0;
  });
}

/** The same of a picture whose product nobody knows: its border ring alone is asked to be 255. */
export function whiteRingFault(file: Raster): string | null {
  const { widthPx, heightPx } = file;
  return firstDarker(file, (x, y) => {
    const isRing = x === 0 || y === 0 || x === widthPx - 1 || y === heightPx - 1;
    return isRing ? white : 0;
  });
}

/**
 * The side of the picture that a product which is cut off there may reach: the only one with pixels that are not backdrop,
 * and none of them in a corner. Null where there is no such side.
 */
export function sideReached({ widthPx, heightPx }: Raster, isBackdrop: (pixel: number) => boolean): string | null {
  const [right, bottom] = [widthPx - 1, heightPx - 1];
  const corners = [0, right, bottom * widthPx, bottom * widthPx + right];
  if (!corners.every(isBackdrop)) return null;
  const isRowFree = (y: number) => Array.from({ length: widthPx }, (_, x) => y * widthPx + x).every(isBackdrop);
  const isColumnFree = (x: number) => Array.from({ length: heightPx }, (_, y) => y * widthPx + x).every(isBackdrop);
  const free = { top: isRowFree(0), right: isColumnFree(right), bottom: isRowFree(bottom), left: isColumnFree(0) };
  const reached = Object.entries(free).flatMap(([side, isFree]) => (isFree ? [] : [side]));
  return reached.length === 1 ? (reached[0] ?? null) : null;
}

/** Whether this pixel of the picture is pure white. */
export const isWhiteAt = (file: Raster, pixel: number): boolean =>
  darkestAt(file, pixel % file.widthPx, Math.trunc(pixel / file.widthPx)) === white;

/** The same of a picture of whose product the box alone is known: 16 px or more from it every pixel is asked to be 255. */
export function whiteAroundFault(file: Raster, { leftPx, topPx, widthPx, heightPx }: PixelBox): string | null {
  const [right, bottom] = [leftPx + widthPx - 1 + nearPx, topPx + heightPx - 1 + nearPx];
  return firstDarker(file, (x, y) => {
    const isFar = x <= leftPx - nearPx || y <= topPx - nearPx || x >= right || y >= bottom;
    return isFar ? white : 0;
  });
}

/**
 * Whether something light fills `box` to all four edges: the backdrop of a photo that was laid on white, or a product with
 * straight sides.
 */
export function isLightPlate(file: Raster, box: PixelBox): boolean {
  const [left, top] = [box.leftPx + plateEdgePx, box.topPx + plateEdgePx];
  const [right, bottom] = [left + box.widthPx - 2 * plateEdgePx - 1, top + box.heightPx - 2 * plateEdgePx - 1];
  if (right <= left || bottom <= top) return false;
  const isLight = (x: number, y: number) => {
    const level = darkestAt(file, x, y);
    return level >= plateLevels.least && level <= plateLevels.most;
  };
  for (let x = left; x <= right; x++) if (!isLight(x, top) || !isLight(x, bottom)) return false;
  for (let y = top; y <= bottom; y++) if (!isLight(left, y) || !isLight(right, y)) return false;
  return true;
}

/** Names the first pixel with a channel darker than it may be there. */
function firstDarker(file: Raster, leastLevelAt: (x: number, y: number) => number): string | null {
  const { widthPx, heightPx } = file;
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const darkest = darkestAt(file, x, y);
      if (darkest === white) continue;
      const least = leastLevelAt(x, y);
      if (darkest >= least) continue;
      return least === white
        ? `pixel ${x},${y} is ${darkest}, not 255`
        : `pixel ${x},${y} beside the product is ${darkest}`;
    }
  }
  return null;
}

function darkestAt({ widthPx, channels, data }: Raster, x: number, y: number): number {
  const at = (y * widthPx + x) * channels;
  return Math.min(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
}

/** 1 for every block of 16 x 16 px that holds some of the product, or lies beside one that does. */
function nearBlocks({ widthPx, heightPx }: Raster, { cut, cutout }: PlacedProduct, columns: number): Uint8Array {
  const rows = Math.ceil(heightPx / nearPx);
  const held = new Uint8Array(columns * rows);
  for (let y = Math.max(0, -cut.topPx); y < Math.min(cut.heightPx, heightPx - cut.topPx); y++) {
    const row = Math.trunc((y + cut.topPx) / nearPx) * columns;
    for (let x = Math.max(0, -cut.leftPx); x < Math.min(cut.widthPx, widthPx - cut.leftPx); x++) {
      if (cutout.data[(y * cut.widthPx + x) * 4 + 3] !== 0) held[row + Math.trunc((x + cut.leftPx) / nearPx)] = 1;
    }
  }
  const near = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      near[row * columns + column] = isHeldAround(held, columns, rows, column, row) ? 1 : 0;
  }
  return near;
}

function isHeldAround(held: Uint8Array, columns: number, rows: number, column: number, row: number): boolean {
  for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
      if (held[y * columns + x] === 1) return true;
    }
  }
  return false;
}

function alphaAt({ cut, cutout }: PlacedProduct, x: number, y: number): number {
  const [column, row] = [x - cut.leftPx, y - cut.topPx];
  if (column < 0 || row < 0 || column >= cut.widthPx || row >= cut.heightPx) return 0;
  return cutout.data[(row * cut.widthPx + column) * 4 + 3] ?? 0;
}
