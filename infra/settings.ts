import { z } from 'zod';
import { PipelineError } from '../shared/contracts/pipeline-error.ts';

/** Lambda's event source mappings take no less than 2 and no more than 1,000 at once. */
const concurrency = z.coerce.number().int().min(2).max(1000);
const count = z.coerce.number().int().positive();

/** What a deployment decides; each is a context value, from cdk.json or `cdk deploy -c name=value`. */
export const settingsSchema = z.strictObject({
  /** Part of every name. 16 characters, because a bucket's name has 63 in all. */
  stage: z
    .string()
    .regex(/^[a-z]([a-z0-9-]{0,14}[a-z0-9])?$/)
    .default('dev'),
  /** What paints `scene` looks; `none` deploys no endpoint, and such looks end as refused. */
  engine: z.enum(['none', 'studio']).default('none'),
  /** Of the endpoint. `studio` needs no GPU. */
  instanceType: z
    .string()
    .regex(/^ml\.[a-z0-9-]+\.[a-z0-9]+$/)
    .default('ml.c6i.xlarge'),
  /** The endpoint grows from zero to so many instances. */
  maxInstances: count.default(2),
  /** CPU of the functions. arm64 is cheaper but unproven with onnxruntime on Lambda: try it on a stage of its own. */
  architecture: z.enum(['x86_64', 'arm64']).default('x86_64'),
  /** Bundles for AWS, or for the local AWS, which runs the functions on this machine. */
  target: z.enum(['lambda', 'host']).default('lambda'),
  /** How many of a function run at once, at most. */
  maskConcurrency: concurrency.default(200),
  planConcurrency: concurrency.default(50),
  renderConcurrency: concurrency.default(5),
  finishConcurrency: concurrency.default(200),
  /** What was lost on the way is woken again after so many minutes. */
  sweepMinutes: count.default(5),
  /** An SNS topic that is told when an alarm goes off and when it ends. */
  alarmTopicArn: z.string().startsWith('arn:').optional(),
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
 * @throws SETTINGS_INVALID naming each setting that is wrong.
 */
export function readSettings(contextOf: (name: string) => unknown): Settings {
  const given = Object.keys(settingsSchema.shape).map((name) => [name, contextOf(name)]);
  const parsed = settingsSchema.safeParse(Object.fromEntries(given.filter(([, value]) => value !== undefined)));
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')} (${message})`).join(', ');
  throw new PipelineError('SETTINGS_INVALID', `Expected usable settings, got wrong ones: ${wrong}.`);
}
