import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { textTable } from '../../shared/cli/text-table.ts';
import type { Pose } from '../../shared/contracts/pose.ts';
import { segmenters } from '../../shared/contracts/segmenters.ts';
import { maskRasters } from '../../shared/imaging/mask-steps.ts';
import { loadSegmenter } from '../../shared/segmenters/load-segmenter.ts';
import { modelFile } from './run-json.ts';

/** Poses seen by a person, by the photo's name; several where people would say either. */
const labels = z
  .record(z.string(), z.array(z.string()).min(1))
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'pose-labels.json'), 'utf8')));

const poseText = ({ kind, cutSides }: Pose): string => (kind === 'cut' ? `cut:${cutSides.join(',')}` : kind);

/**
 * Measures how many poses are right of those that are claimed (to reach: 90 %), and how many are claimed at all, on
 * labelled photos. The thresholds were set on the same photos.
 */
export async function benchPoses(realFolder: string): Promise<void> {
  if (!existsSync(realFolder)) {
    console.log(`Skipped: no labelled photos in ${realFolder}.`);
    return;
  }
  const segmenter = await loadSegmenter(segmenters.u2netp, modelFile);
  const rows: string[][] = [];
  for (const file of readdirSync(realFolder).sort()) {
    const seen = labels[file.replace(/\.[a-z]+$/, '')];
    if (seen === undefined) continue;
    const photoBytes = readFileSync(join(realFolder, file));
    const { facts } = await maskRasters({ photoBytes, givenMatteBytes: null, segmenter });
    const claimed = poseText(facts.pose);
    const right = claimed === 'unknown' ? '' : seen.includes(claimed) ? 'right' : 'wrong';
    const { verdict, reasons } = facts.quality;
    rows.push([file, seen.join(' or '), claimed, right, verdict, reasons.map(({ code }) => code).join(' ')]);
  }
  for (const line of textTable(['photo', 'seen', 'claimed', '', 'matte', 'why'], rows)) console.log(line);
  const count = (word: string) => rows.filter((row) => row[3] === word).length;
  const claims = count('right') + count('wrong');
  const percent = (part: number, whole: number) => `${part} of ${whole} (${Math.round((100 * part) / whole)} %)`;
  console.log(`Poses right: ${percent(count('right'), claims)}; claimed: ${percent(claims, rows.length)}`);
}
