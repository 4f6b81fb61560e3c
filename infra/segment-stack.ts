import { Aws, Stack } from 'aws-cdk-lib';
import { CfnEndpoint, CfnEndpointConfig, CfnModel } from 'aws-cdk-lib/aws-sagemaker';
import type { Construct } from 'constructs';
import { workKey } from '../shared/contracts/keys.ts';
import { segmenters } from '../shared/contracts/segmenters.ts';
import { makeContainerImage } from './container-image.ts';
import { ContainerRole, segmentingPermissions } from './container-role.ts';
import { hasGpu, hostOf } from './instance-types.ts';
import { makeNames } from './names.ts';
import type { Settings } from './settings.ts';
import { makeSynthesizer } from './synthesizer.ts';

const variantName = 'main';
/** A gigabyte of weights is fetched and loaded before /ping is answered. */
const startUpSeconds = 1200;
/**
 * mask-photo works about as long on a photo as the network does, and asks for one picture at a time: four photos in work
 * keep an instance busy, and none waits for more than three others.
 */
export const segmentJobsPerInstance = 4;

/**
 * The endpoint that finds products where the segmenter is too large for mask-photo. It answers at once, so it never
 * scales to zero: it costs while it stands. Its weights lie in the work bucket before it is deployed.
 */
export class SegmentStack extends Stack {
  constructor(scope: Construct, settings: Settings, containerFolder: string) {
    const names = makeNames(settings.stage);
    super(scope, names.segmentStack, {
      stackName: names.segmentStack,
      description: 'Packshot: the endpoint that finds products',
      synthesizer: makeSynthesizer(),
    });
    const { segmentInstanceType: instanceType, segmentInstances, segmenter } = settings;
    const { sha256 } = segmenters[segmenter];
    const lock = hasGpu(instanceType) ? 'requirements-segmenter-gpu.lock' : 'requirements-segmenter.lock';
    const image = makeContainerImage(this, containerFolder, lock);
    const role = new ContainerRole(this, 'container', {
      endpointLogsArn: names.endpointLogsArn(names.segmentEndpoint),
      repositoryArn: image.repository.repositoryArn,
      work: segmentingPermissions(names, workKey.weightsFolder(sha256)),
    });
    const s3Uri = names.weightsUri(sha256);
    const model = new CfnModel(this, 'model', {
      executionRoleArn: role.arn,
      primaryContainer: {
        image: image.imageUri,
        environment: containerVariables(settings),
        modelDataSource: { s3DataSource: { s3Uri, s3DataType: 'S3Prefix', compressionType: 'None' } },
      },
    });
    const variant = { variantName, modelName: model.attrModelName, instanceType, initialVariantWeight: 1 };
    const config = new CfnEndpointConfig(this, 'config', {
      productionVariants: [
        {
          ...variant,
          ...hostOf(instanceType),
          initialInstanceCount: segmentInstances,
          modelDataDownloadTimeoutInSeconds: startUpSeconds,
          containerStartupHealthCheckTimeoutInSeconds: startUpSeconds,
        },
      ],
    });
    new CfnEndpoint(this, 'endpoint', {
      endpointName: names.segmentEndpoint,
      endpointConfigName: config.attrEndpointConfigName,
    });
  }
}

/** What gpu-container/packshot_container/settings.py reads. */
const containerVariables = ({ segmenter }: Settings): Record<string, string> => ({
  PACKSHOT_SEGMENTER: segmenter,
  PACKSHOT_JOB_PLACES: String(segmentJobsPerInstance),
  AWS_REGION: Aws.REGION,
});
