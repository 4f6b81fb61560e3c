import { allPlacements } from '../placements/placements.ts';
import { selectPlacements } from '../placements/select-placements.ts';
import { readArgs } from './command-line.ts';
import { exitCodes } from './exit-codes.ts';
import { helpBlock } from './help.ts';
import { textTable } from './text-table.ts';

const bytesPerMb = 1e6;

export const placementsHelp = `Lists the placements that a brief can ask for.

Usage: npx packshot placements [ID|GLOB…] [options]

${helpBlock('Options', [['--json', 'the whole rows, with limits, safe zones and sources, as JSON']])}

Any other size works too: {"ratio": "21:9", "width": 2520, "format": "webp"} among a brief's placements.`;

/** `packshot placements`: lists the catalogue, or what of it is asked for. Gives the exit code. */
export async function placements(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs('placements', args, { json: { type: 'boolean' } });
  const rows = positionals.length === 0 ? allPlacements : selectPlacements(positionals);
  if (values.json === true) {
    console.log(JSON.stringify(rows, null, 2));
    return exitCodes.allDone;
  }
  const cells = rows.map(({ id, deliver, maxBytes, background, platform, placement }) => [
    id,
    `${deliver.widthPx}×${deliver.heightPx}`,
    deliver.format,
    maxBytes === null ? '' : `${maxBytes / bytesPerMb} MB`,
    background ?? 'any',
    `${platform}: ${placement}`,
  ]);
  for (const line of textTable(['id', 'pixels', 'format', 'at most', 'background', 'where'], cells)) console.log(line);
  return exitCodes.allDone;
}
