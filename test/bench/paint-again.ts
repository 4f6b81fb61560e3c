import type { SizePx } from '../../shared/contracts/geometry.ts';
import { openRaster, type Raster } from '../../shared/imaging/raster.ts';
import type { Random } from './draw-backdrop.ts';

/** How an engine may paint a set anew without fault; each strong enough to be seen. */
const ways = ['texture', 'light', 'soft', 'grain', 'colour'] as const;
const leastTextureLevels = 3;
const [mostTextureLevels, mostGrainLevels] = [12, 6];
const mostLightShare = 0.2;
const mostBlurPx = 4;
const mostColourLevels = 14;

/** A picture as an engine may paint it anew: two of the ways that leave its layout as it is. */
export async function paintAgain(picture: Raster, random: Random): Promise<{ painted: Raster; how: string }> {
  const first = Math.floor(random() * ways.length);
  const second = (first + 1 + Math.floor(random() * (ways.length - 1))) % ways.length;
  const chosen = [ways[first], ways[second]].flatMap((way) => way ?? []);
  let painted = picture;
  // What is painted soft gets its texture and grain afterwards, or there would be none.
  for (const way of chosen.toSorted((a, b) => Number(b === 'soft') - Number(a === 'soft'))) {
    painted =
      way === 'soft' ? await soften(painted, 0.5 + (mostBlurPx - 0.5) * random()) : change(painted, way, random);
  }
  return { painted, how: chosen.join(' and ') };
}

/** The picture out of focus. */
export async function soften(picture: Raster, sigmaPx: number): Promise<Raster> {
  return { ...picture, data: await openRaster(picture).blur(sigmaPx).raw().toBuffer() };
}

function change(picture: Raster, way: Exclude<(typeof ways)[number], 'soft'>, random: Random): Raster {
  const { data, widthPx, heightPx } = picture;
  const out = new Uint8Array(data.length);
  const add =
    way === 'texture'
      ? drawTexture(picture, leastTextureLevels + (mostTextureLevels - leastTextureLevels) * random(), random)
      : undefined;
  const grain = way === 'grain' ? 1 + (mostGrainLevels - 1) * random() : 0;
  const [slopeX, slopeY] = [0, 0].map(() => (way === 'light' ? 2 * mostLightShare * (random() - 0.5) : 0));
  const tint = [0, 0, 0].map(() => (way === 'colour' ? 2 * mostColourLevels * (random() - 0.5) : 0));
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const pixel = y * widthPx + x;
      const light = 1 + (slopeX ?? 0) * ((2 * x) / widthPx - 1) + (slopeY ?? 0) * ((2 * y) / heightPx - 1);
      const more = (add?.[pixel] ?? 0) + (grain === 0 ? 0 : grain * bell(random));
      for (let c = 0; c < 3; c++) {
        out[3 * pixel + c] = clampLevel((data[3 * pixel + c] ?? 0) * light + more + (tint[c] ?? 0));
      }
    }
  }
  return { ...picture, data: out };
}

/** Levels to add for each pixel: soft noise of two sizes, stretched along x as grain of wood and cloth are. */
export function drawTexture({ widthPx, heightPx }: SizePx, amplitude: number, random: Random): Float32Array {
  const layers = [softNoise(random, 2 + 10 * random(), 2 + 4 * random()), softNoise(random, 12 + 40 * random(), 8)];
  const out = new Float32Array(widthPx * heightPx);
  for (let i = 0; i < out.length; i++) {
    const [x, y] = [i % widthPx, Math.floor(i / widthPx)];
    out[i] = amplitude * layers.reduce((sum, layer) => sum + layer(x, y), 0);
  }
  return out;
}

/** Noise, -0.5..0.5, linear between the points of a grid with cells of this size. */
function softNoise(random: Random, cellX: number, cellY: number): (x: number, y: number) => number {
  const side = 256;
  const grid = Float32Array.from({ length: side * side }, () => random() - 0.5);
  const at = (x: number, y: number) => grid[(y % side) * side + (x % side)] ?? 0;
  return (x, y) => {
    const [gx, gy] = [x / cellX, y / cellY];
    const [ix, iy] = [Math.floor(gx), Math.floor(gy)];
    const [fx, fy] = [gx - ix, gy - iy];
    const upper = at(ix, iy) * (1 - fx) + at(ix + 1, iy) * fx;
    return upper * (1 - fy) + (at(ix, iy + 1) * (1 - fx) + at(ix + 1, iy + 1) * fx) * fy;
  };
}

/** About a normal distribution of deviation 1. */
const bell = (random: Random): number => (random() + random() + random() - 1.5) * 2;
export const clampLevel = (level: number): number => Math.min(255, Math.max(0, Math.round(level)));

/** A picture with so many levels more in red, green and blue. */
export const changeLevels = (picture: Raster, more: readonly number[]): Raster => ({
  ...picture,
  data: picture.data.map((level, at) => clampLevel(level + (more[at % 3] ?? 0))),
});
