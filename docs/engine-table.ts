import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const bounds = z.strictObject({ usual: z.number(), least: z.number(), most: z.number() });
/** The container's registry of engines as it writes it into gpu-container/engines.json. */
const engines = z.array(
  z.strictObject({
    name: z.string(),
    pipelines: z.array(z.string()),
    weights: z.strictObject({ id: z.string(), sources: z.record(z.string(), z.string()) }).nullable(),
    licence: z.string(),
    licenceAllows: z.string(),
    layout: z.enum(['init', 'reference', 'control', 'none']),
    sizeRule: z.strictObject({ stepPx: z.int(), minSidePx: z.int(), maxSidePx: z.int(), maxPixels: z.int() }),
    isPrompted: z.boolean(),
    tokenLimit: z.int().nullable(),
    steps: bounds.nullable(),
    guidance: bounds.nullable(),
    guidanceMeans: z.string(),
    takesNegativePrompt: z.boolean(),
    schedulers: z.array(z.string()),
    strength: bounds.nullable(),
    inContextStrength: bounds.nullable(),
    strengthSteps: z.string(),
    fillStrength: z.number().nullable(),
    modes: z.array(z.enum(['stage', 'in-context', 'extend'])),
    overlapPx: z.int(),
    mask: z.string(),
    gpuMemoryGib: z.int(),
  }),
);
type Bounds = z.infer<typeof bounds>;

const file = join(import.meta.dirname, '..', 'gpu-container', 'engines.json');
const readEngines = () => engines.parse(JSON.parse(readFileSync(file, 'utf8')));

const code = (text: string): string => `\`${text}\``;
const shown = (range: Bounds | null): string =>
  range === null ? 'refused' : `${range.least}–${range.most} (${range.usual})`;
const layouts = {
  init: 'the picture it starts from',
  reference: 'a reference beside the prompt',
  control: 'a control',
  none: 'unseen',
} as const;

const modes = { stage: 'an empty stage', 'in-context': 'around a product', extend: 'around a photo' } as const;

/** Head and rows of the table of engines: what each is, may be used for, and needs. */
export const engineHead = [
  'Engine',
  'Licence',
  'It allows',
  'Underpaint',
  'Paints',
  'Canvas',
  'Prompt',
  'GPU memory',
  'Weights',
];
export const engineRows = (): string[][] =>
  readEngines().map((engine) => [
    code(engine.name),
    engine.licence,
    engine.licenceAllows,
    layouts[engine.layout],
    engine.modes.map((mode) => modes[mode]).join(', '),
    canvas(engine.sizeRule),
    engine.tokenLimit === null ? 'not read' : `at most ${engine.tokenLimit} tokens`,
    engine.gpuMemoryGib === 0 ? 'no GPU' : `${engine.gpuMemoryGib} GiB`,
    Object.entries(engine.weights?.sources ?? {})
      .map(([folder, source]) => `${code(`${folder}/`)} ${source}`)
      .join(', '),
  ]);

/** Head and rows of the table of settings: what a job may ask of each engine, with bounds and the usual number. */
export const engineSettingsHead = [
  'Engine',
  'steps',
  'guidance',
  'negativePrompt',
  'scheduler',
  'strength',
  'strength in context',
  'Outpaints at',
  'Paints with',
];
export const engineSettingsRows = (): string[][] =>
  readEngines()
    .filter(({ isPrompted }) => isPrompted)
    .map((engine) => [
      code(engine.name),
      shown(engine.steps),
      engine.guidance === null ? 'refused' : `${shown(engine.guidance)}: ${engine.guidanceMeans}`,
      engine.takesNegativePrompt ? 'yes' : 'refused',
      engine.schedulers.length === 0 ? 'refused' : engine.schedulers.map(code).join(', '),
      strength(engine.strength, engine.strengthSteps),
      strength(engine.inContextStrength, engine.strengthSteps),
      engine.fillStrength === null ? 'no strength' : `strength ${engine.fillStrength}`,
      `${engine.pipelines.map(code).join(', ')}; ${engine.mask}`,
    ]);

const strength = (range: Bounds | null, steps: string): string =>
  range === null ? 'refused' : `${shown(range)}: so many of the steps run, ${steps}`;

const canvas = ({ stepPx, minSidePx, maxSidePx, maxPixels }: z.infer<typeof engines>[number]['sizeRule']): string =>
  `${stepPx === 1 ? '' : `multiples of ${stepPx} px, `}sides ${minSidePx}–${maxSidePx} px, ${(maxPixels / 1e6).toFixed(1)} MP at most`;
