/**
 * Writes the generated tables into README.md and docs/*.md, between `<!-- generated: name -->` and `<!-- end -->`, and
 * the segmenters' table for the container.
 * `npm run docs` writes; `node docs/generate-docs.ts --check` says which files are out of date and exits with 1.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { settingsSchema } from '../infra/settings.ts';
import { errorCatalogue } from '../shared/contracts/error-catalogue.ts';
import { type SegmenterFacts, segmenters } from '../shared/contracts/segmenters.ts';
import { allPlacements } from '../shared/placements/placements.ts';
import { placementNotes, placementsTable } from '../shared/placements/placements-table.ts';
import { passingWords, setWords, tintWords } from '../shared/sets/set-words.ts';
import { studioSets } from '../shared/sets/studio-sets.ts';
import {
  engineHead,
  engineInstancesHead,
  engineInstancesRows,
  engineRows,
  engineSettingsHead,
  engineSettingsRows,
  ratioHead,
  ratioRows,
} from './engine-table.ts';

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
  engines: () => table(engineHead, engineRows()),
  'engine-instances': () => table(engineInstancesHead, engineInstancesRows()),
  'engine-settings': () => table(engineSettingsHead, engineSettingsRows()),
  ratios: () => table(ratioHead, ratioRows()),
  'placements-in-full': () => placementsTable(allPlacements),
  'placement-notes': () => placementNotes(allPlacements),
  sets: () =>
    table(
      ['Set', 'What it is', 'Camera', 'Products', 'Size', 'Colour', 'Words that lead to it'],
      studioSets.map(({ id, title, camera, poses, products, tint }) => [
        `\`${id}\``,
        title,
        camera.pitchDegrees === 90 ? 'from above' : `${camera.pitchDegrees}° down`,
        poses.join(', '),
        `${products.leastCm}–${products.mostCm} cm`,
        tint === null ? 'its own' : `any (\`${tint.usual}\`)`,
        (setWords.find(({ set }) => set === id)?.words ?? []).join(', '),
      ]),
    ),
  'passing-words': () => `Said in passing, and never told as not served: ${passingWords.join(', ')}.`,
  'set-tints': () =>
    table(
      ['Word', 'Colour'],
      Object.entries(tintWords).map(([word, colour]) => [word, `\`${colour}\``]),
    ),
  placements: () =>
    `<details><summary>All ${allPlacements.length} placements</summary>\n\n${table(
      ['Placement', 'Where', 'Pixels', 'Format', 'At most', 'Background', 'Source'],
      allPlacements.map((row) => [
        `\`${row.id}\``,
        `${row.platform}: ${row.placement}`,
        `${row.deliver.widthPx}×${row.deliver.heightPx}${row.deliverIsOurs.includes('widthPx') ? ' (ours)' : ''}`,
        `${row.deliver.format}${row.deliverIsOurs.includes('format') ? ' (ours)' : ''}${row.twin === null ? '' : ` and ${row.twin}`}`,
        row.maxBytes === null ? '' : `${row.maxBytes / 1e6} MB`,
        row.background ?? 'any',
        row.source === null ? row.confidence : `[${row.confidence}](${row.source})`,
      ]),
    )}`,
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

/** What the container needs to know of each segmenter; short lists on one line, as the formatter wants them. */
function segmentersForContainer(): string {
  const known = Object.entries<SegmenterFacts>(segmenters).map(
    ([name, { file, sha256, licence, sidePx, mean, deviation, answer }]) =>
      [name, { file, sha256, licence, sidePx, mean, deviation, answer }] as const,
  );
  const text = JSON.stringify(Object.fromEntries(known), null, 2);
  return `${text.replaceAll(/\[[^\]]+\]/g, (list) => list.replaceAll(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'))}\n`;
}

const documents = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const segmenterTable = 'gpu-container/packshot_container/segmenters.json';
const wanted = new Map([
  ...documents.map((path) => [path, withGeneratedBlocks(readFileSync(join(root, path), 'utf8'))] as const),
  [segmenterTable, segmentersForContainer()] as const,
]);
const isCurrent = (path: string, text: string): boolean =>
  existsSync(join(root, path)) && readFileSync(join(root, path), 'utf8') === text;
const stale = [...wanted].filter(([path, text]) => !isCurrent(path, text)).map(([path]) => path);
if (process.argv.includes('--check')) {
  if (stale.length > 0) console.error(`Out of date: ${stale.join(', ')}; run npm run docs and commit.`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const path of stale) writeFileSync(join(root, path), wanted.get(path) ?? '');
}
