import { join } from 'node:path';
import { PipelineError } from '../shared/contracts/pipeline-error.ts';

/** Where bundles run: an operating system and CPU, as npm packages of native code name them. */
export type Platform = 'linux-x64' | 'linux-arm64' | 'darwin-arm64';
/** As AWS Lambda names CPUs. */
export type Architecture = 'x86_64' | 'arm64';
/** `lambda` for AWS, `host` for the local AWS, whose functions run on this machine. */
export type Target = 'lambda' | 'host';

export const repositoryFolder = join(import.meta.dirname, '..');
const platformOfLambda = { x86_64: 'linux-x64', arm64: 'linux-arm64' } as const satisfies Record<
  Architecture,
  Platform
>;
const platforms: readonly string[] = ['linux-x64', 'linux-arm64', 'darwin-arm64'];

/**
 * The platform that bundles are built for.
 * @throws BUILD_FAILED where this machine is asked for and has no ready-made packages (Windows, Intel Macs).
 */
export function platformOf(target: Target, architecture: Architecture): Platform {
  return target === 'lambda' ? platformOfLambda[architecture] : hostPlatform();
}

/**
 * The folder that holds the bundles, one folder a function below it. Where this machine is what Lambda is, host and
 * Lambda share their bundles, so that what runs locally is what is deployed.
 */
export function bundlesFolder(target: Target, architecture: Architecture): string {
  const isLambda = target === 'lambda' || platformOfLambda[architecture] === hostPlatform();
  return join(repositoryFolder, 'dist', isLambda ? 'lambda' : 'host');
}

function hostPlatform(): Platform {
  const host = `${process.platform}-${process.arch}`;
  if (isPlatform(host)) return host;
  throw new PipelineError(
    'BUILD_FAILED',
    `Expected Linux on x64 or arm64, or macOS on arm64, got ${host}: onnxruntime-node has no build for it.`,
  );
}

const isPlatform = (text: string): text is Platform => platforms.includes(text);
