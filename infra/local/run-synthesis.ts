/**
 * `node infra/local/run-synthesis.ts FOLDER ENGINE SEGMENTER [WEIGHTS]`: writes the stack for the local AWS into a folder and
 * prints its name; WEIGHTS is the sha256 of the engine's. A process of its own, because aws-cdk-lib takes 200 MB that a run
 * would carry to its end.
 */
import { localSettings, settingsSchema } from '../settings.ts';
import { synthesize } from '../synthesize.ts';

const [folder, engine, segmenter, engineWeights] = process.argv.slice(2);
if (folder === undefined) throw new Error('Expected the folder to write into.');
console.log(synthesize(settingsSchema.parse({ ...localSettings, engine, segmenter, engineWeights }), folder));
