import type { Mask } from '../../shared/imaging/raster.ts';
import { type Corner, drawBox, drawOutline, drawTurned, type Seen } from '../unit/imaging/turned-shapes.ts';

/** A made matte, with the pitch that it shows: null where nobody could tell it from the outline alone. */
export type KnownShape = {
  readonly kind: string;
  readonly pitchDegrees: number | null;
  readonly draw: () => Promise<Mask>;
};

/** Profiles whose foot is rounded by `foot`, a share of the base's radius (all of them have a radius of 1 there). */
const turned: Record<string, (foot: number) => readonly Corner[]> = {
  can: (foot) => [
    [0, 0],
    [1, 0, foot],
    [1, 2.4, 0.04],
    [0, 2.4],
  ],
  tin: (foot) => [
    [0, 0],
    [1, 0, foot],
    [1, 0.9, 0.05],
    [0, 0.9],
  ],
  tumbler: (foot) => [
    [0, 0],
    [1, 0, foot],
    [1.35, 3.1],
    [0, 3.1],
  ],
  cone: (foot) => [
    [0, 0],
    [1, 0, foot],
    [0.25, 2.6, 0.05],
    [0, 2.6],
  ],
  bottle: (foot) => [
    [0, 0],
    [1, 0, foot],
    [1, 3.2, 0.6],
    [0.4, 3.9, 0.2],
    [0.4, 5, 0.05],
    [0, 5],
  ],
  jar: (foot) => [
    [0, 0],
    [1, 0, foot],
    [1, 1.5, 0.25],
    [0.85, 1.6],
    [0.85, 2, 0.05],
    [0, 2],
  ],
  bowl: (foot) => [
    [0, 0],
    [1, 0, 0.3 * foot],
    [1.05, 0.2],
    [1.8, 0.8, 0.8],
    [2.1, 2],
    [0, 2],
  ],
  vase: (foot) => [
    [0, 0],
    [1, 0, foot],
    [1.5, 2, 1.5],
    [0.6, 4.2, 1],
    [0.8, 5],
    [0, 5],
  ],
};
const feet = [0.03, 0.12, 0.3];
const pitches = [0, 2, 4, 6, 8, 10, 13, 16, 20, 25, 30];
const distances = [5, 9];
const strays = [0.4, 1];

/** Turned shapes at 0 to 30 degrees, with sharp and round feet, from near and far, with better and worse mattes. */
export function turnedShapes(): KnownShape[] {
  const views = pitches.flatMap((pitchDegrees) => distances.map((distance) => ({ pitchDegrees, distance })));
  return Object.entries(turned).flatMap(([kind, profile]) =>
    feet.flatMap((foot, at) =>
      views.flatMap((view, index) =>
        strays.map((strayPx): KnownShape => {
          const seen: Seen = { ...view, strayPx, seed: 3 * index + at, rollDegrees: (index % 3) - 1 };
          return { kind, pitchDegrees: view.pitchDegrees, draw: () => drawTurned(profile(foot), seen) };
        }),
      ),
    ),
  );
}

/** Bottles and tins that are half as deep as wide: their outline is that of a round one seen from lower. */
export function ovalShapes(): KnownShape[] {
  return ['bottle', 'tin'].flatMap((kind) =>
    pitches.map((pitchDegrees, seed): KnownShape => {
      const profile = turned[kind]?.(0.1) ?? [];
      const draw = () => drawTurned(profile, { pitchDegrees, seed, depth: 0.5 });
      return { kind: `oval ${kind}`, pitchDegrees, draw };
    }),
  );
}

/** Outlines of what is not turned: y up, the base's lowest point at 0. */
const outlines: Record<string, (x: number, isTop: boolean) => number> = {
  pillow: (x, isTop) => (isTop ? 1.6 - 0.12 * x ** 2 : 0.12 * x ** 2),
  'soft bag': (x, isTop) => (isTop ? 1.5 - 0.03 * x ** 2 : 0.1 * x ** 2 + 0.02 * Math.sin(9 * x)),
  shoe: (x, isTop) => (isTop ? 0.5 + 0.5 / (1 + Math.exp(6 * x)) : 0.05 * Math.max(0, x - 0.5) + 0.02 * x ** 2),
  shirt: (x, isTop) => (isTop ? 2.2 - 0.1 * Math.abs(x) : 0.03 * x ** 2 + 0.02 * Math.sin(5 * x)),
  egg: (x, isTop) => (isTop ? 1.2 + 1.3 * Math.sqrt(1 - x ** 2) : 1 - Math.sqrt(1 - x ** 2)),
  ball: (x, isTop) => 1 + (isTop ? 1 : -1) * Math.sqrt(1 - x ** 2),
  suitcase: (x, isTop) => (isTop ? 1.4 : 0) + (isTop ? -1 : 1) * Math.max(0, Math.abs(x) - 0.85) ** 2 * 6,
};

/** What shows no pitch by its outline: boxes turned anyhow, soft goods, shoes, balls and eggs. */
export function otherShapes(): KnownShape[] {
  const boxes = pitches.flatMap((pitchDegrees) =>
    [0, 4, 10, 25, 45].map((turn, seed): KnownShape => {
      const draw = () => drawBox([1, 0.5, 1.5], turn, { pitchDegrees, seed });
      return { kind: 'box', pitchDegrees: null, draw };
    }),
  );
  const soft = Object.entries(outlines).flatMap(([kind, heightAt]) =>
    [1, 2, 3, 4, 5].map((seed): KnownShape => {
      const draw = () => drawOutline(outlineOf(heightAt), { seed, strayPx: 0.4 * seed });
      return { kind, pitchDegrees: null, draw };
    }),
  );
  return [...boxes, ...soft];
}

function outlineOf(heightAt: (x: number, isTop: boolean) => number): [number, number][] {
  const across = Array.from({ length: 201 }, (_, i) => -Math.cos((Math.PI * i) / 200));
  return [
    ...across.map((x): [number, number] => [x, heightAt(x, false)]),
    ...across.toReversed().map((x): [number, number] => [x, heightAt(x, true)]),
  ];
}
