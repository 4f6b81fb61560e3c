/**
 * `npm run build`: the functions' bundles, for AWS under dist/lambda or for this machine under dist/host (the same
 * folder where this machine is what Lambda is).
 *
 *     node infra/build.ts [--target lambda|host] [--architecture x86_64|arm64] [--segmenter NAME] [FUNCTION...]
 */
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { PipelineError } from '../shared/contracts/pipeline-error.ts';
import { segmenterNames } from '../shared/contracts/segmenters.ts';
import { buildFunctions, bytesPerMegabyte } from './build-functions.ts';
import { bundlesFolder, platformOf, repositoryFolder } from './build-target.ts';
import { functionNames, isFunctionName } from './function-bundles.ts';

const { values, positionals } = parseArgs({
  options: { target: { type: 'string' }, architecture: { type: 'string' }, segmenter: { type: 'string' } },
  allowPositionals: true,
});
const target = z.enum(['lambda', 'host']).default('lambda').parse(values.target);
const architecture = z.enum(['x86_64', 'arm64']).default('x86_64').parse(values.architecture);
const segmenter = z.enum(segmenterNames).default('u2netp').parse(values.segmenter);
const wanted = z.array(z.string().refine(isFunctionName, 'expected the name of a function')).parse(positionals);

const folder = bundlesFolder(target, architecture);
const start = performance.now();
try {
  const built = await buildFunctions(
    wanted.length > 0 ? wanted.filter(isFunctionName) : functionNames,
    platformOf(target, architecture),
    folder,
    segmenter,
  );
  for (const { functionName, bytes } of built) {
    console.log(`${functionName.padEnd(16)}${(bytes / bytesPerMegabyte).toFixed(1).padStart(6)} MB unzipped`);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${relative(repositoryFolder, folder)}: ${built.length} functions in ${seconds} s`);
} catch (error) {
  if (!(error instanceof PipelineError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
