import { describe, expect, test } from 'vitest';
import { nameUploads, type PutNames } from '../../../shared/cli/name-uploads.ts';
import { errorOf } from './error-of.ts';

const keysOf = (files: readonly string[], names: Partial<PutNames> = {}) =>
  nameUploads(files, { tenant: 'acme', ...names }).map(({ key }) => key);

describe('a file to put', () => {
  test.each([
    ['/photos/shoe.jpg', {}, 'acme/shoe/main.jpg'],
    ['/photos/shoe.v2.jpg', {}, 'acme/shoe.v2/main.jpg'],
    ['/photos/shoe.JPG', {}, 'acme/shoe/main.JPG'],
    ['/photos/red shoe.png', {}, 'acme/red shoe/main.png'],
    ['/photos/shoe', {}, 'acme/shoe/main'],
    ['/photos/shoe.jpg', { view: 'left' }, 'acme/shoe/left.jpg'],
    ['/photos/front.jpg', { sku: 'mug' }, 'acme/mug/front.jpg'],
    ['/photos/front.jpg', { sku: 'mug', view: 'left' }, 'acme/mug/left.jpg'],
    ['/photos/shoe.matte.png', {}, 'acme/shoe/main.matte.png'],
    ['/photos/front.matte.png', { sku: 'mug' }, 'acme/mug/front.matte.png'],
    ['/photos/front.matte.png', { sku: 'mug', view: 'left' }, 'acme/mug/left.matte.png'],
  ])('%s with %j goes to %s', (file, names, key) => {
    expect(keysOf([file], names)).toEqual([key]);
  });

  test('comes back with its kind, sku and view', () => {
    const files = ['/a/front.jpg', '/a/front.matte.png'];

    expect(nameUploads(files, { tenant: 'acme', sku: 'mug' })).toEqual([
      { file: '/a/front.jpg', key: 'acme/mug/front.jpg', kind: 'photo', sku: 'mug', view: 'front' },
      { file: '/a/front.matte.png', key: 'acme/mug/front.matte.png', kind: 'matte', sku: 'mug', view: 'front' },
    ]);
  });

  test('has sku and view in composed letters, however its name spells them', () => {
    const [upload] = nameUploads(['/a/cafe\u0301.jpg'], { tenant: 'acme' });

    expect(upload?.sku).toBe('caf\u00e9');
  });

  test.each([
    ['a leading underscore', '/a/_shoe.jpg', {}],
    ['a leading dot', '/a/.jpg', {}],
    ['a hash', '/a/shoe#1.jpg', {}],
    ['a tilde in the sku', '/a/front.jpg', { sku: 'a~b' }],
    ['an empty sku', '/a/front.jpg', { sku: '' }],
    ['an empty view', '/a/front.jpg', { view: '' }],
    ['a view that is too long', '/a/front.jpg', { view: 'x'.repeat(81) }],
    ['a slash in the sku', '/a/front.jpg', { sku: 'mugs/blue' }],
    ['a slash in the view', '/a/shoe.jpg', { view: 'left/near' }],
  ])('with %s is answered with the rule', async (_, file, names) => {
    const error = await errorOf(() => keysOf([file], names));

    expect(error.code).toBe('KEY_NOT_UNDERSTOOD');
    expect(error.message).toContain('1-80 characters');
  });

  test.each([{}, { sku: 'mug' }, { view: 'left' }])('that is a brief is sent to --brief, with %j', async (names) => {
    const error = await errorOf(() => keysOf(['/a/brief.json'], names));

    expect(error.code).toBe('KEY_NOT_UNDERSTOOD');
    expect(error.message).toBe('Expected a photo, got /a/brief.json; a brief goes after --brief.');
  });
});

describe('two files of one view', () => {
  test.each([
    ['of two formats', ['/a/shoe.jpg', '/a/shoe.png'], {}, 'shoe/main'],
    ['of two folders', ['/a/front.jpg', '/b/front.jpg'], { sku: 'mug' }, 'mug/front'],
    ['by --view', ['/a/1.jpg', '/a/2.jpg'], { sku: 'mug', view: 'left' }, 'mug/left'],
    ['by two spellings of a letter', ['/a/caf\u00e9.jpg', '/a/cafe\u0301.jpg'], {}, 'caf\u00e9/main'],
  ])('%s are answered with both', async (_, files, names, view) => {
    const error = await errorOf(() => keysOf(files, names));

    expect(error.code).toBe('VIEW_TAKEN');
    expect(error.message).toBe(`Expected one photo a view, got ${files[1]} beside ${files[0]}, which is ${view} too.`);
  });

  test('may be a photo and its matte, but not two mattes', async () => {
    const error = await errorOf(() => keysOf(['/a/shoe.jpg', '/a/shoe.matte.png', '/b/shoe.matte.png']));

    expect(error.message).toContain('Expected one matte a view, got /b/shoe.matte.png beside /a/shoe.matte.png');
  });

  test('may have one view name in two skus', () => {
    expect(keysOf(['/a/shoe.jpg', '/a/mug.jpg'])).toEqual(['acme/shoe/main.jpg', 'acme/mug/main.jpg']);
  });
});
