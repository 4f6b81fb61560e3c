import type { SizePx, UnitRect } from '../contracts/geometry.ts';
import { linearOfHex } from './colour.ts';
import type { LinearRaster } from './raster.ts';

/**
 * The light on the paper, in units of u from the centre of the product's base line. A large soft key from the upper left
 * makes a pool on the wall behind the product; floor and wall meet in a curve that turns away from the key, which is the
 * faint darker band behind the base. Values chosen by eye on white, sand, sage and charcoal, 24 November 2026.
 */
const pool = { x: -0.35, y: 0.75, radiusX: 2.1, radiusY: 1.5, share: 0.42 } as const;
const bend = { y: 0.42, radius: 0.3, depth: 0.08 } as const;
const floor = { y: -0.15, radius: 0.75, lift: 0.06 } as const;
/** The wall darkens towards the top, where the key no longer reaches. */
const wallFall = { fromY: 1.1, perU: 0.055, most: 0.22 } as const;
/** So that the brightest point shows the colour asked for, never more. */
const peak = 1.05;

const bell = (distance: number, radius: number): number => Math.exp(-((distance / radius) ** 2));

/**
 * A seamless paper sweep in one colour: floor, a curve without horizon, light falloff. A function of the plate's
 * coordinates, so every crop and zoom shows the same paper. `rect` is what is shown, in u; `size` the picture.
 * Linear light, 0..1, no dither.
 */
export function renderSweep(colour: string, rect: UnitRect, { widthPx, heightPx }: SizePx): LinearRaster {
  const [red, green, blue] = linearOfHex(colour);
  const columns = Float32Array.from({ length: widthPx }, (_, column) =>
    bell(rect.left + ((column + 0.5) / widthPx) * rect.width - pool.x, pool.radiusX),
  );
  const data = new Float32Array(widthPx * heightPx * 3);
  let at = 0;
  for (let row = 0; row < heightPx; row++) {
    const y = rect.bottom + (1 - (row + 0.5) / heightPx) * rect.height;
    const paper = paperLight(y) / peak;
    const base = paper * (1 - pool.share);
    const lit = paper * pool.share * bell(y - pool.y, pool.radiusY);
    for (let column = 0; column < widthPx; column++) {
      const light = base + lit * (columns[column] ?? 0);
      data[at] = red * light;
      data[at + 1] = green * light;
      data[at + 2] = blue * light;
      at += 3;
    }
  }
  return { data, widthPx, heightPx };
}

/** What the paper's own shape does to the light at a height. */
function paperLight(y: number): number {
  const wall = Math.min(wallFall.most, Math.max(0, y - wallFall.fromY) * wallFall.perU);
  return 1 + floor.lift * bell(y - floor.y, floor.radius) - bend.depth * bell(y - bend.y, bend.radius) - wall;
}
