import { z } from 'zod';
import { sha256Text } from './geometry.ts';
import { PipelineError } from './pipeline-error.ts';
import { segmenterNames } from './segmenters.ts';

const name = z.string().min(1);
const tableAndWork = { TABLE_NAME: name, WORK_BUCKET: name };

/** The variables of each function: the stack sets them, handler.ts reads them, nothing else does. */
export const functionEnvironments = {
  'mask-photo': z.object({
    ...tableAndWork,
    PHOTOS_BUCKET: name,
    PLAN_QUEUE_URL: name,
    SEGMENTER: z.enum(segmenterNames),
    /** Asked where the segmenter runs in the container. */
    SEGMENT_ENDPOINT_NAME: name,
  }),
  'plan-renders': z.object({
    ...tableAndWork,
    PHOTOS_BUCKET: name,
    PLAN_QUEUE_URL: name,
    RENDER_QUEUE_URL: name,
    FINISH_QUEUE_URL: name,
    /** The engine of the deployment; `none` where there is no endpoint. */
    ENGINE: name,
    /** The sha256 of that engine's weights: other weights are another engine. `none` where it has none. */
    ENGINE_WEIGHTS: z.union([z.literal('none'), sha256Text]),
  }),
  'render-plate': z.object({
    ...tableAndWork,
    FINISH_QUEUE_URL: name,
    RENDER_QUEUE_URL: name,
    ENDPOINT_NAME: name,
    MAX_IN_FLIGHT: z.coerce.number().int().positive(),
  }),
  'finish-variants': z.object({
    ...tableAndWork,
    VARIANTS_BUCKET: name,
    FINISH_QUEUE_URL: name,
    RENDER_QUEUE_URL: name,
    ENDPOINT_NAME: name,
  }),
  announce: z.object({ TABLE_NAME: name, EVENT_BUS_NAME: name }),
  sweep: z.object({
    TABLE_NAME: name,
    WORK_BUCKET: name,
    PHOTOS_BUCKET: name,
    INGEST_QUEUE_URL: name,
    PLAN_QUEUE_URL: name,
    RENDER_QUEUE_URL: name,
    FINISH_QUEUE_URL: name,
    ENDPOINT_NAME: name,
  }),
} as const;

/**
 * Reads the variables of a function, once, at start-up.
 * @throws ENVIRONMENT_INVALID naming each variable that is missing or wrong.
 */
export function readEnvironment<N extends keyof typeof functionEnvironments>(
  functionName: N,
  variables: NodeJS.ProcessEnv,
): z.infer<(typeof functionEnvironments)[N]> {
  const parsed = functionEnvironments[functionName].safeParse(variables);
  if (parsed.success) return parsed.data as z.infer<(typeof functionEnvironments)[N]>;
  const wrong = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new PipelineError(
    'ENVIRONMENT_INVALID',
    `Expected a value for ${wrong} in the environment of ${functionName}.`,
  );
}

/** The endpoint of a local AWS, undefined on real AWS. Local AWS sets it for every function. */
export const readEndpointUrl = (variables: NodeJS.ProcessEnv): string | undefined => variables.AWS_ENDPOINT_URL;
