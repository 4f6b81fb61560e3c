/** What `cdk` runs, by cdk.json: both stacks, with the settings of the context, checked by cdk-nag. */
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { addStacks } from './add-stacks.ts';
import { requireWeights } from './build-functions.ts';
import { bundlesFolder, repositoryFolder } from './build-target.ts';
import { readSettings } from './settings.ts';

const app = new App();
const settings = readSettings((name) => app.node.tryGetContext(name));
const bundles = bundlesFolder(settings.target, settings.architecture);
requireWeights(bundles, settings.segmenter);
addStacks(app, settings, {
  bundles,
  container: join(repositoryFolder, 'gpu-container'),
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
