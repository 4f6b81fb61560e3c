import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import type { Construct } from 'constructs';

/** What the image is not made from. */
const notInImage = ['tests', '**/__pycache__', '**/.*_cache', '.venv'];

/**
 * The image of the container, with `moreRequirements` (a file beside the Dockerfile) installed on top where it is given.
 * Built by `cdk deploy`; synthesis only reads the folder.
 */
export function makeContainerImage(scope: Construct, directory: string, moreRequirements?: string): DockerImageAsset {
  return new DockerImageAsset(scope, 'image', {
    directory,
    platform: Platform.LINUX_AMD64,
    exclude: notInImage,
    ...(moreRequirements === undefined ? {} : { buildArgs: { MORE_REQUIREMENTS: moreRequirements } }),
  });
}
