import { Aws, Stack } from 'aws-cdk-lib';
import { CfnEndpoint, CfnEndpointConfig, CfnModel } from 'aws-cdk-lib/aws-sagemaker';
import type { Construct } from 'constructs';
import { makeContainerImage } from './container-image.ts';
import { ContainerRole, paintingPermissions } from './container-role.ts';
import { EndpointScaling } from './endpoint-scaling.ts';
import { answersPrefix, makeNames, type Names } from './names.ts';
import type { Settings } from './settings.ts';
import { makeSynthesizer } from './synthesizer.ts';

const variantName = 'main';
/** An engine reads gigabytes of weights before it answers /ping. */
const startUpSeconds = 1800;
/** One picture is painted at a time; the inputs of the next are fetched meanwhile. */
export const jobsPerInstance = 2;

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
    const image = makeContainerImage(this, containerFolder);
    const role = new ContainerRole(this, 'container', {
      endpointLogsArn: names.endpointLogsArn(names.endpoint),
      repositoryArn: image.repository.repositoryArn,
      work: paintingPermissions(names),
    });
    const model = new CfnModel(this, 'model', {
      executionRoleArn: role.arn,
      primaryContainer: { image: image.imageUri, environment: containerVariables(settings) },
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

  #makeConfig(names: Names, { instanceType }: Settings, model: CfnModel): CfnEndpointConfig {
    const answers = `s3://${names.bucket('work')}/${answersPrefix}/`;
    return new CfnEndpointConfig(this, 'config', {
      productionVariants: [
        {
          variantName,
          modelName: model.attrModelName,
          instanceType,
          initialInstanceCount: 1,
          initialVariantWeight: 1,
          containerStartupHealthCheckTimeoutInSeconds: startUpSeconds,
        },
      ],
      asyncInferenceConfig: {
        clientConfig: { maxConcurrentInvocationsPerInstance: jobsPerInstance },
        outputConfig: {
          s3OutputPath: answers,
          s3FailurePath: answers,
          notificationConfig: { successTopic: names.topicArn('success'), errorTopic: names.topicArn('error') },
        },
      },
    });
  }
}

/** What gpu-container/packshot_container/settings.py reads. */
const containerVariables = ({ engine }: Settings): Record<string, string> => ({
  PACKSHOT_ENGINE: engine,
  PACKSHOT_JOB_PLACES: String(jobsPerInstance),
  AWS_REGION: Aws.REGION,
});
