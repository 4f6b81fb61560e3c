/**
 * Every row of the catalogue in every kind of look: `node all-pairs.ts MODEL PHOTO` prints one JSON line: how many pictures
 * were made and held, which break a rule of `packshot check`, what was refused, seconds from the photo's bytes on, and the
 * most memory that this process ever had resident, in MB (needs Linux).
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { checkPicture } from '../../shared/cli/check-picture.ts';
import { segmenters } from '../../shared/contracts/segmenters.ts';
import type { FinishedVariant } from '../../shared/imaging/finish-steps.ts';
import { maskRasters } from '../../shared/imaging/mask-steps.ts';
import { selectPlacements } from '../../shared/placements/select-placements.ts';
import { resolveBrief } from '../../shared/planning/resolve-brief.ts';
import { loadSegmenter } from '../../shared/segmenters/load-segmenter.ts';
import { everyLook } from './every-look.ts';
import { finishPlan } from './finish-plan.ts';
import { readPeakMb } from './read-peak.ts';

const [modelFile = '', photoFile = ''] = process.argv.slice(2);
const bytes = new TextEncoder().encode(JSON.stringify({ looks: everyLook, placements: ['*'] }));
const brief = resolveBrief(bytes, { name: 'the bench', engine: 'studio' });
const segmenter = await loadSegmenter(segmenters.u2netp, modelFile);
const photoBytes = readFileSync(photoFile);

const made: { readonly look: string; readonly id: string; readonly file: FinishedVariant }[] = [];
const refused = new Map<string, number>();
const startedAt = performance.now();
const masked = await maskRasters({ photoBytes, givenMatteBytes: null, segmenter });
await finishPlan(
  masked,
  brief,
  (slot, file, look) => {
    if (file !== undefined) made.push({ look, id: slot.placement.id, file });
    else if (slot.outcome === 'refused') refused.set(slot.code, (refused.get(slot.code) ?? 0) + 1);
  },
  availableParallelism(),
);
const seconds = (performance.now() - startedAt) / 1000;
const residentMb = readPeakMb();
const broken: string[] = [];
for (const { look, id, file } of made) {
  const [checked] = await checkPicture(file.bytes, selectPlacements([id]));
  if (checked?.verdict === 'fail') broken.push(`${look} ${id}`);
}
console.log(
  JSON.stringify({
    made: made.length,
    held: made.flatMap(({ look, id, file }) => (file.passes ? [] : [`${look} ${id}`])),
    broken,
    refused: Object.fromEntries(refused),
    seconds,
    residentMb,
  }),
);
