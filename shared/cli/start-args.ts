import { isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultDiffusionEngine, type EngineName, engineNames, isDiffusionEngine } from '../contracts/engines.ts';
import { readArgs, splitList, usageError } from './command-line.ts';
import { helpBlock } from './help.ts';

const samplesFolder = fileURLToPath(new URL('../../samples/photos', import.meta.url));

/** What `packshot start` is asked; paths are absolute. */
export type StartOptions = {
  readonly isOnce: boolean;
  readonly isFresh: boolean;
  readonly photosFolder: string;
  readonly outFolder: string;
  readonly briefFile: string | undefined;
  readonly placements: readonly string[] | undefined;
  readonly looks: readonly string[] | undefined;
  readonly engine: EngineName;
  /** The folder with the engine's weights, for one that has some. */
  readonly weightsFolder: string | undefined;
};

export const startHelp = `Runs the whole pipeline on this machine and puts a folder of photos through it.

Usage: npm start -- [options]     (or npx packshot start [options])

Sets up what is missing (a Python environment, the masking model), builds the functions, starts a
local AWS and the painting container on loopback, deploys the stack, uploads the photos and writes
the finished pictures, their receipts and a contact sheet. Then stays up until Ctrl-C.

${helpBlock('Options', [
  [
    '--photos DIR',
    'the photos (default: samples/photos): DIR/shoe.jpg is sku shoe, view main;\nDIR/<sku>/<view>.jpg; deeper folders; brief.json and <view>.matte.png beside them',
  ],
  ['--out DIR', 'where the results go (default: out)'],
  ['--brief FILE', 'what to make, for photos without a nearer brief.json'],
  ['--placements A,B*', 'only these placements, by id or glob: npx packshot placements'],
  [
    '--looks A,B',
    'only these looks, by name or kind (plain, set, scene, extend); a photo whose\nbrief.json has none of them takes them from the brief above it, at last the\nbuilt-in one',
  ],
  [
    '--engine NAME',
    `what paints scene looks (default: studio, or ${defaultDiffusionEngine} with --weights):\n${engineNames.slice(0, 3).join(', ')},\n${engineNames.slice(3).join(', ')}`,
  ],
  ['--weights DIR', 'the weights of an engine other than studio: DIR/<engine>/weights.json'],
  ['--once', 'end when every photo has ended'],
  ['--fresh', 'forget the state of earlier runs first (.packshot; the model is kept)'],
])}

Exit codes: 0 every photo is finished; 1 the run itself went wrong, or a picture failed on every
attempt; 2 some photos were rejected; 130 ended by Ctrl-C before that.
What was made before is found done: a second run over the same photos renders nothing.`;

/**
 * Reads the arguments of `packshot start`. Relative paths start at `folder`.
 * @throws USAGE_INVALID
 */
export function readStartArgs(args: readonly string[], folder: string): StartOptions {
  const { values, positionals } = readArgs('start', args, {
    once: { type: 'boolean' },
    fresh: { type: 'boolean' },
    photos: { type: 'string' },
    out: { type: 'string' },
    brief: { type: 'string' },
    placements: { type: 'string' },
    looks: { type: 'string' },
    engine: { type: 'string' },
    weights: { type: 'string' },
  });
  if (positionals.length > 0) {
    throw usageError(
      'start',
      `Expected no argument without a name, got "${positionals[0]}"; a folder goes after --photos`,
    );
  }
  const photosFolder = values.photos === undefined ? samplesFolder : resolve(folder, values.photos);
  const outFolder = resolve(folder, values.out ?? 'out');
  if (isWithin(photosFolder, outFolder)) {
    throw usageError('start', `Expected --out apart from the photos, got ${outFolder} around ${photosFolder}`);
  }
  return {
    isOnce: values.once ?? false,
    isFresh: values.fresh ?? false,
    photosFolder,
    outFolder,
    briefFile: values.brief === undefined ? undefined : resolve(folder, values.brief),
    placements: values.placements === undefined ? undefined : splitList(values.placements),
    looks: values.looks === undefined ? undefined : splitList(values.looks),
    engine: readEngine(values.engine, values.weights),
    weightsFolder: values.weights === undefined ? undefined : resolve(folder, values.weights),
  };
}

/** An engine with weights needs their folder, and the other has none. */
function readEngine(chosen: string | undefined, weights: string | undefined): EngineName {
  const given = chosen ?? (weights === undefined ? 'studio' : defaultDiffusionEngine);
  const engine = engineNames.find((name) => name === given);
  if (engine === undefined) {
    throw usageError('start', `Expected one of ${engineNames.join(', ')} after --engine, got "${given}"`);
  }
  if (isDiffusionEngine(engine) && weights === undefined) {
    throw usageError('start', `Expected --weights with the engine ${engine}, got none`);
  }
  if (!isDiffusionEngine(engine) && weights !== undefined) {
    throw usageError('start', `Expected no --weights with the engine ${engine}, which has none`);
  }
  return engine;
}

/** Whether a path is a folder or lies below it. */
function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith('../') && !isAbsolute(way));
}

/** Where the user is: npm runs scripts in the package's folder, and says where it was called. */
export const userFolder = (variables: NodeJS.ProcessEnv): string =>
  /^(start|cutout)$/.test(variables.npm_lifecycle_event ?? '') && variables.INIT_CWD
    ? variables.INIT_CWD
    : process.cwd();
