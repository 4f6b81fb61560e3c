import { App } from 'aws-cdk-lib';
import { bundlesFolder } from './build-target.ts';
import { PipelineStack } from './pipeline-stack.ts';
import type { Settings } from './settings.ts';

/**
 * Writes the pipeline's stack for the local AWS into `outFolder`, as `cdk synth` would, in a tenth of its time: without
 * the command line tool and without checks, which `npm run synth` makes. The endpoint's stack is left out; locally
 * nothing in it can run. Returns the name of the stack. The bundles must be built.
 */
export function synthesize(
  settings: Settings,
  outFolder: string,
  bundles = bundlesFolder(settings.target, settings.architecture),
): string {
  const app = new App({
    outdir: outFolder,
    analyticsReporting: false,
    stackTraces: false,
    treeMetadata: false,
    builtinCloudFormationValidation: false,
  });
  const { stackName } = new PipelineStack(app, settings, bundles);
  app.synth();
  return stackName;
}
