import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { textTable } from '../../shared/cli/text-table.ts';
import { segmenters } from '../../shared/contracts/segmenters.ts';
import { maskRasters } from '../../shared/imaging/mask-steps.ts';
import { findBox } from '../../shared/imaging/measure-asset.ts';
import { measurePitch } from '../../shared/imaging/measure-pitch.ts';
import { loadSegmenter } from '../../shared/segmenters/load-segmenter.ts';
import { type KnownShape, otherShapes, ovalShapes, turnedShapes } from './known-shapes.ts';
import { modelFile } from './run-json.ts';

const root = resolve(import.meta.dirname, '../..');
const productLevel = 128;
/** From the renderers' cameras (samples/render): the angle at which each base's middle is seen. */
const samplePitches: Readonly<Record<string, number>> = { mug: 10, jar: 10.4, bottle: 9.2 };

type Claim = { readonly kind: string; readonly truth: number | null; readonly claimed: number | null };

/**
 * Measures how often a camera pitch is claimed and how far off the claims are: on made mattes whose pitch is known, on
 * shapes that show none, on the samples, and, to be judged by eye, on the photos of `realFolder`.
 */
export async function benchPitch(realFolder = join(root, '../shared/photos/real')): Promise<void> {
  const claims: Claim[] = [];
  const times: number[] = [];
  for (const shape of [...turnedShapes(), ...ovalShapes(), ...otherShapes()]) {
    const { claim, ms } = await judge(shape);
    claims.push(claim);
    times.push(ms);
  }
  const kinds = [...new Set(claims.map(({ kind }) => kind))];
  const rows = kinds.map((kind) => [kind, ...summaryOf(claims.filter((each) => each.kind === kind))]);
  const turned = claims.filter(({ kind, truth }) => truth !== null && !kind.startsWith('oval'));
  rows.push(['all turned', ...summaryOf(turned)]);
  rows.push(['all turned, 4° and more', ...summaryOf(turned.filter(({ truth }) => (truth ?? 0) >= 4))]);
  for (const line of textTable(['shape', 'claimed', 'error p50', 'p90', 'worst', 'over 4°'], rows)) console.log(line);
  times.sort((a, b) => a - b);
  console.log(
    `Milliseconds a matte of 1,200 px: ${quantile(times, 0.5).toFixed(1)}, p99 ${quantile(times, 0.99).toFixed(1)}`,
  );
  await tellPhotos(realFolder);
}

async function judge({ kind, pitchDegrees, draw }: KnownShape): Promise<{ claim: Claim; ms: number }> {
  const matte = await draw();
  const box = findBox(matte, productLevel);
  const startedAt = performance.now();
  const claimed = measurePitch(null, matte, box, 'standing');
  return { claim: { kind, truth: pitchDegrees, claimed }, ms: performance.now() - startedAt };
}

function summaryOf(claims: readonly Claim[]): string[] {
  const made = claims.filter(({ claimed }) => claimed !== null);
  const errors = made
    .map(({ truth, claimed }) => (truth === null ? Number.POSITIVE_INFINITY : Math.abs((claimed ?? 0) - truth)))
    .sort((a, b) => a - b);
  const figures = [0.5, 0.9, 1].map((share) => (errors.length === 0 ? '' : quantile(errors, share).toFixed(1)));
  return [`${made.length} of ${claims.length}`, ...figures, String(errors.filter((error) => error > 4).length)];
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;

async function tellPhotos(realFolder: string): Promise<void> {
  const samples = Object.keys(samplePitches).map(
    (name) => [name, join(root, 'samples/photos', name, 'front.jpg')] as const,
  );
  const real = existsSync(realFolder)
    ? readdirSync(realFolder)
        .filter((file) => file.endsWith('.jpg'))
        .sort()
    : [];
  const segmenter = await loadSegmenter(segmenters.u2netp, modelFile);
  const rows: string[][] = [];
  for (const [name, file] of [...samples, ...real.map((each) => [each, join(realFolder, each)] as const)]) {
    const { facts } = await maskRasters({ photoBytes: readFileSync(file), givenMatteBytes: null, segmenter });
    if (facts.cameraPitchDegrees === null && !(name in samplePitches)) continue;
    rows.push([name, `${facts.cameraPitchDegrees ?? 'unknown'}`, `${samplePitches[name] ?? ''}`]);
  }
  for (const line of textTable(['photo', 'claimed', 'true'], rows)) console.log(line);
  console.log(`Of ${real.length} real photos ${rows.length - samples.length} claim a pitch.`);
}
