import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { forge } from '../imaging/forged-files.ts';
import { mutations } from '../imaging/placed-products.ts';
import { discPhoto, type Finished, finishFile, writeFinished } from './finished-files.ts';
import { run } from './run-command.ts';
import { makeFolder } from './temporary-folder.ts';

let png: Finished;
beforeAll(async () => {
  png = await finishFile(await discPhoto(), 'default-product-square');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('packshot verify', () => {
  test('finds all claims again, with the receipt and the matte that lie beside the files', async () => {
    const { variant, photo } = await writeFinished(await makeFolder(), png);

    const { code, stdout } = await run(['verify', variant, '--photo', photo]);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^what +verdict +claimed or asked +found$/m);
    expect(stdout).toMatch(/^difference +pass +0 levels +0 levels$/m);
    expect(stdout).toMatch(/default-product-square\.png is verified\. \d+ points not checked\.$/m);
  });

  test('finds a receipt that is named as in the bucket', async () => {
    const { variant, receipt, photo } = await writeFinished(await makeFolder(), png);
    await rename(receipt, `${variant}.receipt.json`);

    expect((await run(['verify', variant, '--photo', photo])).code).toBe(0);
  });

  test('takes receipt and matte from where it is told', async () => {
    const folder = await makeFolder();
    const { variant, receipt, photo, matte } = await writeFinished(folder, png);
    await rename(receipt, join(folder, 'proof.json'));
    await rename(matte, join(folder, 'cut.png'));

    const { code, stdout } = await run([
      ...['verify', variant, '--photo', photo, '--json'],
      ...['--receipt', join(folder, 'proof.json'), '--matte', join(folder, 'cut.png')],
    ]);

    const { isVerified, rules } = JSON.parse(stdout);
    expect([code, isVerified]).toEqual([0, true]);
    expect(rules).toContainEqual({ rule: 'difference', verdict: 'pass', expected: '0 levels', got: '0 levels' });
  });

  test('names what a forged file claims and what was found, and ends with 2', async () => {
    const raise = mutations['one pixel raised by 1'] ?? expect.fail('no such mutation');
    const { variant, photo } = await writeFinished(await makeFolder(), await forge(png, raise, 'measures'));

    const { code, stdout } = await run(['verify', variant, '--photo', photo]);

    expect(code).toBe(2);
    expect(stdout).toMatch(/fails: difference: claimed 0 levels, found 1 level\.$/m);
    expect(stdout).not.toContain('is verified');
  });

  test('ends with 2 where a receipt claims more than there is', async () => {
    const interior = { ...png.receipt.interior, share: 0.99 };
    const { variant, photo } = await writeFinished(await makeFolder(), {
      ...png,
      receipt: { ...png.receipt, interior },
    });

    const { code, stdout } = await run(['verify', variant, '--photo', photo]);

    expect(code).toBe(2);
    expect(stdout).toMatch(/fails: interior share: claimed 0\.99, found 0\.9\d+\.$/m);
  });

  test('ends with 2 where a receipt names a placement that does not exist', async () => {
    const placement = { ...png.receipt.placement, id: 'made-up' };
    const { variant, photo } = await writeFinished(await makeFolder(), {
      ...png,
      receipt: { ...png.receipt, placement },
    });

    const { code, stdout } = await run(['verify', variant, '--photo', photo]);

    expect(code).toBe(2);
    expect(stdout).toMatch(/fails: placement: claimed made-up, found not in the catalogue\.$/m);
  });

  test('says where there is no receipt, or another file in its place', async () => {
    const { variant, receipt, photo } = await writeFinished(await makeFolder(), png);
    await writeFile(receipt, '{"v": 1}');
    const wrong = await run(['verify', variant, '--photo', photo]);
    await rm(receipt);

    const missing = await run(['verify', variant, '--photo', photo]);

    expect([wrong.code, missing.code]).toEqual([1, 1]);
    expect(wrong.stderr).toMatch(/^Expected a receipt, got .*receipt\.json with .*\n.*\n\(RECEIPT_INVALID\)$/m);
    expect(missing.stderr).toContain('(FILE_NOT_READABLE)');
  });

  test.each([
    [[], 'Expected one variant'],
    [['a.png', 'b.png'], 'Expected one variant'],
    [['a.png'], 'Expected --photo PHOTO, the original'],
  ])('%j is answered with what was expected', async (args, told) => {
    const { code, stderr } = await run(['verify', ...args]);

    expect(code).toBe(1);
    expect(stderr).toContain(told);
  });
});
