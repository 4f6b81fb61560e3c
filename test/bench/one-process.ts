/**
 * The same imaging functions once, in one process, with no intermediate encode: what the pipeline's overhead is compared
 * with. `node one-process.ts MODEL WARM PHOTO...` prints one JSON line: photos, wall seconds, CPU-seconds, all without the
 * first WARM photos. A scene is finished over its underpaint; the container's painting is not in it.
 */
import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { segmenters } from '../../shared/contracts/segmenters.ts';
import { maskRasters } from '../../shared/imaging/mask-steps.ts';
import { builtInBrief } from '../../shared/planning/built-in-brief.ts';
import { loadSegmenter } from '../../shared/segmenters/load-segmenter.ts';
import { finishPlan } from './finish-plan.ts';

const microsecondsPerSecond = 1e6;

const [modelFile = '', warm = '0', ...files] = process.argv.slice(2);
const warmCount = Number(warm);
const segmenter = await loadSegmenter(segmenters.u2netp, modelFile);
const finishFile = async (file: string): Promise<void> => {
  const masked = await maskRasters({ photoBytes: await readFile(file), givenMatteBytes: null, segmenter });
  await finishPlan(masked, builtInBrief('studio'), () => {});
};
for (const file of files.slice(0, warmCount)) await finishFile(file);
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
for (const file of files.slice(warmCount)) await finishFile(file);
const seconds = (performance.now() - startedAt) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
const photos = files.length - warmCount;
console.log(JSON.stringify({ photos, seconds, cpuSeconds: (user + system) / microsecondsPerSecond }));
