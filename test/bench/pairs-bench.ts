import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { textTable } from '../../shared/cli/text-table.ts';
import { everyLook } from './every-look.ts';
import { modelFile, runJson } from './run-json.ts';

type Pairs = {
  readonly made: number;
  readonly held: readonly string[];
  readonly broken: readonly string[];
  readonly refused: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly residentMb: number;
};

/**
 * Every placement of the catalogue in every kind of look from one photo of 2000 px, in one process: how many pictures are
 * made and keep all rules of `packshot check` (to reach: all), seconds and memory (3,000 MB).
 */
export async function benchPairs(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'packshot-pairs-'));
  try {
    const [photo = ''] = runJson<string[]>('node', [join(import.meta.dirname, 'bench-photos.ts'), folder, '1']);
    const pairs = runJson<Pairs>('node', [join(import.meta.dirname, 'all-pairs.ts'), modelFile, photo]);
    const refused = Object.entries(pairs.refused).map(([code, count]) => `${count} ${code}`);
    console.log(
      `All placements × ${everyLook.map(({ name }) => name).join(', ')}; ${cpus().length} x ${cpus()[0]?.model}\n`,
    );
    const row = [
      String(pairs.made),
      String(pairs.made - pairs.broken.length),
      String(pairs.held.length),
      refused.join(', '),
      pairs.seconds.toFixed(1),
      String(Math.round(pairs.residentMb)),
    ];
    for (const line of textTable(['made', 'keep the rules', 'held', 'refused', 's', 'MB'], [row])) console.log(line);
    for (const [what, names] of Object.entries({ held: pairs.held, broken: pairs.broken }))
      if (names.length > 0) console.log(`${what}: ${names.join(', ')}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
