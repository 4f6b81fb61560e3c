import { chmod, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clearRejections, projectRejection, projectView, writeWhole } from '../../../shared/cli/project-view.ts';
import { sha256Hex } from '../../../shared/contracts/ids.ts';
import type { Manifest } from '../../../shared/contracts/manifest.ts';
import { manifestOf, unpublished } from './manifests.ts';
import { memoryStore } from './memory-ports.ts';
import { filesBelow, makeFolder } from './temporary-folder.ts';

const manifestKey = 'the-manifest';
const bytesOf = (text: string) => new TextEncoder().encode(text);
const longAgo = new Date('2020-01-01T00:00:00Z');

/** A published slot for each `<look>/<placement>.<ext>`, whose file holds the given text. */
function publish(files: Readonly<Record<string, string>>, others: Manifest['slots'] = []) {
  const slots = Object.entries(files).map(([path, text]): Manifest['slots'][number] => {
    const [look = '', placement = '', format = ''] = path.split(/[/.]/);
    const sha256 = sha256Hex(bytesOf(text));
    return {
      ...{ look, kind: 'plain', placement, state: 'published', reasons: [] },
      file: { key: `files/${sha256}`, sha256, bytes: text.length, widthPx: 10, heightPx: 10, format },
      receiptKey: `receipts/${path}`,
      twin: null,
    };
  });
  const shown = manifestOf([...slots, ...others]);
  const objects = Object.entries(files).flatMap(([path, text]) => [
    [`variants/files/${sha256Hex(bytesOf(text))}`, text],
    [`variants/receipts/${path}`, `receipt of ${text}`],
  ]);
  const store = memoryStore({
    ...Object.fromEntries(objects),
    [`variants/${manifestKey}`]: JSON.stringify(shown),
  });
  return { shown, store };
}
async function projected(files: Readonly<Record<string, string>>, out: string) {
  const { store, shown } = publish(files);
  await projectView(out, manifestKey, store);
  return { store, shown };
}
const textOf = (out: string, path: string) => readFile(join(out, 'mug/front', path), 'utf8');

describe('the folder of a view', () => {
  test('shows variants, receipts and the manifest without hashes in the names', async () => {
    const out = join(await makeFolder(), 'out');
    const { store, shown } = publish({ 'white/print.jpg': 'one', 'sand/print.png': 'two' });

    const returned = await projectView(out, manifestKey, store);

    expect(returned).toEqual(shown);
    expect(await filesBelow(join(out, 'mug/front'))).toEqual([
      'manifest.json',
      'sand/print.png',
      'sand/print.receipt.json',
      'white/print.jpg',
      'white/print.receipt.json',
    ]);
    expect(await textOf(out, 'sand/print.png')).toBe('two');
    expect(await textOf(out, 'sand/print.receipt.json')).toBe('receipt of two');
    expect(JSON.parse(await textOf(out, 'manifest.json'))).toEqual(shown);
  });

  test('shows a twin with its own receipt beside the first, and loses both with a plan that has none', async () => {
    const out = await makeFolder();
    const { shown, store } = publish({ 'white/story.webp': 'one', 'other/story.jpg': 'two' });
    const [first, second] = shown.slots;
    const twin = { file: second?.file, receiptKey: second?.receiptKey };
    await store.putIfAbsent(
      'variants',
      'twins',
      bytesOf(JSON.stringify({ ...shown, slots: [{ ...first, twin }] })),
      '',
    );

    const view = join(out, 'mug/front');
    await projectView(out, 'twins', store);
    const files = await filesBelow(view);
    const receipt = await textOf(out, 'white/story.jpg.receipt.json');
    await projected({ 'white/story.webp': 'one' }, out);

    const own = ['white/story.receipt.json', 'white/story.webp'];
    expect(files).toEqual(['manifest.json', 'white/story.jpg', 'white/story.jpg.receipt.json', ...own]);
    expect(receipt).toBe('receipt of two');
    expect(await filesBelow(view)).toEqual(['manifest.json', ...own]);
  });

  test('holds the manifest alone where nothing is published', async () => {
    const out = await makeFolder();
    const others = [unpublished('white', 'print', 'refused', 'TOO_SMALL'), unpublished('sand', 'print', 'held', 'X')];

    await projectView(out, manifestKey, publish({}, others).store);

    expect(await filesBelow(out)).toEqual(['mug/front/manifest.json']);
  });

  test('loses the files of an earlier plan and the looks that this empties', async () => {
    const out = await makeFolder();
    await projected({ 'white/print.jpg': 'one', 'white/story.jpg': 'two', 'sand/print.jpg': 'three' }, out);

    await projected({ 'white/print.png': 'one again' }, out);

    expect(await filesBelow(join(out, 'mug/front'))).toEqual([
      'manifest.json',
      'white/print.png',
      'white/print.receipt.json',
    ]);
    expect(await readdir(join(out, 'mug/front'))).not.toContain('sand');
  });

  test('keeps other people’s files, pictures among them', async () => {
    const foreign = ['notes.txt', 'white/notes.txt', 'white/Print final.psd', 'originals/dsc-1.jpg', 'cover.jpg'];
    const out = await makeFolder(Object.fromEntries(foreign.map((path) => [`mug/front/${path}`, path])));
    await projected({ 'white/print.jpg': 'one' }, out);

    await projected({ 'sand/print.jpg': 'two' }, out);

    expect(await filesBelow(join(out, 'mug/front'))).toEqual(
      [...foreign, 'manifest.json', 'sand/print.jpg', 'sand/print.receipt.json'].sort(),
    );
  });

  test('keeps what a folder that is a link holds', async () => {
    const [out, elsewhere] = [await makeFolder(), await makeFolder({ 'a.jpg': 'a', 'a.receipt.json': 'b' })];
    await mkdir(join(out, 'mug/front'), { recursive: true });
    await symlink(elsewhere, join(out, 'mug/front/linked'));

    await projected({ 'white/print.jpg': 'one' }, out);

    expect(await filesBelow(elsewhere)).toEqual(['a.jpg', 'a.receipt.json']);
  });

  test('leaves other views and skus alone', async () => {
    const out = await makeFolder({ 'mug/left/white/a.jpg': 'a', 'mug/left/white/a.receipt.json': 'b', 'x/y.jpg': 'c' });

    await projected({ 'white/print.jpg': 'one' }, out);

    expect(await filesBelow(out)).toEqual(expect.arrayContaining(['mug/left/white/a.jpg', 'x/y.jpg']));
  });

  test('forgets that the photo was rejected before', async () => {
    const out = await makeFolder({ 'mug/front/rejected.json': '{}' });

    await projected({ 'white/print.jpg': 'one' }, out);

    expect(await readdir(join(out, 'mug/front'))).toEqual(['manifest.json', 'white']);
  });
});

describe('a file that is there already', () => {
  test('is neither fetched nor written again', async () => {
    const out = await makeFolder();
    const files = { 'white/print.jpg': 'one', 'white/story.jpg': 'two' };
    await projected(files, out);
    const path = join(out, 'mug/front/white/print.jpg');
    await utimes(path, longAgo, longAgo);

    const { store } = await projected(files, out);

    expect(store.got.filter((key) => key.startsWith('files/'))).toEqual([]);
    expect((await stat(path)).mtime).toEqual(longAgo);
  });

  test('is fetched again where its bytes differ', async () => {
    const out = await makeFolder();
    await projected({ 'white/print.jpg': 'one' }, out);
    await writeFile(join(out, 'mug/front/white/print.jpg'), 'on');

    await projected({ 'white/print.jpg': 'one' }, out);

    expect(await textOf(out, 'white/print.jpg')).toBe('one');
  });
});

describe('a projection that is broken off', () => {
  test('leaves the earlier manifest, and is made good by the next', async () => {
    const out = await makeFolder();
    const { shown: earlier } = await projected({ 'white/print.jpg': 'one' }, out);
    const { store } = publish({ 'sand/print.jpg': 'two', 'sand/story.jpg': 'three' });
    const broken = {
      ...store,
      get: async (...[bucket, key]: Parameters<typeof store.get>) =>
        key === 'receipts/sand/story.jpg' ? undefined : store.get(bucket, key),
    };

    await expect(projectView(out, manifestKey, broken)).rejects.toThrow('receipts/sand/story.jpg is gone');

    expect(JSON.parse(await textOf(out, 'manifest.json'))).toEqual(earlier);
    expect(await textOf(out, 'white/print.jpg')).toBe('one');
    await projected({ 'plain/print.jpg': 'four' }, out);
    expect(await filesBelow(join(out, 'mug/front'))).toEqual([
      'manifest.json',
      'plain/print.jpg',
      'plain/print.receipt.json',
    ]);
  });

  test('has written nothing where there is no manifest', async () => {
    const out = await makeFolder();

    await expect(projectView(out, manifestKey, memoryStore())).rejects.toThrow('The object the-manifest is gone');

    expect(await readdir(out)).toEqual([]);
  });
});

describe('a file that is written whole', () => {
  test('takes the place of another, in a folder that need not be there', async () => {
    const path = join(await makeFolder(), 'a/b/c.txt');

    await writeWhole(path, bytesOf('first, long'));
    await writeWhole(path, bytesOf('second'));

    expect(await readFile(path, 'utf8')).toBe('second');
    expect(await readdir(join(path, '..'))).toEqual(['c.txt']);
  });

  test('is another file than the one before, which a reader may still have open', async () => {
    const folder = await makeFolder({ 'c.txt': 'first' });
    const before = await stat(join(folder, 'c.txt'));
    await chmod(join(folder, 'c.txt'), 0o444);

    await writeWhole(join(folder, 'c.txt'), bytesOf('second'));

    expect((await stat(join(folder, 'c.txt'))).ino).not.toBe(before.ino);
  });
});

describe('a rejection', () => {
  const rejection = { key: 'acme/mug/front.jpg', code: 'PHOTO_EMPTY', sentence: 'Expected a photo, got no bytes.' };

  test('stands in the folder of its view', async () => {
    const out = await makeFolder();

    const path = await projectRejection(out, { sku: 'mug', view: 'front' }, rejection);

    expect(path).toBe(join(out, 'mug/front/rejected.json'));
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(rejection);
  });

  test('stands under its encoded key where this gives no sku', async () => {
    const out = await makeFolder();

    const path = await projectRejection(out, {}, { ...rejection, key: 'acme/a b/../_x.jpg' });

    expect(path).toBe(join(out, '_rejected', 'acme%2Fa%20b%2F..%2F_x.jpg.json'));
  });

  test('of a very long key has a name of its own that file systems take', async () => {
    const out = await makeFolder();
    const keys = ['a', 'b'].map((end) => `acme/_${'é'.repeat(300)}${end}.jpg`);

    for (const key of keys) await projectRejection(out, {}, { ...rejection, key });

    expect(await filesBelow(out)).toHaveLength(2);
  });

  test('is forgotten with the others whose keys gave no sku, and no more than these', async () => {
    const out = await makeFolder({ 'notes.txt': 'x' });
    await projectRejection(out, {}, rejection);
    await projectRejection(out, { sku: 'mug', view: 'front' }, rejection);

    await clearRejections(out);

    expect(await filesBelow(out)).toEqual(['mug/front/rejected.json', 'notes.txt']);
  });
});
