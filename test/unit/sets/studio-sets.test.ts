import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { projectPoint } from '../../../shared/sets/project-set.ts';
import { setWords } from '../../../shared/sets/set-words.ts';
import { studioSets } from '../../../shared/sets/studio-sets.ts';

const folder = resolve(import.meta.dirname, '../../../shared/sets');
/** What the repository and a bundle can carry (studio sets, architecture). */
const maxBytesInAll = 20_000_000;
const cases = studioSets.flatMap((set) => set.zooms.map((zoom) => ({ name: `${set.id} ${zoom.name}`, set, zoom })));

describe('the studio sets', () => {
  test('are all listed, each once', () => {
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());

    const ids = studioSets.map(({ id }) => id);

    expect(ids.toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
  });

  test('are each led to by words, in the same order', () => {
    expect(setWords.map(({ set }) => set)).toEqual(studioSets.map(({ id }) => id));
  });

  test('take less than 20 MB', () => {
    const bytes = studioSets.flatMap(({ id }) =>
      readdirSync(join(folder, id)).map((file) => statSync(join(folder, id, file)).size),
    );

    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(maxBytesInAll);
  });

  test('cover level, slightly raised and raised views of standing products, and four views from above', () => {
    const pitches = (pose: 'standing' | 'lying') =>
      studioSets.filter(({ poses }) => poses.includes(pose)).map(({ camera }) => camera.pitchDegrees);

    expect(new Set(pitches('standing'))).toEqual(new Set([2, 8, 18]));
    expect(pitches('lying').length).toBeGreaterThanOrEqual(4);
    expect(new Set(pitches('lying'))).toEqual(new Set([90]));
  });

  test.each(studioSets)('$id has a wide and a close zoom from one camera', ({ zooms }) => {
    const [wide, close] = zooms;

    expect(zooms.map(({ name }) => name)).toEqual(['wide', 'close']);
    expect(close?.pxPerCm).toBeGreaterThan(2 * (wide?.pxPerCm ?? 0));
    expect(close?.window.widthCm).toBeLessThan(wide?.window.widthCm ?? 0);
  });
});

/** What JPEG decoders differ by. */
const decoderLevels = 2;

test.each(studioSets)('$id says which colour a product of the usual size hides', async (set) => {
  const close = set.zooms.find(({ name }) => name === 'close');
  if (close === undefined) throw new Error('Expected a close zoom');
  const { window, pxPerCm } = close;
  const { usualCm } = set.products;
  const bottomCm = set.poses.includes('lying') ? -usualCm / 2 : 0;
  const hidden = {
    left: Math.round((-0.3 * usualCm - window.leftCm) * pxPerCm),
    top: Math.round((window.bottomCm + window.heightCm - bottomCm - usualCm) * pxPerCm),
    ...{ width: Math.round(0.6 * usualCm * pxPerCm), height: Math.round(usualCm * pxPerCm) },
  };

  const pixels = await sharp(join(folder, set.id, close.file))
    .extract(hidden)
    .raw()
    .toBuffer();

  for (const channel of [0, 1, 2]) {
    const levels = pixels.filter((_, at) => at % 3 === channel).sort();
    const stated = Number.parseInt(set.behind.slice(1 + 2 * channel, 3 + 2 * channel), 16);
    expect(Math.abs((levels[levels.length >> 1] ?? 0) - stated)).toBeLessThanOrEqual(decoderLevels);
  }
});

describe.each(cases)('$name', ({ set, zoom }) => {
  const read = (file: string) => sharp(join(folder, set.id, file));

  test('has pictures of the stated sizes', async () => {
    const picture = await read(zoom.file).metadata();
    const key = await read(zoom.keyFile).metadata();

    expect([picture.format, picture.width, picture.height]).toEqual(['jpeg', zoom.widthPx, zoom.heightPx]);
    expect([key.format, key.width, key.height]).toEqual(['png', zoom.keyWidthPx, zoom.keyHeightPx]);
    expect(Math.abs(zoom.window.widthCm * zoom.pxPerCm - zoom.widthPx)).toBeLessThanOrEqual(1);
    expect(Math.abs(zoom.window.heightCm * zoom.pxPerCm - zoom.heightPx)).toBeLessThanOrEqual(1);
  });

  test('has a plane for shadow and mirror image down to its lower edge', () => {
    const level = set.planes.filter(({ role }) => role !== 'wall').flatMap(({ polygonCm }) => polygonCm);
    const [, nearY, nearZ] = level.reduce((near, corner) => (corner[1] < near[1] ? corner : near));

    const edge = projectPoint(set, zoom, [0, nearY, nearZ]);

    expect(edge?.yPx).toBeGreaterThanOrEqual(zoom.heightPx);
  });

  test('is neutral where it is to be tinted', async () => {
    const { channels } = await read(zoom.file).resize(64, 64, { fit: 'fill' }).stats();
    const means = channels.map(({ mean }) => mean);

    const spread = Math.max(...means) - Math.min(...means);

    if (set.tint !== null) expect(spread).toBeLessThan(9);
    else expect(set.palette.length).toBeGreaterThan(0);
  });
});
