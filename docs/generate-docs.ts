/**
 * Writes the generated tables into README.md and docs/*.md, between `<!-- generated: name -->` and `<!-- end -->`.
 * `npm run docs` writes; `node docs/generate-docs.ts --check` says which files are out of date and exits with 1.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { settingsSchema } from '../infra/settings.ts';
import { errorCatalogue } from '../shared/contracts/error-catalogue.ts';
import { allPlacements } from '../shared/placements/placements.ts';
import { placementNotes, placementsTable } from '../shared/placements/placements-table.ts';

const root = resolve(import.meta.dirname, '..');

/** Each generated block by its name. */
const blocks: Readonly<Record<string, () => string>> = {
  errors: () =>
    table(
      ['Code', 'Who can fix it', 'Retried', 'What to do'],
      Object.entries(errorCatalogue).map(([code, { fixableBy, retry, remedy }]) => [
        `\`${code}\``,
        fixableBy,
        retry ? 'yes' : 'no',
        remedy,
      ]),
    ),
  settings: () =>
    table(
      ['Setting', 'Default', 'What it decides'],
      Object.entries(settingsSchema.shape).map(([name, field]) => [
        `\`${name}\``,
        field.parse(undefined) === undefined ? '' : `\`${field.parse(undefined)}\``,
        field.description ?? '',
      ]),
    ),
  'placements-in-full': () => placementsTable(allPlacements),
  'placement-notes': () => placementNotes(allPlacements),
  placements: () =>
    table(
      ['Placement', 'Where', 'Pixels', 'Format', 'At most', 'Background', 'Source'],
      allPlacements.map((row) => [
        `\`${row.id}\``,
        `${row.platform}: ${row.placement}`,
        `${row.deliver.widthPx}×${row.deliver.heightPx}${row.deliverIsOurs.includes('widthPx') ? ' (ours)' : ''}`,
        `${row.deliver.format}${row.deliverIsOurs.includes('format') ? ' (ours)' : ''}`,
        row.maxBytes === null ? '' : `${row.maxBytes / 1e6} MB`,
        row.background ?? 'any',
        row.source === null ? row.confidence : `[${row.confidence}](${row.source})`,
      ]),
    ),
};

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A document with every generated block written anew. */
export function withGeneratedBlocks(text: string): string {
  return text.replace(
    /(<!-- generated: (\S+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, open: string, name: string, close: string) => {
      const block = blocks[name];
      if (block === undefined) throw new Error(`Expected one of ${Object.keys(blocks).join(', ')}, got "${name}"`);
      return `${open}${block()}\n${close}`;
    },
  );
}

const documents = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const stale = documents.filter((path) => {
  const text = readFileSync(join(root, path), 'utf8');
  return withGeneratedBlocks(text) !== text;
});
if (process.argv.includes('--check')) {
  if (stale.length > 0) console.error(`Out of date: ${stale.join(', ')}; run npm run docs and commit.`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const path of stale)
    writeFileSync(join(root, path), withGeneratedBlocks(readFileSync(join(root, path), 'utf8')));
}
