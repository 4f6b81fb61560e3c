import type { App } from 'aws-cdk-lib';
import { GpuStack } from './gpu-stack.ts';
import { PipelineStack } from './pipeline-stack.ts';
import type { Settings } from './settings.ts';

/** Where the stacks find what they deploy. */
export type DeployedFolders = {
  /** One bundle a function. */
  readonly bundles: string;
  /** The Dockerfile of the endpoint's container. */
  readonly container: string;
};

/** Adds the stacks of one deployment to an app: the pipeline, and with an engine the endpoint that paints. */
export function addStacks(
  app: App,
  settings: Settings,
  folders: DeployedFolders,
): { pipeline: PipelineStack; gpu: GpuStack | undefined } {
  const pipeline = new PipelineStack(app, settings, folders.bundles);
  if (settings.engine === 'none') return { pipeline, gpu: undefined };
  const gpu = new GpuStack(app, settings, folders.container);
  gpu.addStackDependency(pipeline, 'The topics and the work bucket must be there before SageMaker is told of them.');
  return { pipeline, gpu };
}
