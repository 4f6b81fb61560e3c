/**
 * Mattes of photos by this project, as cutout_peer.py does it with rembg: `node cutout-ours.ts MODEL OUT PHOTO...` writes
 * OUT/NAME.png and prints one JSON line: wall and CPU seconds, largest resident set in MB. Encoding counts, as it does there.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { segmenters } from '../../shared/contracts/segmenters.ts';
import { maskRasters } from '../../shared/imaging/mask-steps.ts';
import { encodeMask } from '../../shared/imaging/raster.ts';
import { loadSegmenter } from '../../shared/segmenters/load-segmenter.ts';

const [modelFile = '', out = '', ...files] = process.argv.slice(2);
const segmenter = await loadSegmenter(segmenters.u2netp, modelFile);
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
for (const file of files) {
  const { matte } = await maskRasters({ photoBytes: await readFile(file), givenMatteBytes: null, segmenter });
  await writeFile(join(out, `${basename(file, extname(file))}.png`), (await encodeMask(matte)).bytes);
}
const seconds = (performance.now() - startedAt) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
const residentMb = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, residentMb }));
