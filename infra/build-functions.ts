import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { PipelineError } from '../shared/contracts/pipeline-error.ts';
import type { FunctionName } from '../shared/contracts/timing.ts';
import { type Platform, repositoryFolder } from './build-target.ts';
import { bundleCode } from './bundle-code.ts';
import { functionBundles, modelFile } from './function-bundles.ts';
import { nativeFiles } from './native-packages.ts';
import { type FileSource, syncFolder } from './sync-folder.ts';

/** Lambda counts in powers of two: 250 MB are 262,144,000 bytes, code and layers together, unzipped. */
export const bytesPerMegabyte = 2 ** 20;
const maxMegabytes = 250;

export type BuiltFunction = { readonly functionName: FunctionName; readonly bytes: number };

/**
 * Builds the bundles of functions for a platform, each into `<folder>/<function>/`: index.mjs, and beside it the native
 * packages that its code imports, pruned to the platform, and its files. Writes only what changed; the same sources
 * give the same bytes. Returns each function's unzipped size.
 * @throws BUILD_FAILED where a function is above Lambda's limit of 250 MB.
 */
export async function buildFunctions(
  functionNames: readonly FunctionName[],
  platform: Platform,
  folder: string,
): Promise<BuiltFunction[]> {
  return Promise.all(
    functionNames.map(async (functionName) => {
      const files = await bundleFiles(functionName, platform);
      const bytes = await syncFolder(join(folder, functionName), files);
      if (bytes <= maxMegabytes * bytesPerMegabyte) return { functionName, bytes };
      const megabytes = (bytes / bytesPerMegabyte).toFixed(1);
      throw new PipelineError(
        'BUILD_FAILED',
        `Expected ${functionName} to be at most ${maxMegabytes} MB unzipped, got ${megabytes} MB: Lambda takes no more.`,
      );
    }),
  );
}

async function bundleFiles(functionName: FunctionName, platform: Platform): Promise<Map<string, FileSource>> {
  const bundle = functionBundles[functionName];
  const { code, imports } = await bundleCode(functionName, bundle.nativePackages);
  const files = new Map<string, FileSource>([['index.mjs', { bytes: code }]]);
  for (const name of imports) for (const [path, source] of await nativeFiles(name, platform)) files.set(path, source);
  for (const path of bundle.files) files.set(basename(path), { copyOf: await presentFile(path) });
  return files;
}

/** The path of a file that goes into a bundle; the model is fetched where it is missing. */
async function presentFile(path: string): Promise<string> {
  const file = join(repositoryFolder, path);
  if (existsSync(file) || path !== modelFile) return file;
  try {
    await promisify(execFile)(process.execPath, [join(repositoryFolder, 'infra', 'fetch-model.ts')]);
    return file;
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : String(cause);
    throw new PipelineError('BUILD_FAILED', `Expected infra/fetch-model.ts to fetch ${path}, got: ${said}`, { cause });
  }
}
