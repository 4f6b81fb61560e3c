import { z } from 'zod';
import { engineNames } from '../shared/contracts/engines.ts';
import { PipelineError } from '../shared/contracts/pipeline-error.ts';
import { segmenterNames } from '../shared/contracts/segmenters.ts';
import { checkEngine } from './check-engine.ts';

/** Lambda's event source mappings take no less than 2 and no more than 1,000 at once. */
const concurrency = z.coerce.number().int().min(2).max(1000);
const count = z.coerce.number().int().positive();

/** What a deployment decides; each is a context value, from cdk.json or `cdk deploy -c name=value`. */
export const settingsSchema = z.strictObject({
  stage: z
    .string()
    .regex(/^[a-z]([a-z0-9-]{0,14}[a-z0-9])?$/)
    .default('dev')
    .describe('Part of every name; 16 characters at most, because a bucket’s name has 63 in all.'),
  engine: z
    .enum(['none', ...engineNames])
    .default('none')
    .describe(
      'What paints `scene` looks; `none` deploys no endpoint, and such looks end as refused. `studio` needs no GPU and reads no prompt; the [others](docs/engines.md) have weights, [which come first](gpu-container/README.md#deploy-an-engine).',
    ),
  engineWeights: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .describe(
      'For an engine with weights, and required there: their sha256, as `python -m tools.list_weights` prints it.',
    ),
  fluxDevAgreement: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/)
    .optional()
    .describe(
      'For `flux1-dev` and `flux1-fill-dev`, and required there: the id of your agreement with Black Forest Labs, as it shall stand in receipts.',
    ),
  segmenter: z
    .enum(segmenterNames)
    .default('u2netp')
    .describe(
      'The network that finds products, bundled by `npm run build -- --segmenter NAME`; the two `birefnet` are too large for that and run behind an endpoint.',
    ),
  segmentInstanceType: z
    .string()
    .regex(/^ml\.[a-z0-9-]+\.[a-z0-9]+$/)
    .default('ml.g4dn.xlarge')
    .describe('Of the endpoint of a `birefnet` segmenter: with a GPU, or without one and slowly.'),
  segmentInstances: count.default(1).describe('So many of them, all the time: this endpoint does not scale to zero.'),
  instanceType: z
    .string()
    .regex(/^ml\.[a-z0-9-]+\.[a-z0-9]+$/)
    .optional()
    .describe(
      'Of the endpoint that paints. Left out: `ml.c6i.xlarge` for `studio`, `ml.g6.xlarge` for engines that need 24 GiB of GPU memory, `ml.g6e.xlarge` for 48 GiB.',
    ),
  maxInstances: count.default(2).describe('The endpoint grows from zero to so many instances.'),
  architecture: z
    .enum(['x86_64', 'arm64'])
    .default('x86_64')
    .describe('CPU of the functions. arm64 is unproven with onnxruntime on Lambda: try it on a stage of its own.'),
  target: z
    .enum(['lambda', 'host'])
    .default('lambda')
    .describe('Bundles for AWS, or for the local AWS, which runs the functions on this machine.'),
  maskConcurrency: concurrency.default(200).describe('How many mask-photo functions run at once, at most.'),
  planConcurrency: concurrency.default(50).describe('The same for plan-renders.'),
  renderConcurrency: concurrency.default(5).describe('The same for render-plate.'),
  finishConcurrency: concurrency.default(200).describe('The same for finish-variants.'),
  sweepMinutes: count.default(5).describe('What was lost on the way is woken again after so many minutes.'),
  alarmTopicArn: z
    .string()
    .startsWith('arn:')
    .optional()
    .describe('An SNS topic that is told when an alarm goes off and when it ends.'),
});
export type Settings = z.infer<typeof settingsSchema>;

/** The local AWS: as many at once as two cores can use, and lost work is woken within a minute. */
export const localSettings: Settings = settingsSchema.parse({
  stage: 'local',
  engine: 'studio',
  target: 'host',
  maskConcurrency: 2,
  planConcurrency: 2,
  renderConcurrency: 2,
  finishConcurrency: 2,
  sweepMinutes: 1,
});

/**
 * Reads the settings with `contextOf`, which gives the context value of a name or undefined.
 * @throws SETTINGS_INVALID naming each setting that is wrong, or what the engine lacks.
 */
export function readSettings(contextOf: (name: string) => unknown): Settings {
  const given = Object.keys(settingsSchema.shape).map((name) => [name, contextOf(name)]);
  const parsed = settingsSchema.safeParse(Object.fromEntries(given.filter(([, value]) => value !== undefined)));
  if (parsed.success) {
    checkEngine(parsed.data);
    return parsed.data;
  }
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')} (${message})`).join(', ');
  throw new PipelineError('SETTINGS_INVALID', `Expected usable settings, got wrong ones: ${wrong}.`);
}
