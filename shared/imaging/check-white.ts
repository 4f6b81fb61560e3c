import type { Raster } from './raster.ts';
import type { PlacedProduct } from './resample-product.ts';

const white = 255;
/** Encoding rings near the product: this near, so bright at least (docs/imaging.md, Light). */
const nearPx = 16;
const minNearLevel = 225;

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

/** Names the first pixel with a channel darker than it may be there. */
function firstDarker(file: Raster, leastLevelAt: (x: number, y: number) => number): string | null {
  const { widthPx, heightPx, channels, data } = file;
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const at = (y * widthPx + x) * channels;
      const darkest = Math.min(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
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
