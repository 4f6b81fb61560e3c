import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findTaken, type NamedPhoto, photoName, scanFolder } from '../../../shared/cli/scan-folder.ts';
import { errorOf } from './error-of.ts';
import { makeFolder } from './temporary-folder.ts';

const makeFiles = (...paths: string[]) => makeFolder(Object.fromEntries(paths.map((path) => [path, path])));
const scan = async (...paths: string[]) => scanFolder(await makeFiles(...paths), 'acme');
const keysOf = (found: readonly { readonly key: string }[]) => found.map(({ key }) => key);

describe('a photo', () => {
  test.each([
    ['shoe.jpg', 'shoe', 'main'],
    ['mug/front.png', 'mug', 'front'],
    ['mug/main.webp', 'mug', 'main'],
    ['summer/mugs/blue/front.jpg', 'blue', 'front'],
    ['SHOE.JPEG', 'SHOE', 'main'],
    ['red shoe.v2.jpg', 'red shoe.v2', 'main'],
    ['mug/raw.CR2', 'mug', 'raw'],
    ['mug/moving.gif', 'mug', 'moving'],
  ])('%s is sku %s, view %s', async (path, sku, view) => {
    const folder = await makeFiles(path);

    expect(await scanFolder(folder, 'acme')).toEqual({
      photos: [{ file: join(folder, path), key: `acme/${path}`, sku, view }],
      briefs: [],
      mattes: [],
      skipped: [],
    });
  });

  test.each(['_shoe.jpg', 'mug#1/front.jpg', '_mug/front.jpg', `${'x'.repeat(81)}.jpg`])(
    '%s, whose name breaks the rules, stays one for the pipeline to answer',
    async (path) => {
      const { photos } = await scan(path);

      expect(photos).toEqual([{ file: expect.stringContaining(path), key: `acme/${path}` }]);
    },
  );
});

describe('a folder', () => {
  test('comes back in the order of the names, deep and flat mixed', async () => {
    const { photos } = await scan('z.jpg', 'b/2.jpg', 'b/10.jpg', 'a.jpg', 'b/c/x.jpg');

    expect(keysOf(photos)).toEqual(['acme/a.jpg', 'acme/b/10.jpg', 'acme/b/2.jpg', 'acme/b/c/x.jpg', 'acme/z.jpg']);
  });

  test('may hold briefs and mattes at every depth', async () => {
    const { photos, briefs, mattes, skipped } = await scan(
      ...['brief.json', 'mug/brief.json', 'mug/front.jpg', 'mug/front.matte.png', 'shoe.jpg', 'shoe.matte.png'],
    );

    expect(keysOf(photos)).toEqual(['acme/mug/front.jpg', 'acme/shoe.jpg']);
    expect(keysOf(briefs)).toEqual(['acme/brief.json', 'acme/mug/brief.json']);
    expect(keysOf(mattes)).toEqual(['acme/mug/front.matte.png', 'acme/shoe.matte.png']);
    expect(skipped).toEqual([]);
  });

  test('may be empty', async () => {
    expect(await scan()).toEqual({ photos: [], briefs: [], mattes: [], skipped: [] });
  });

  test.each([
    ['no picture by name', 'mug/notes.txt'],
    ['another JSON file', 'briefs.json'],
    ['no extension', 'mug/shoe'],
    ['a resource fork', 'mug/._front.jpg'],
    ['the resource fork of a matte', 'mug/._front.matte.png'],
    ['hidden', '.shoe.jpg'],
  ])('tells as skipped what is %s: %s', async (_, path) => {
    const found = await scan(path, 'mug/front.jpg');

    expect(found).toMatchObject({ photos: [{ key: 'acme/mug/front.jpg' }], briefs: [], mattes: [], skipped: [path] });
  });

  test('is not looked into where its name begins with a dot', async () => {
    expect(await scan('.git/shoe.jpg')).toMatchObject({ photos: [], skipped: ['.git'] });
  });

  test('is left out where the results go', async () => {
    const folder = await makeFiles('mug.jpg', 'out/mug/main/white/print.jpg', 'outside.jpg');

    const { photos } = await scanFolder(folder, 'acme', join(folder, 'out'));

    expect(keysOf(photos)).toEqual(['acme/mug.jpg', 'acme/outside.jpg']);
  });

  test('is left out where the results go, through a link too', async () => {
    const [folder, out] = [await makeFiles('mug.jpg'), await makeFiles('mug/main/white/print.jpg')];
    await symlink(out, join(folder, 'results'));

    expect(keysOf((await scanFolder(folder, 'acme', out)).photos)).toEqual(['acme/mug.jpg']);
  });

  test('need not hold the folder of the results yet', async () => {
    const folder = await makeFiles('mug.jpg');

    expect(keysOf((await scanFolder(folder, 'acme', join(folder, 'out'))).photos)).toEqual(['acme/mug.jpg']);
  });

  test.each([
    ['nothing', 'photos'],
    ['a file', 'mug.jpg'],
  ])('that is %s is answered with its path', async (_, name) => {
    const path = join(await makeFiles('mug.jpg'), name);

    const error = await errorOf(() => scanFolder(path, 'acme'));

    expect(error.code).toBe('USAGE_INVALID');
    expect(error.message).toBe(`Expected a folder with photos, found none at ${path}.`);
  });
});

describe('a link', () => {
  test('to a file or a folder elsewhere is followed', async () => {
    const [folder, elsewhere] = [await makeFiles(), await makeFiles('front.jpg', 'x/left.jpg')];
    await symlink(join(elsewhere, 'front.jpg'), join(folder, 'shoe.jpg'));
    await symlink(elsewhere, join(folder, 'mug'));

    const { photos } = await scanFolder(folder, 'acme');

    expect(keysOf(photos)).toEqual(['acme/mug/front.jpg', 'acme/mug/x/left.jpg', 'acme/shoe.jpg']);
  });

  test('back to its own folder ends there', async () => {
    const folder = await makeFiles('mug/front.jpg');
    await symlink(folder, join(folder, 'mug', 'again'));

    expect(keysOf((await scanFolder(folder, 'acme')).photos)).toEqual(['acme/mug/front.jpg']);
  });

  test('to a folder that was read before adds nothing', async () => {
    const folder = await makeFiles('a/front.jpg');
    await symlink(join(folder, 'a'), join(folder, 'b'));

    expect(keysOf((await scanFolder(folder, 'acme')).photos)).toEqual(['acme/a/front.jpg']);
  });

  test('to nothing is skipped', async () => {
    const folder = await makeFiles();
    await mkdir(join(folder, 'mug'));
    await symlink(join(folder, 'gone.jpg'), join(folder, 'mug', 'front.jpg'));

    expect(await scanFolder(folder, 'acme')).toMatchObject({ photos: [], skipped: ['mug/front.jpg'] });
  });
});

test.each<[NamedPhoto, string]>([
  [{ key: 'acme/shoe.jpg', sku: 'shoe', view: 'main' }, 'shoe'],
  [{ key: 'acme/mug/front.jpg', sku: 'mug', view: 'front' }, 'mug/front'],
  [{ key: 'acme/summer/_mug.jpg' }, 'summer/_mug.jpg'],
])('%j is named %s', (photo, name) => {
  expect(photoName(photo)).toBe(name);
});

describe('a view that is taken', () => {
  const takenOf = async (...paths: string[]) =>
    findTaken((await scan(...paths)).photos).map(({ photo, earlier }) => [photo.key, earlier.key]);

  test.each([
    ['by another format', ['shoe.jpg', 'shoe.png'], [['acme/shoe.png', 'acme/shoe.jpg']]],
    ['flat and in a folder', ['shoe.jpg', 'shoe/main.jpg'], [['acme/shoe.jpg', 'acme/shoe/main.jpg']]],
    ['in two folders', ['a/mug/front.jpg', 'b/mug/front.jpg'], [['acme/b/mug/front.jpg', 'acme/a/mug/front.jpg']]],
    [
      'three times, names the first each time',
      ['shoe.jpg', 'shoe.png', 'shoe.webp'],
      [
        ['acme/shoe.png', 'acme/shoe.jpg'],
        ['acme/shoe.webp', 'acme/shoe.jpg'],
      ],
    ],
  ])('%s is found', async (_, paths, taken) => {
    expect(await takenOf(...paths)).toEqual(taken);
  });

  test('is none where skus or views differ, or a name is not understood', async () => {
    expect(await takenOf('shoe.jpg', 'mug.jpg', 'mug/front.jpg', 'mug/left.jpg', '_x.jpg', '_x.png')).toEqual([]);
  });
});
