import type { Blocks } from './cast-studio-shadow.ts';
import { edgeDistance } from './edge-distance.ts';
import type { Mask } from './raster.ts';
import type { PlacedCutout } from './resample-product.ts';
import type { StudioScene } from './studio-places.ts';

/** A lying product is this thick, of its shorter side: clothes, books, bags. A photo from above does not show it. */
const thicknessShare = 0.12;
/** It rises so steeply from its outline: a strap is lower than what it holds. Of 1, 2, 3, 4 and upright sides the nearest to renders. */
const slope = 2.5;
/** The heights, of its thickness, at which the way of the light is looked at. */
const layers = [0.2, 0.5, 0.8] as const;
/** It is looked at in so many cells a u. */
const cellsPerU = 200;
const halfOpaque = 128;

/** The body of a product that lies under the camera: it rises from the outline of its matte to a thickness of its own. */
export function lyingBody({ uCm, placing, placed }: StudioScene): Blocks {
  const cmPerPx = uCm / placing.pxPerU;
  const { box } = placing;
  const [middleX, middleY] = [box.leftPx + box.widthPx / 2, box.topPx + box.heightPx / 2];
  const thicknessCm = thicknessShare * Math.min(box.widthPx, box.heightPx) * cmPerPx;
  const cellPx = Math.max(1, Math.round(placing.pxPerU / cellsPerU));
  const matte = reduceMatte(placed, cellPx);
  const insideCm = edgeDistance(matte).map((cells) => cells * cellPx * cmPerPx);
  const topAt = (xPx: number, yPx: number): number => {
    const x = Math.floor((xPx - placed.cut.leftPx) / cellPx);
    const y = Math.floor((yPx - placed.cut.topPx) / cellPx);
    if (x < 0 || y < 0 || x >= matte.widthPx || y >= matte.heightPx) return 0;
    return slope * (insideCm[y * matte.widthPx + x] ?? 0);
  };
  const heightsCm = layers.map((layer) => layer * thicknessCm);
  return (way) => {
    const x = way[0] ?? 0;
    const y = way[1] ?? 0;
    const z = way[2] ?? 0;
    const alongX = way[3] ?? 0;
    const alongY = way[4] ?? 0;
    const alongZ = way[5] ?? 0;
    for (const heightCm of heightsCm) {
      const t = (heightCm - z) / alongZ;
      if (topAt(middleX + (x + t * alongX) / cmPerPx, middleY - (y + t * alongY) / cmPerPx) >= heightCm) return true;
    }
    return false;
  };
}

/** The matte in cells of `cellPx` output pixels a side, with a border of nothing: 255 where a cell's middle is product. */
function reduceMatte({ cut, cutout }: PlacedCutout, cellPx: number): Mask {
  const widthPx = Math.ceil(cut.widthPx / cellPx);
  const heightPx = Math.ceil(cut.heightPx / cellPx);
  const data = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    const row = Math.min(cut.heightPx - 1, Math.floor((y + 0.5) * cellPx));
    for (let x = 0; x < widthPx; x++) {
      const column = Math.min(cut.widthPx - 1, Math.floor((x + 0.5) * cellPx));
      if ((cutout.data[4 * (row * cut.widthPx + column) + 3] ?? 0) >= halfOpaque) data[y * widthPx + x] = 255;
    }
  }
  return { data, widthPx, heightPx };
}
