/**
 * `npm run bench`: what Packshot costs on this machine, as tables. Run it with nothing else running.
 *   npm run bench                    the pipeline: throughput, CPU by step, memory, overhead over one process
 *   npm run bench -- --photos 4      fewer photos; --peer sets rembg and Pillow beside it, in an environment of its own
 *   npm run bench -- start           from a fresh clone to the first finished photo, and `npm start` again
 *   npm run bench -- cutout          mattes beside rembg's, on photos with known alpha (--folder names another folder)
 *   npm run bench -- edges           what is left of the old backdrop in soft edges, on other grounds (--folder as above)
 *   npm run bench -- honesty         bad mattes let through, good ones held, poses right; --seed N for other photos of
 *                                    the same products (needs photos with true alpha, see bench-honesty.ts)
 *   npm run bench -- pitch           how far off the camera pitches are that mattes of known shapes and the samples show
 *   npm run bench -- pictures        pairs, variant, canvases and studios, one after the other
 *   npm run bench -- pairs           every placement in every kind of look from one photo: rules kept, seconds, memory
 *   npm run bench -- studios         light in the studio sets beside renders, and a sheet of the samples in all of them
 *   npm run bench -- variant         one 1080 x 1350 variant beside an ImageMagick script that only lays one over the other
 *   npm run bench -- canvases        pixels that the planner paints, by those of one picture a placement
 *   npm run bench -- gates            what the gates catch of plates that are grown, doubled or seamed, and refuse of good
 *                                    ones; a sheet of them (--folder: photos with true alpha, --count N good plates)
 *   npm run bench -- memory          masking the largest photo that is taken, in a process of its own
 */
import { parseArgs } from 'node:util';
import { benchHonesty } from './bench-honesty.ts';
import { benchPitch } from './bench-pitch.ts';
import { benchCanvases } from './canvases-bench.ts';
import { benchCutout } from './cutout-bench.ts';
import { benchEdgeColour } from './edge-colour-bench.ts';
import { benchGates } from './gates-bench.ts';
import { benchMemory } from './memory-bench.ts';
import { benchPairs } from './pairs-bench.ts';
import { benchPipeline } from './pipeline-bench.ts';
import { benchStart } from './start-bench.ts';
import { benchStudios } from './studios-bench.ts';
import { benchVariant } from './variant-bench.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    photos: { type: 'string', default: '12' },
    peer: { type: 'boolean', default: false },
    folder: { type: 'string' },
    seed: { type: 'string' },
    count: { type: 'string' },
  },
});
const [what = 'pipeline'] = positionals;
const benches: Readonly<Record<string, () => Promise<void>>> = {
  pipeline: () => benchPipeline(Number(values.photos), { hasPeer: values.peer }),
  start: benchStart,
  cutout: () => benchCutout(values.folder),
  edges: () => benchEdgeColour(values.folder),
  honesty: () => benchHonesty({ seed: values.seed === undefined ? undefined : Number(values.seed) }),
  pitch: () => benchPitch(values.folder),
  pictures: async () => {
    for (const each of [benchPairs, benchVariant, benchCanvases, benchStudios]) {
      await each();
      console.log();
    }
  },
  pairs: benchPairs,
  studios: benchStudios,
  variant: benchVariant,
  canvases: benchCanvases,
  gates: () => benchGates(values.folder, values.count === undefined ? undefined : Number(values.count)),
  memory: benchMemory,
};
const bench = benches[what];
if (bench === undefined) throw new Error(`Expected one of ${Object.keys(benches).join(', ')}, got ${what}.`);
await bench();
