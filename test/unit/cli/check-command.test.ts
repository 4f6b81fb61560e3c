import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { plain } from '../imaging/pictures.ts';
import { discPhoto, finishFile } from './finished-files.ts';
import { run } from './run-command.ts';
import { makeFolder } from './temporary-folder.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** A folder with a picture of one colour by the name of its format. */
async function folderWith(name: string, widthPx: number, heightPx: number): Promise<{ folder: string; file: string }> {
  const folder = await makeFolder();
  const file = join(folder, name);
  await plain(widthPx, heightPx, [90, 120, 90]).jpeg().toFile(file);
  return { folder, file };
}

describe('packshot check', () => {
  test('says of each rule whether it holds, and where the row comes from', async () => {
    const { file } = await folderWith('post.jpg', 1200, 675);

    const { code, stdout } = await run(['check', file, '--placement', 'x-post-landscape']);

    expect(code).toBe(0);
    expect(stdout).toMatch(/post\.jpg {2}x-post-landscape {2}pass {2}\(https:\/\/github\.com\/xdev.* \(2026-11-23\)\)/);
    expect(stdout).toMatch(/^ {2}ratio +pass +16:9 +16:9$/m);
    expect(stdout).toMatch(/^1 pass, 0 unconfirmed, 0 fail$/m);
  });

  test('says unconfirmed where nobody confirmed the row', async () => {
    const { file } = await folderWith('hero.jpg', 2520, 1080);

    const { code, stdout } = await run(['check', file, '--placement', 'web-hero']);

    expect(code).toBe(0);
    expect(stdout).toContain('hero.jpg  web-hero  unconfirmed  (unconfirmed; unknown: no source)');
    expect(stdout).toMatch(/^0 pass, 1 unconfirmed, 0 fail$/m);
  });

  test('ends with 2 where a rule is broken, for several pictures and placements', async () => {
    const { folder, file } = await folderWith('small.jpg', 200, 200);
    await writeFile(join(folder, 'notes.txt'), 'no picture');

    const { code, stdout } = await run([
      ...['check', join(folder, 'notes.txt'), file, '--json'],
      ...['--placement', 'x-ad-*,x-post-landscape', '--placement', 'meta-story'],
    ]);

    const [notes, small] = JSON.parse(stdout);
    expect(code).toBe(2);
    expect(notes).toMatchObject({ error: { code: 'PHOTO_NOT_AN_IMAGE' }, placements: [] });
    expect(small.placements).toMatchObject([
      { placement: 'x-ad-landscape', verdict: 'fail' },
      { placement: 'x-ad-square', verdict: 'pass', source: { date: '2026-11-23', isConfirmed: true } },
      { placement: 'x-post-landscape', verdict: 'fail' },
      { placement: 'meta-story', verdict: 'fail', source: { confidence: 'secondary', isConfirmed: false } },
    ]);
  });

  test('passes what the pipeline finishes', async () => {
    const folder = await makeFolder();
    const file = join(folder, 'disc.jpg');
    const { variantBytes } = await finishFile(await discPhoto(), 'tiktok-shop-main');
    await writeFile(file, variantBytes);

    const { code, stdout } = await run(['check', file, '--placement', 'tiktok-shop-main', '--json']);

    expect(code).toBe(0);
    const rules = JSON.parse(stdout)[0].placements[0].rules;
    expect(rules.filter(({ verdict }: { verdict: string }) => verdict !== 'pass')).toMatchObject([
      { rule: 'safe zone' },
      { rule: 'text' },
    ]);
  });

  test('goes on with the other pictures where one cannot be read', async () => {
    const { folder, file } = await folderWith('post.jpg', 1200, 675);

    const { code, stdout } = await run(['check', join(folder, 'gone.jpg'), file, '--placement', 'x-post-landscape']);

    expect(code).toBe(2);
    expect(stdout).toMatch(/gone\.jpg {2}cannot be checked: Expected to read .* \(FILE_NOT_READABLE\)/);
    expect(stdout).toMatch(/^1 pass, 0 unconfirmed, 0 fail, 1 file not checked$/m);
  });

  test.each([
    [[], 'Expected at least one picture, got none'],
    [['x.jpg'], 'Expected --placement ID, which says what to check against'],
    [['x.jpg', '--placement', 'amazn-main'], 'Perhaps you mean amazon-main'],
  ])('%j is answered with what was expected and exit code 1', async (args, told) => {
    const { code, stderr } = await run(['check', ...args]);

    expect(code).toBe(1);
    expect(stderr).toContain(told);
  });
});
