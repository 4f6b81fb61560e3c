import { describe, expect, test } from 'vitest';
import { findBox } from '../../../shared/imaging/measure-asset.ts';
import { measurePitch } from '../../../shared/imaging/measure-pitch.ts';
import type { Mask, Raster } from '../../../shared/imaging/raster.ts';
import { drawRaster } from './pictures.ts';
import { type Corner, drawBox, drawOutline, drawTurned, type Seen } from './turned-shapes.ts';

const canOf = (foot: number): Corner[] => [
  [0, 0],
  [1, 0, foot],
  [1, 2.4, 0.04],
  [0, 2.4],
];
const bottle: Corner[] = [
  [0, 0],
  [1, 0, 0.1],
  [1, 3.2, 0.6],
  [0.4, 3.9, 0.2],
  [0.4, 5, 0.05],
  [0, 5],
];
const pitchOf = (matte: Mask, pose: Parameters<typeof measurePitch>[3] = 'standing') =>
  measurePitch(null, matte, findBox(matte, 128), pose);
/** Its sides are round above its foot, so that its outline shows no arc but that of its rim. */
const bowl: Corner[] = [
  [0, 0],
  [0.5, 0, 0.1],
  [0.55, 0.12],
  [1.1, 0.6, 0.5],
  [1.2, 1.1],
  [0, 1.1],
];
/** Of a camera twenty heights away from the bowl's base. */
const [bowlPitch, bowlDistance] = [18, 20];
const turn = (bowlPitch * Math.PI) / 180;
const rimPitch = Math.atan2(bowlDistance * Math.sin(turn) - 1, bowlDistance * Math.cos(turn));
/** A photo of the bowl, lighter above a curve: `heightAt` gives it below the rim's middle, for -1..1 across, in half widths. */
function photoOfBowl(matte: Mask, heightAt: (across: number) => number): Raster {
  const box = findBox(matte, 128);
  const half = box.widthPx / 2;
  const middle = box.topPx + half * Math.sin(rimPitch);
  return drawRaster(matte.widthPx, matte.heightPx, (x, y) => {
    const across = Math.min(1, Math.max(-1, (x - box.leftPx - half) / half));
    return y < middle + half * heightAt(across) ? [200, 190, 170] : [60, 110, 120];
  });
}
const drawCan = (seen: Partial<Seen> & { pitchDegrees: number }, foot = 0.1) => drawTurned(canOf(foot), seen);

describe('the pitch of a camera', () => {
  test.each([
    [5, 0.03],
    [8, 0.03],
    [8, 0.12],
    [8, 0.3],
    [13, 0.12],
    [18, 0.05],
  ])('of %d degrees is that of the arc of a can whose foot is rounded by %d', async (pitchDegrees, foot) => {
    const pitch = await drawCan({ pitchDegrees }, foot);

    expect(Math.abs((pitchOf(pitch) ?? Number.NaN) - pitchDegrees)).toBeLessThanOrEqual(1.5);
  });

  test('is that of a bottle whose top is narrow', async () => {
    const matte = await drawTurned(bottle, { pitchDegrees: 10 });

    expect(Math.abs((pitchOf(matte) ?? Number.NaN) - 10)).toBeLessThanOrEqual(1.5);
  });

  test('does not depend on a handle', async () => {
    const matte = await drawCan({ pitchDegrees: 8 });
    const box = findBox(matte, 128);
    const middle = box.topPx + box.heightPx / 2;
    const withHandle = matte.data.map((level, i) => {
      const [x, y] = [i % matte.widthPx, Math.floor(i / matte.widthPx)];
      return x > box.leftPx + box.widthPx - 20 && Math.abs(y - middle) < 0.3 * box.heightPx ? 255 : level;
    });

    expect(pitchOf({ ...matte, data: withHandle })).toBe(pitchOf(matte));
  });

  test('does not depend on a camera that is turned by a degree', async () => {
    const [straight, turned] = await Promise.all(
      [0, 1].map((rollDegrees) => drawCan({ pitchDegrees: 8, rollDegrees })),
    );

    const pitches = [straight, turned].map((matte) => (matte === undefined ? null : pitchOf(matte)));

    expect(Math.abs((pitches[0] ?? Number.NaN) - (pitches[1] ?? Number.NaN))).toBeLessThan(1);
  });
});

describe('a bowl without an arc at its base', () => {
  const pitchIn = async (heightAt: (across: number) => number) => {
    const matte = await drawTurned(bowl, { pitchDegrees: bowlPitch, distance: bowlDistance });
    return measurePitch(photoOfBowl(matte, heightAt), matte, findBox(matte, 128), 'standing');
  };

  test('has the pitch of its rim, where the near edge of the rim is seen', async () => {
    const pitch = await pitchIn((across) => Math.sin(rimPitch) * Math.sqrt(1 - across ** 2));

    expect(Math.abs((pitch ?? Number.NaN) - bowlPitch)).toBeLessThanOrEqual(3);
  });

  test.each([
    ['nothing is seen inside', () => -1],
    ['a straight line is seen', () => 0.1],
    ['a line is seen that bends the other way', (across: number) => 0.3 - 0.2 * Math.sqrt(1 - across ** 2)],
  ])('has none where %s', async (_, heightAt) => {
    expect(await pitchIn(heightAt)).toBeNull();
  });
});

describe('no pitch is claimed', () => {
  test.each([0, 4, 25, 45])('of a box that is turned by %d degrees', async (turn) => {
    const matte = await drawBox([1, 0.5, 1.5], turn, { pitchDegrees: 10 });

    expect(pitchOf(matte)).toBeNull();
  });

  test('of a can that is seen from straight ahead, whose base is as flat as a box', async () => {
    expect(pitchOf(await drawCan({ pitchDegrees: 0 }))).toBeNull();
  });

  test('of a base that is as round as a ball, which looks alike from anywhere', async () => {
    const around = Array.from({ length: 200 }, (_, i): [number, number] => {
      const angle = (2 * Math.PI * i) / 200;
      return [Math.cos(angle), Math.sin(angle)];
    });

    expect(pitchOf(await drawOutline(around))).toBeNull();
  });

  test('of a steep arc whose top is flat: no camera sees both', async () => {
    const arc = Array.from({ length: 101 }, (_, i): [number, number] => {
      const x = -Math.cos((Math.PI * i) / 100);
      return [x, 0.4 - 0.4 * Math.sqrt(1 - x ** 2)];
    });

    expect(pitchOf(await drawOutline([...arc, [1, 3], [-1, 3]]))).toBeNull();
  });

  test('of a product that is small in the photo', async () => {
    expect(pitchOf(await drawCan({ pitchDegrees: 8, longestPx: 90, strayPx: 0.3 }))).toBeNull();
  });

  test.each(['lying', 'hung', 'cut'] as const)('of a product that is %s', async (pose) => {
    expect(pitchOf(await drawCan({ pitchDegrees: 8 }), pose)).toBeNull();
  });
});
