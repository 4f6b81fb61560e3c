import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import type { Construct } from 'constructs';

/** What an image installs: the locks beside the Dockerfile. */
export type ImageLock =
  | 'requirements.lock'
  | 'requirements-diffusion.lock'
  | 'requirements-segmenter.lock'
  | 'requirements-segmenter-gpu.lock';

/**
 * The image of the container, made from `directory` but for what its .dockerignore names. Built by `cdk deploy`;
 * synthesis only reads the folder.
 */
export function makeContainerImage(scope: Construct, directory: string, lock: ImageLock): DockerImageAsset {
  return new DockerImageAsset(scope, 'image', {
    directory,
    platform: Platform.LINUX_AMD64,
    buildArgs: { LOCK: lock },
  });
}
