import { PipelineError } from '../contracts/pipeline-error.ts';
import type { Placement } from '../contracts/placement.ts';
import { selectPlacements } from '../placements/select-placements.ts';
import { type CheckedPicture, checkPicture, sourceText } from './check-picture.ts';
import { readArgs, splitList, usageError } from './command-line.ts';
import { exitCodes } from './exit-codes.ts';
import { helpBlock } from './help.ts';
import { readNamedFile } from './read-file.ts';
import { countOf } from './terminal.ts';
import { textTable } from './text-table.ts';

export const checkHelp = `Checks anybody's pictures against the rules of placements.

Usage: npx packshot check IMAGE… --placement ID [options]

Tells of each rule of each placement whether the picture keeps it: format, pixels, ratio, size,
frames, colours, transparency, background, fill, safe zone, text. What pixels alone do not tell is
not checked, and says why. Placements that nobody could confirm at their platform say unconfirmed.

${helpBlock('Options', [
  ['--placement ID|GLOB', 'a placement, or several by a glob; may be given more than once'],
  ['--json', 'everything as JSON'],
])}

Exit codes: 0 no rule is broken; 1 the command itself went wrong; 2 some picture breaks a rule, or is
none.`;

type CheckedFile = {
  readonly image: string;
  readonly error: { readonly code: string; readonly sentence: string } | null;
  readonly placements: readonly CheckedPicture[];
};

/** `packshot check`: judges pictures by the catalogue. Gives the exit code. */
export async function check(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs('check', args, {
    placement: { type: 'string', multiple: true },
    json: { type: 'boolean' },
  });
  const ids = (values.placement ?? []).flatMap(splitList);
  if (positionals.length === 0) throw usageError('check', 'Expected at least one picture, got none');
  if (ids.length === 0) throw usageError('check', 'Expected --placement ID, which says what to check against');
  const rows = selectPlacements(ids);
  const files: CheckedFile[] = [];
  for (const image of positionals) {
    const file = await checkFile(image, rows);
    files.push(file);
    if (values.json !== true) printFile(file);
  }
  if (values.json === true) console.log(JSON.stringify(files, null, 2));
  else console.log(summaryOf(files));
  return files.some(fails) ? exitCodes.someFailed : exitCodes.allDone;
}

/** A file that is no picture is told, and the others are checked all the same. */
async function checkFile(image: string, rows: readonly Placement[]): Promise<CheckedFile> {
  try {
    return { image, error: null, placements: await checkPicture(await readNamedFile(image), rows) };
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    return { image, error: { code: error.code, sentence: error.message }, placements: [] };
  }
}

function printFile({ image, error, placements }: CheckedFile): void {
  if (error !== null) console.log(`${image}  cannot be checked: ${error.sentence} (${error.code})\n`);
  for (const { placement, verdict, source, rules } of placements) {
    console.log(`${image}  ${placement}  ${verdict}  (${sourceText(source)})`);
    const cells = rules.map(({ rule, verdict: each, expected, got }) => [rule, each, expected, got]);
    for (const line of textTable(['rule', 'verdict', 'expected', 'got'], cells)) console.log(`  ${line}`);
    console.log('');
  }
}

const fails = ({ error, placements }: CheckedFile): boolean =>
  error !== null || placements.some(({ verdict }) => verdict === 'fail');

function summaryOf(files: readonly CheckedFile[]): string {
  const verdicts = files.flatMap(({ placements }) => placements.map(({ verdict }) => verdict));
  const count = (wanted: CheckedPicture['verdict']) => verdicts.filter((verdict) => verdict === wanted).length;
  const broken = files.filter(({ error }) => error !== null).length;
  const noPicture = broken === 0 ? '' : `, ${countOf(broken, 'file')} not checked`;
  return `${count('pass')} pass, ${count('unconfirmed')} unconfirmed, ${count('fail')} fail${noPicture}`;
}
