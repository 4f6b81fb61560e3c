import type { App } from 'aws-cdk-lib';
import { segmenters } from '../shared/contracts/segmenters.ts';
import { GpuStack } from './gpu-stack.ts';
import { PipelineStack } from './pipeline-stack.ts';
import { SegmentStack } from './segment-stack.ts';
import type { Settings } from './settings.ts';

/** Where the stacks find what they deploy. */
export type DeployedFolders = {
  /** One bundle a function. */
  readonly bundles: string;
  /** The Dockerfile of the endpoint's container. */
  readonly container: string;
};

/**
 * Adds the stacks of one deployment to an app: the pipeline, with an engine the endpoint that paints, and with a
 * segmenter that runs in the container the endpoint that finds products.
 */
export function addStacks(
  app: App,
  settings: Settings,
  folders: DeployedFolders,
): { pipeline: PipelineStack; gpu: GpuStack | undefined; segment: SegmentStack | undefined } {
  const pipeline = new PipelineStack(app, settings, folders.bundles);
  const gpu = settings.engine === 'none' ? undefined : new GpuStack(app, settings, folders.container);
  gpu?.addStackDependency(pipeline, 'The topics and the work bucket must be there before SageMaker is told of them.');
  const isInContainer = segmenters[settings.segmenter].runsIn === 'container';
  const segment = isInContainer ? new SegmentStack(app, settings, folders.container) : undefined;
  segment?.addStackDependency(pipeline, 'The weights must lie in the work bucket before SageMaker fetches them.');
  return { pipeline, gpu, segment };
}
