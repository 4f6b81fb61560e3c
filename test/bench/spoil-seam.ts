import type { PixelBox } from '../../shared/contracts/geometry.ts';
import { edgeDistance } from '../../shared/imaging/edge-distance.ts';
import { maskWhere, type Raster } from '../../shared/imaging/raster.ts';
import type { Random } from './draw-backdrop.ts';
import { alphaOn, type KnownPlate } from './known-plates.ts';
import { changeLevels, drawTexture, soften } from './paint-again.ts';

/** What lies between a product and the border of what is kept around it, and from there to the plate's edge. */
const leastMarginPx = 16;
const [leastStepLevels, mostStepLevels] = [4, 14];
/** Texture that is seen beside the grain of good plates. */
const [leastTextureLevels, mostTextureLevels] = [12, 24];
const [leastHaloPx, mostHaloPx] = [7, 24];
const ways = ['level', 'detail', 'sharpness'] as const;

/** A box around the product as a pass keeps one; sides without room for a border run along the plate's edge. */
export function drawKeep({ product: { box }, plate }: KnownPlate, random: Random): PixelBox {
  const between = (near: number, far: number) =>
    Math.abs(far - near) < 2 * leastMarginPx
      ? far
      : near + Math.sign(far - near) * (leastMarginPx + random() * (Math.abs(far - near) - 2 * leastMarginPx));
  const leftPx = Math.max(0, Math.round(between(box.leftPx, 0)));
  const topPx = random() < 0.5 ? 0 : Math.max(0, Math.round(between(box.topPx, 0)));
  const rightPx = Math.min(plate.widthPx, Math.round(between(box.leftPx + box.widthPx, plate.widthPx)));
  const bottomPx =
    random() < 0.5
      ? plate.heightPx
      : Math.min(plate.heightPx, Math.round(between(box.topPx + box.heightPx, plate.heightPx)));
  return { leftPx, topPx, widthPx: rightPx - leftPx, heightPx: bottomPx - topPx };
}

/** The plate with another level, texture or sharpness outside of what was kept. */
export async function seamBox(known: KnownPlate, keep: PixelBox, random: Random): Promise<KnownPlate> {
  const way = ways[Math.floor(random() * ways.length)] ?? 'level';
  // Where there is no detail, nobody sees that it is missing: what is to be blurred has some.
  const base = way === 'sharpness' ? withTexture(known.plate, random) : known.plate;
  const other = await changed(base, way, random);
  const isKept = (i: number) => isIn(keep, i % base.widthPx, Math.floor(i / base.widthPx));
  return { ...known, name: `${known.name}; seam of ${way}`, plate: join(base, other, isKept) };
}

/** The plate with a ring around the product in which the level is another one, as a mask that is too wide leaves it. */
export function seamContour(known: KnownPlate, random: Random): KnownPlate {
  const own = alphaOn(known.product);
  const distance = edgeDistance(maskWhere(own, (i) => own.data[i] === 0));
  const haloPx = leastHaloPx + (mostHaloPx - leastHaloPx) * random();
  const other = changeLevels(known.plate, stepOf(random));
  const isRing = (i: number) => (distance[i] ?? 0) > 0 && (distance[i] ?? 0) <= haloPx;
  return { ...known, name: `${known.name}; halo of ${haloPx.toFixed(0)} px`, plate: join(other, known.plate, isRing) };
}

function changed(base: Raster, way: (typeof ways)[number], random: Random): Raster | Promise<Raster> {
  if (way === 'level') return changeLevels(base, stepOf(random));
  return way === 'sharpness' ? soften(base, 1.5 + 2.5 * random()) : withTexture(base, random);
}

/** Levels to add to red, green and blue: a step that is seen, of any colour. */
function stepOf(random: Random): number[] {
  const size = leastStepLevels + (mostStepLevels - leastStepLevels) * random();
  const sign = random() < 0.5 ? -1 : 1;
  return [0, 1, 2].map(() => sign * size * (0.7 + 0.6 * random()));
}

function withTexture(base: Raster, random: Random): Raster {
  const texture = drawTexture(base, leastTextureLevels + (mostTextureLevels - leastTextureLevels) * random(), random);
  const data = base.data.map((level, at) => Math.min(255, Math.max(0, level + (texture[Math.floor(at / 3)] ?? 0))));
  return { ...base, data };
}

/** The first picture where `isFirst`, else the second. */
function join(first: Raster, second: Raster, isFirst: (pixel: number) => boolean): Raster {
  return {
    ...first,
    data: first.data.map((level, at) => (isFirst(Math.floor(at / 3)) ? level : (second.data[at] ?? 0))),
  };
}

const isIn = ({ leftPx, topPx, widthPx, heightPx }: PixelBox, x: number, y: number): boolean =>
  x >= leftPx && x < leftPx + widthPx && y >= topPx && y < topPx + heightPx;
