import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildFunctions } from '../../infra/build-functions.ts';
import { platformOf } from '../../infra/build-target.ts';
import { bundleCode } from '../../infra/bundle-code.ts';
import { nativeFiles } from '../../infra/native-packages.ts';
import { type FileSource, filesBelow, syncFolder } from '../../infra/sync-folder.ts';
import { readSetPictures } from '../../shared/sets/read-set-pictures.ts';
import { studioSets } from '../../shared/sets/studio-sets.ts';

const bytes = (text: string): FileSource => ({ bytes: new TextEncoder().encode(text) });
/** Outside the repository, so that nothing is found in its node_modules. */
const scratch = mkdtempSync(join(tmpdir(), 'packshot-bundles-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const host = platformOf('host', 'x86_64');

describe('native packages', () => {
  it('run beside a bundle with nothing else around them', async () => {
    const folder = join(scratch, 'alone');
    const main = [
      "import { createRequire } from 'node:module';",
      "import sharp from 'sharp';",
      "import { env, Tensor } from 'onnxruntime-node';",
      "const webp = await sharp({ create: { width: 9, height: 4, channels: 3, background: 'red' } }).webp().toBuffer();",
      'const { width, height, format } = await sharp(webp).metadata();',
      "const tensor = new Tensor('float32', new Float32Array(6), [2, 3]);",
      'console.log(JSON.stringify({ width, height, format, dims: tensor.dims, ort: typeof env.versions.node }));',
    ].join('\n');
    const files = new Map([['index.mjs', bytes(main)]]);
    for (const name of ['sharp', 'onnxruntime-node'] as const) {
      for (const [path, source] of await nativeFiles(name, host)) files.set(path, source);
    }

    await syncFolder(folder, files);
    const said = execFileSync(process.execPath, ['index.mjs'], { cwd: folder, encoding: 'utf8' });

    expect(JSON.parse(said)).toEqual({ width: 9, height: 4, format: 'webp', dims: [2, 3], ort: 'string' });
  });

  it('carry code for one platform only, and their licences', async () => {
    const files = [...(await nativeFiles('onnxruntime-node', 'linux-x64')).keys()];
    const sharpFiles = [...(await nativeFiles('sharp', host)).keys()];

    expect(files.filter((path) => path.includes('/bin/')).every((path) => path.includes('/linux/x64/'))).toBe(true);
    expect(files.some((path) => path.includes('/script/'))).toBe(false);
    expect(sharpFiles).toContain('node_modules/sharp/LICENSE');
  });
});

describe('a bundle', () => {
  it('has the same bytes each time', async () => {
    const [once, again] = await Promise.all([bundleCode('announce', []), bundleCode('announce', [])]);

    expect(Buffer.from(once.code).equals(Buffer.from(again.code))).toBe(true);
    expect(once.imports).toEqual([]);
  });

  it('tells which native packages it needs, and refuses one that it may not have', async () => {
    await expect(bundleCode('finish-variants', [])).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      message: expect.stringContaining('sharp'),
    });
  });

  it('of a step that shows studio sets carries the pictures of each', async () => {
    const folder = join(scratch, 'with-sets');

    await buildFunctions(['finish-variants', 'plan-renders', 'announce'], host, folder, 'u2netp');

    for (const step of ['finish-variants', 'plan-renders']) {
      for (const set of studioSets) {
        for (const zoom of set.zooms) {
          const { picture, keyShare } = await readSetPictures(join(folder, step, 'sets'), set, zoom);
          expect([picture.length > 0, keyShare.length > 0]).toEqual([true, true]);
        }
      }
    }
    expect((await filesBelow(join(folder, 'announce'))).filter((path) => path.startsWith('sets/'))).toEqual([]);
  }, 120_000);

  it('of finishing finds products with u2netp, also where a network in the container masks the photos', async () => {
    const folder = join(scratch, 'with-weights');

    await buildFunctions(['finish-variants', 'mask-photo'], host, folder, 'birefnet-lite');

    const weightsOf = async (step: string) =>
      (await filesBelow(join(folder, step))).filter((path) => path.endsWith('.onnx'));
    expect(await weightsOf('finish-variants')).toEqual(['u2netp.onnx']);
    expect(await weightsOf('mask-photo')).toEqual([]);
    const runtime = join(folder, 'finish-variants/node_modules/onnxruntime-node/package.json');
    expect(statSync(runtime).isFile()).toBe(true);
  }, 120_000);

  it('starts with the variables of its contract, far from the repository', async () => {
    const { code } = await bundleCode('announce', []);
    const folder = join(scratch, 'announce');
    await syncFolder(folder, new Map([['index.mjs', { bytes: code }]]));
    const script = "import('./index.mjs').then(({ handler }) => console.log(typeof handler))";
    const env = { TABLE_NAME: 'table', EVENT_BUS_NAME: 'bus', AWS_REGION: 'eu-central-1' };

    const said = execFileSync(process.execPath, ['-e', script], { cwd: folder, env, encoding: 'utf8' });

    expect(said.trim()).toBe('function');
  });
});

describe('a synchronized folder', () => {
  it('holds what it is told, and nothing that was there before', async () => {
    const folder = join(scratch, 'synchronized');
    await syncFolder(
      folder,
      new Map([
        ['old/a.txt', bytes('old')],
        ['kept.txt', bytes('kept')],
      ]),
    );

    const sum = await syncFolder(
      folder,
      new Map([
        ['new/b.txt', bytes('newer')],
        ['kept.txt', bytes('kept')],
      ]),
    );

    expect(await filesBelow(folder)).toEqual(['kept.txt', 'new/b.txt']);
    expect(sum).toBe('newer'.length + 'kept'.length);
  });

  it('does not write again what is right already', async () => {
    const folder = join(scratch, 'twice');
    const original = join(scratch, 'original.bin');
    writeFileSync(original, 'binary');
    const files = new Map<string, FileSource>([
      ['text', bytes('text')],
      ['copy', { copyOf: original }],
    ]);
    const times = () => readdirSync(folder).map((name) => statSync(join(folder, name)).ctimeMs);

    await syncFolder(folder, files);
    const before = times();
    await syncFolder(folder, files);

    expect(times()).toEqual(before);
  });
});
