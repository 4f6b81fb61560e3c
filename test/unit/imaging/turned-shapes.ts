import sharp from 'sharp';
import type { Mask } from '../../../shared/imaging/raster.ts';

/** Mattes of shapes that are known, as a camera sees them: what pitch measurement is tested on. */

/** A corner of a turned shape's profile, from the base's middle upwards: radius, height, and the radius that rounds it. */
export type Corner = readonly [radius: number, height: number, rounding?: number];

/** How a shape is seen, and how exact its matte is. */
export type Seen = {
  /** How far the camera looks down on the middle of the shape's base. */
  readonly pitchDegrees: number;
  /** How far it is from there, in heights of the shape. */
  readonly distance?: number;
  /** How much deeper the shape is than wide: 1 is turned, less is oval. */
  readonly depth?: number;
  readonly longestPx?: number;
  /** How far the matte's outline strays from the true one, in pixels (root mean square). */
  readonly strayPx?: number;
  readonly seed?: number;
  /** How far the camera is turned about its own axis. */
  readonly rollDegrees?: number;
};
type Point = readonly [x: number, y: number];

const usual = { distance: 7, depth: 1, longestPx: 1200, strayPx: 0.7, seed: 1, rollDegrees: 0 };
const [ringPoints, roundingPoints] = [64, 24];
const marginPx = 60;
const degrees = Math.PI / 180;

/** The matte of a shape that turns this profile. */
export function drawTurned(corners: readonly Corner[], seen: Seen): Promise<Mask> {
  const profile = roundCorners(corners);
  const project = cameraOf(seen, Math.max(...profile.map(([, height]) => height)));
  const rings = profile.map(([radius, height]) =>
    Array.from({ length: ringPoints }, (_, i) => {
      const turn = (2 * Math.PI * i) / ringPoints;
      return project(radius * Math.cos(turn), (seen.depth ?? usual.depth) * radius * Math.sin(turn), height);
    }),
  );
  const between = rings.slice(1).map((ring, i) => hullOf([...ring, ...(rings[i] ?? [])]));
  return drawPolygons(between, seen);
}

/** The matte of a box, turned about its upright axis. */
export function drawBox(
  [width, depth, height]: readonly [number, number, number],
  turn: number,
  seen: Seen,
): Promise<Mask> {
  const project = cameraOf(seen, height);
  const [cosine, sine] = [Math.cos(turn * degrees), Math.sin(turn * degrees)];
  const sides = [
    [-width, -depth],
    [-width, depth],
    [width, -depth],
    [width, depth],
  ] as const;
  const corners = sides.flatMap(([x, y]) =>
    [0, height].map((z) => project((cosine * x - sine * y) / 2, (sine * x + cosine * y) / 2, z)),
  );
  return drawPolygons([hullOf(corners)], seen);
}

/** The matte of an outline, x to the right and y up, without any camera. */
export const drawOutline = (outline: readonly Point[], seen: Omit<Seen, 'pitchDegrees'> = {}): Promise<Mask> =>
  drawPolygons([outline], seen);

function cameraOf({ pitchDegrees, distance = usual.distance }: Seen, height: number) {
  const away = distance * height;
  const [y, z] = [-away * Math.cos(pitchDegrees * degrees), away * Math.sin(pitchDegrees * degrees)];
  // It looks at the shape's middle, so that the base is seen from higher than it looks down.
  const look = Math.atan2(z - height / 2, -y);
  const [cosine, sine] = [Math.cos(look), Math.sin(look)];
  return (px: number, py: number, pz: number): Point => {
    const scale = away / ((py - y) * cosine - (pz - z) * sine);
    return [px * scale, ((py - y) * sine + (pz - z) * cosine) * scale];
  };
}

/** The profile with its rounded corners as points. */
function roundCorners(corners: readonly Corner[]): Point[] {
  return corners.flatMap(([radius, height, rounding = 0], i): Point[] => {
    const here: Point = [radius, height];
    const [before, after] = [corners[i - 1], corners[i + 1]];
    if (rounding === 0 || before === undefined || after === undefined) return [here];
    const [back, on] = [directionOf(here, before), directionOf(here, after)];
    const half = Math.acos(back[0] * on[0] + back[1] * on[1]) / 2;
    const middle = directionOf([0, 0], [back[0] + on[0], back[1] + on[1]]);
    const centre: Point = [
      radius + (middle[0] * rounding) / Math.sin(half),
      height + (middle[1] * rounding) / Math.sin(half),
    ];
    const cut = rounding / Math.tan(half);
    const from = Math.atan2(height + back[1] * cut - centre[1], radius + back[0] * cut - centre[0]);
    const to = Math.atan2(height + on[1] * cut - centre[1], radius + on[0] * cut - centre[0]);
    const sweep = Math.atan2(Math.sin(to - from), Math.cos(to - from));
    return Array.from({ length: roundingPoints + 1 }, (_, k) => {
      const angle = from + (sweep * k) / roundingPoints;
      return [centre[0] + rounding * Math.cos(angle), centre[1] + rounding * Math.sin(angle)];
    });
  });
}

function directionOf(from: Point, [x, y]: readonly [number, number, ...unknown[]]): Point {
  const length = Math.hypot(x - from[0], y - from[1]);
  return [(x - from[0]) / length, (y - from[1]) / length];
}

/** The convex hull, in order around it (Andrew's monotone chain). */
function hullOf(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const chain = (list: readonly Point[]): Point[] => {
    const kept: Point[] = [];
    for (const point of list) {
      while (kept.length > 1 && !turnsLeft(kept.at(-2) ?? point, kept.at(-1) ?? point, point)) kept.pop();
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  return [...chain(sorted), ...chain(sorted.toReversed())];
}

const turnsLeft = (a: Point, b: Point, c: Point): boolean =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0;

/** What any of the polygons covers, as a soft-edged matte. */
async function drawPolygons(polygons: readonly (readonly Point[])[], seen: Partial<Seen>): Promise<Mask> {
  const { longestPx, strayPx, seed, rollDegrees } = { ...usual, ...seen };
  const points = polygons.flat();
  const left = Math.min(...points.map(([x]) => x));
  const top = Math.max(...points.map(([, y]) => y));
  const [width, height] = [Math.max(...points.map(([x]) => x)) - left, top - Math.min(...points.map(([, y]) => y))];
  const scale = longestPx / Math.max(width, height);
  const corner = ([x, y]: Point) =>
    stray([marginPx + (x - left) * scale, marginPx + (top - y) * scale], strayPx, seed).join();
  const path = polygons.map((polygon) => `M${polygon.map(corner).join('L')}Z`).join('');
  const size = [Math.ceil(width * scale) + 2 * marginPx, Math.ceil(height * scale) + 2 * marginPx] as const;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size[0]}" height="${size[1]}"><rect width="100%" height="100%"/>` +
    `<path fill="#fff" transform="rotate(${rollDegrees} ${size[0] / 2} ${size[1] / 2})" d="${path}"/></svg>`;
  const { data, info } = await sharp(Buffer.from(svg))
    .removeAlpha()
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, widthPx: info.width, heightPx: info.height };
}

/** Moves a point by five waves, 8 to 60 pixels long, in directions that the seed decides. */
function stray([x, y]: Point, strayPx: number, seed: number): [string, string] {
  const waves = 5;
  const moves = Array.from({ length: waves }, (_, k) => {
    const turn = 2.4 * (seed + 1) * (k + 1);
    const along = ((Math.cos(turn) * x + Math.sin(turn) * y) * 2 * Math.PI) / (8 * 1.65 ** k);
    return [Math.sin(along + 7 * turn), Math.sin(along + 3 * turn)] as const;
  });
  const move = (axis: 0 | 1) => strayPx * Math.sqrt(2 / waves) * moves.reduce((sum, each) => sum + each[axis], 0);
  return [(x + move(0)).toFixed(2), (y + move(1)).toFixed(2)];
}
