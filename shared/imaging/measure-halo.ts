import { type BorderStretch, reachPx, stepRatio } from './border-lines.ts';
import type { Plate } from './decode-plate.ts';
import { edgeDistance } from './edge-distance.ts';
import { type Mask, maskWhere } from './raster.ts';

/** The contour is looked at in so many sectors around the product's middle: in each, texture cancels out, a ring does not. */
const sectors = 8;
/**
 * Nearer to what was kept, the picture shows the product's own edge: planning keeps up to 4 px less than the product, and
 * an edge is 3 px wide.
 */
const edgePx = 7;
/** So many lines lie before the first border that is looked for. */
const innerPx = 2;
/** Engines blend what they keep on grids of 8 or 16 px: further out the mask has left no mark. */
const furthestPx = 36;
/** The largest of all places is by chance so much larger than that of one border. */
const byChance = 1.09;
/** Fewer pixels are no line. */
const fewestPixels = 8;

/**
 * How much a ring around the product shows in a plate (sRGB), as a mask leaves one that is not the product's outline: the
 * largest stepRatio of the lines that run around `kept` (255 = kept), 9 to 36 px from it; about 1 where there is none.
 * `notApplicable` where nothing was kept, or where it leaves no sector room for the lines.
 */
export function measureHalo(plate: Plate, kept: Mask): number | 'notApplicable' {
  const stretches = linesAround(plate, kept);
  if (stretches.length === 0) return 'notApplicable';
  const places = Array.from({ length: furthestPx - edgePx - innerPx + 1 }, (_, index) => innerPx + index);
  return Math.max(...places.map((at) => stepRatio(stretches, at))) / byChance;
}

/** The lines from `edgePx` on, in each sector that has all of them. */
function linesAround(plate: Plate, kept: Mask): BorderStretch[] {
  const { widthPx, heightPx } = kept;
  const lines = furthestPx + reachPx - edgePx;
  const distance = edgeDistance(maskWhere(kept, (i) => kept.data[i] === 0));
  const [middleX, middleY] = middleOf(kept);
  const sums = new Float64Array(4 * sectors * lines);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const pixel = y * widthPx + x;
      const line = Math.round(distance[pixel] ?? 0) - edgePx;
      if (line < 0 || line >= lines) continue;
      const turn = Math.atan2(y - middleY, x - middleX) / (2 * Math.PI) + 0.5;
      const at = 4 * (Math.min(sectors - 1, Math.floor(turn * sectors)) * lines + line);
      for (let c = 0; c < 3; c++) sums[at + c] = (sums[at + c] ?? 0) + (plate.data[3 * pixel + c] ?? 0);
      sums[at + 3] = (sums[at + 3] ?? 0) + 1;
    }
  }
  return Array.from({ length: sectors }, (_, sector) => stretchOf(sums, sector * lines, lines)).filter(
    (all) => all.length > 0,
  );
}

/** The mean colours of a sector's lines; none where one of them has hardly a pixel. */
function stretchOf(sums: Float64Array, first: number, lines: number): BorderStretch {
  const all = Array.from({ length: lines }, (_, line) => {
    const [red = 0, green = 0, blue = 0, count = 0] = sums.subarray(4 * (first + line), 4 * (first + line) + 4);
    return { count, colour: [red / count, green / count, blue / count] as const, detail: [] };
  });
  return all.some(({ count }) => count < fewestPixels) ? [] : all;
}

function middleOf({ data, widthPx }: Mask): [number, number] {
  let [sumX, sumY, count] = [0, 0, 0];
  data.forEach((value, pixel) => {
    if (value === 0) return;
    sumX += pixel % widthPx;
    sumY += Math.floor(pixel / widthPx);
    count++;
  });
  return [sumX / count, sumY / count];
}
