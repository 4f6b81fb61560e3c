import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { discPhoto, type Finished, finishFile, writeFinished } from '../cli/finished-files.ts';
import { makeFolder } from '../cli/temporary-folder.ts';
import { forge } from './forged-files.ts';
import { mutations } from './placed-products.ts';

const python = resolve(import.meta.dirname, '../../../.venv/bin/python');
const program = resolve(import.meta.dirname, 'second_opinion.py');
const run = promisify(execFile);

type Opinion = { share: number; max: number; mean: number; bias: number };
/** What Pillow finds in a finished file; needs the Python environment of `node infra/local/set-up.ts`. */
async function opinionOn(finished: Finished): Promise<Opinion> {
  const { photo, matte, variant, receipt } = await writeFinished(await makeFolder(), finished);
  const { stdout } = await run(python, [program, photo, matte, variant, receipt]);
  return JSON.parse(stdout);
}
const mutationOf = (name: string) => mutations[name] ?? expect.fail(`no mutation ${name}`);

/**
 * Pillow and libvips differ by their rounding: by 0.24 levels in the mean where the product is shrunk and 0.38 where it is
 * enlarged, single pixels by 2; the mean of a channel by 0.1 (25 November 2026).
 */
const limits = { mean: 0.45, max: 2, bias: 0.15 };

describe.each([
  ['shrunk', 448],
  ['shrunk to half', 300],
  ['enlarged', 600],
])('a second implementation, of a product that is %s,', (_, sidePx) => {
  const finish = async () => finishFile(await discPhoto(), { width: sidePx, height: sidePx, format: 'png' });

  it('finds the same pixels', async () => {
    const finished = await finish();

    const { share, max, mean, bias } = await opinionOn(finished);

    expect(Math.abs(share - finished.receipt.interior.share)).toBeLessThan(0.002);
    expect(mean).toBeLessThan(limits.mean);
    expect(max).toBeLessThanOrEqual(limits.max);
    expect(bias).toBeLessThan(limits.bias);
  });

  it.each(['a product shifted by 1 px', 'gamma raised by 1 %', 'a hue turned by 1 degree'])(
    'finds %s',
    async (mutation) => {
      const { mean, bias } = await opinionOn(await forge(await finish(), mutationOf(mutation), 'measures'));

      expect(mean > limits.mean || bias > limits.bias).toBe(true);
    },
  );
});
