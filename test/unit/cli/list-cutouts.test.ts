import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findNamesakes, listCutouts } from '../../../shared/cli/list-cutouts.ts';
import { makeFolder } from './temporary-folder.ts';

const makeFiles = (...paths: string[]) => makeFolder(Object.fromEntries(paths.map((path) => [path, path])));

describe('listCutouts', () => {
  it('names each photo by its path without the extension, with the matte beside it', async () => {
    const folder = await makeFiles('shoe.jpg', 'mug/front.png', 'mug/front.matte.png');

    const photos = await listCutouts(folder, join(folder, 'out'));

    expect(photos).toEqual([
      { file: join(folder, 'mug/front.png'), matteFile: join(folder, 'mug/front.matte.png'), name: 'mug/front' },
      { file: join(folder, 'shoe.jpg'), matteFile: undefined, name: 'shoe' },
    ]);
  });

  it('leaves out what an earlier run wrote', async () => {
    const folder = await makeFiles('shoe.jpg', 'shoe.alpha.png', 'shoe.cutout.png', 'out/a.png');

    const photos = await listCutouts(folder, join(folder, 'out'));

    expect(photos.map(({ name }) => name)).toEqual(['shoe']);
  });
});

describe('findNamesakes', () => {
  it('finds photos whose results would overwrite each other', async () => {
    const folder = await makeFiles('shoe.jpg', 'shoe.png', 'mug.jpg');

    expect(findNamesakes(await listCutouts(folder, join(folder, 'out')))).toEqual([
      [join(folder, 'shoe.jpg'), join(folder, 'shoe.png')],
    ]);
  });
});
