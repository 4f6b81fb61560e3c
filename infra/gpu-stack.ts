import { Aws, Stack } from 'aws-cdk-lib';
import { CfnEndpoint, CfnEndpointConfig, CfnModel } from 'aws-cdk-lib/aws-sagemaker';
import type { Construct } from 'constructs';
import { isAgreementEngine, isDiffusionEngine } from '../shared/contracts/engines.ts';
import { workKey } from '../shared/contracts/keys.ts';
import { paintInstanceType } from './check-engine.ts';
import { makeContainerImage } from './container-image.ts';
import { ContainerRole, paintingPermissions } from './container-role.ts';
import { EndpointScaling } from './endpoint-scaling.ts';
import { hostOf } from './instance-types.ts';
import { answersPrefix, makeNames, type Names } from './names.ts';
import { paintJobsPerInstance } from './paint-jobs.ts';
import type { Settings } from './settings.ts';
import { makeSynthesizer } from './synthesizer.ts';

const variantName = 'main';
/** Gigabytes of weights are fetched, then read and moved to the GPU before /ping is answered: each gets so long. */
const startUpSeconds = 1800;

/**
 * The endpoint that paints: model, asynchronous inference, scaling from zero. It is a stack of its own, so that a
 * missing quota for its instances never rolls back a bucket. It means everything in the other stack by name.
 */
export class GpuStack extends Stack {
  constructor(scope: Construct, settings: Settings, containerFolder: string) {
    const names = makeNames(settings.stage);
    super(scope, names.gpuStack, {
      stackName: names.gpuStack,
      description: 'Packshot: the endpoint that paints scenes, scaling from zero',
      synthesizer: makeSynthesizer(),
    });
    const { engine, engineWeights } = settings;
    const lock = isDiffusionEngine(engine) ? 'requirements-diffusion.lock' : 'requirements.lock';
    const image = makeContainerImage(this, containerFolder, lock);
    const role = new ContainerRole(this, 'container', {
      endpointLogsArn: names.endpointLogsArn(names.endpoint),
      repositoryArn: image.repository.repositoryArn,
      work: paintingPermissions(names, engineWeights && workKey.weightsFolder(engineWeights)),
    });
    // Network isolation would cut the container off from S3 too, where it reads its jobs and writes its plates.
    const model = new CfnModel(this, 'model', {
      executionRoleArn: role.arn,
      primaryContainer: {
        image: image.imageUri,
        environment: containerVariables(settings),
        ...modelData(names, engineWeights),
      },
    });
    const config = this.#makeConfig(names, settings, model);
    const endpoint = new CfnEndpoint(this, 'endpoint', {
      endpointName: names.endpoint,
      endpointConfigName: config.attrEndpointConfigName,
    });
    const { maxInstances } = settings;
    const scaling = new EndpointScaling(this, 'scaling', { endpointName: names.endpoint, variantName, maxInstances });
    scaling.node.addDependency(endpoint);
  }

  #makeConfig(names: Names, settings: Settings, model: CfnModel): CfnEndpointConfig {
    const instanceType = paintInstanceType(settings);
    const answers = `s3://${names.bucket('work')}/${answersPrefix}/`;
    return new CfnEndpointConfig(this, 'config', {
      productionVariants: [
        {
          variantName,
          modelName: model.attrModelName,
          instanceType,
          ...hostOf(instanceType),
          initialInstanceCount: 1,
          initialVariantWeight: 1,
          modelDataDownloadTimeoutInSeconds: startUpSeconds,
          containerStartupHealthCheckTimeoutInSeconds: startUpSeconds,
        },
      ],
      asyncInferenceConfig: {
        clientConfig: { maxConcurrentInvocationsPerInstance: paintJobsPerInstance },
        outputConfig: {
          s3OutputPath: answers,
          s3FailurePath: answers,
          notificationConfig: { successTopic: names.topicArn('success'), errorTopic: names.topicArn('error') },
        },
      },
    });
  }
}

/**
 * The weights as SageMaker lays them into /opt/ml/model, each key a path: the folder of the engine's name in it is where
 * the container looks for them. Nothing is compressed or unpacked.
 */
function modelData(
  names: Names,
  sha256: string | undefined,
): Pick<CfnModel.ContainerDefinitionProperty, 'modelDataSource'> {
  if (sha256 === undefined) return {};
  const s3Uri = names.weightsUri(sha256);
  return { modelDataSource: { s3DataSource: { s3Uri, s3DataType: 'S3Prefix', compressionType: 'None' } } };
}

/** What gpu-container/packshot_container/settings.py reads. */
const containerVariables = ({ engine, engineWeights, fluxDevAgreement }: Settings): Record<string, string> => ({
  PACKSHOT_ENGINE: engine,
  PACKSHOT_JOB_PLACES: String(paintJobsPerInstance),
  ...(engineWeights === undefined ? {} : { PACKSHOT_WEIGHTS_SHA256: engineWeights }),
  ...(isAgreementEngine(engine) && fluxDevAgreement ? { ACCEPT_FLUX_DEV_COMMERCIAL_LICENSE: fluxDevAgreement } : {}),
  AWS_REGION: Aws.REGION,
});
