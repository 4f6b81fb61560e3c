import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PipelineError } from '../shared/contracts/pipeline-error.ts';
import { gateSegmenter, type SegmenterName, segmenters } from '../shared/contracts/segmenters.ts';
import type { FunctionName } from '../shared/contracts/timing.ts';
import { studioSets } from '../shared/sets/studio-sets.ts';
import { type Platform, repositoryFolder } from './build-target.ts';
import { bundleCode } from './bundle-code.ts';
import { functionBundles, weightsFile } from './function-bundles.ts';
import { nativeFiles } from './native-packages.ts';
import { type FileSource, syncFolder } from './sync-folder.ts';

/** Lambda counts in powers of two: 250 MB are 262,144,000 bytes, code and layers together, unzipped. */
export const bytesPerMegabyte = 2 ** 20;
const maxMegabytes = 250;

export type BuiltFunction = { readonly functionName: FunctionName; readonly bytes: number };

/**
 * Builds the bundles of functions for a platform, each into `<folder>/<function>/`: index.mjs, and beside it the native
 * packages that its code imports, pruned to the platform; for masking the weights of a segmenter that runs
 * there, for finishing those of the one that looks for products in plates, for planning and finishing the pictures of the
 * studio sets. Writes only what changed; the same sources give the same bytes. Returns each function's unzipped size.
 * @throws BUILD_FAILED where a function is above Lambda's limit of 250 MB.
 */
export async function buildFunctions(
  functionNames: readonly FunctionName[],
  platform: Platform,
  folder: string,
  segmenter: SegmenterName,
): Promise<BuiltFunction[]> {
  return Promise.all(
    functionNames.map(async (functionName) => {
      const files = await bundleFiles(functionName, platform, segmenter);
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

/**
 * Checks that the bundles were built with the weights of the segmenter that is to be deployed, where it runs in them.
 * @throws SETTINGS_INVALID saying how to build them.
 */
export function requireWeights(folder: string, segmenter: SegmenterName): void {
  const { runsIn, file } = segmenters[segmenter];
  if (runsIn === 'container' || existsSync(join(folder, 'mask-photo', file))) return;
  throw new PipelineError(
    'SETTINGS_INVALID',
    `Expected the weights of ${segmenter} in the bundle of mask-photo, found none; run npm run build -- --segmenter ${segmenter}.`,
  );
}

async function bundleFiles(
  functionName: FunctionName,
  platform: Platform,
  segmenter: SegmenterName,
): Promise<Map<string, FileSource>> {
  const bundle = functionBundles[functionName];
  const { code, imports } = await bundleCode(functionName, bundle.nativePackages);
  const files = new Map<string, FileSource>([['index.mjs', { bytes: code }]]);
  for (const name of imports) for (const [path, source] of await nativeFiles(name, platform)) files.set(path, source);
  const weighed = bundle.weights === 'gates' ? gateSegmenter : segmenter;
  const { runsIn, file } = segmenters[weighed];
  if (bundle.weights !== 'none' && runsIn === 'function') files.set(file, { copyOf: await presentWeights(weighed) });
  if (bundle.hasSets) for (const [path, source] of setFiles()) files.set(path, source);
  return files;
}

/** The pictures of every studio set; their facts are part of the code. */
function setFiles(): [string, FileSource][] {
  return studioSets.flatMap(({ id, zooms }) =>
    zooms
      .flatMap(({ file, keyFile }) => [file, keyFile])
      .map((name): [string, FileSource] => [
        `sets/${id}/${name}`,
        { copyOf: join(repositoryFolder, 'shared', 'sets', id, name) },
      ]),
  );
}

/** The path of a segmenter's weights, which are fetched where they are missing. */
async function presentWeights(segmenter: SegmenterName): Promise<string> {
  const file = join(repositoryFolder, weightsFile(segmenter));
  if (existsSync(file)) return file;
  try {
    const script = join(repositoryFolder, 'infra', 'fetch-weights.ts');
    await promisify(execFile)(process.execPath, [script, segmenter]);
    return file;
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : String(cause);
    throw new PipelineError('BUILD_FAILED', `Expected the weights of ${segmenter} to be fetched, got: ${said}`, {
      cause,
    });
  }
}
