import type { Placement } from '../contracts/placement.ts';

const percent = 100;
const bytesPerMegabyte = 1_000_000;
const bytesPerKilobyte = 1000;
const ourMark = '°';

/** A Markdown table with one line a row, in the order of the rows; docs/placements.md explains its columns. */
export function placementsTable(rows: readonly Placement[]): string {
  const heads = [
    'id',
    'For',
    'Ratio',
    'Size',
    'Format',
    'Least',
    'Bytes',
    'Background',
    'Fill',
    'Keep free',
    'Confidence',
  ];
  const lines = [heads, heads.map(() => '---'), ...rows.map(cellsOf)];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A Markdown list of what is to be known of each row beside its numbers, with source and date. */
export function placementNotes(rows: readonly Placement[]): string {
  return rows.map(noteOf).join('\n');
}

function cellsOf(row: Placement): string[] {
  const { deliver, deliverIsOurs } = row;
  const mark = (field: Placement['deliverIsOurs'][number]) => (deliverIsOurs.includes(field) ? ourMark : '');
  return [
    `\`${row.id}\``,
    `${row.platform}: ${row.placement}`,
    `${row.aspectRatio ?? '–'}${row.ratioIsAdvice ? ' (advised)' : ''}`,
    `${deliver.widthPx}${mark('widthPx')} x ${deliver.heightPx}${mark('heightPx')}`,
    `${deliver.format}${mark('format')}${row.twin === null ? '' : ` and ${row.twin}`}`,
    row.minWidth === null && row.minHeight === null ? '–' : `${row.minWidth ?? '–'} x ${row.minHeight ?? '–'}`,
    bytesText(row.maxBytes),
    row.background ?? '–',
    fillText(row.productFill),
    zoneText(row.safeZone),
    row.confidence,
  ];
}

function noteOf(row: Placement): string {
  const source = row.source === null ? '' : ` <${row.source}>`;
  const date = row.sourceDate === null ? '' : ` (${row.sourceDate})`;
  return `- \`${row.id}\`: ${row.notes}${source}${date}`;
}

function bytesText(bytes: number | null): string {
  if (bytes === null) return '–';
  return bytes < bytesPerMegabyte ? `${bytes / bytesPerKilobyte} kB` : `${bytes / bytesPerMegabyte} MB`;
}

function fillText(fill: Placement['productFill']): string {
  if (fill === null) return '–';
  const { min, max } = fill;
  return [min === null ? '' : `at least ${shareText(min)}`, max === null ? '' : `at most ${shareText(max)}`]
    .filter((text) => text !== '')
    .join(', ');
}

function zoneText(zone: Placement['safeZone']): string {
  return zone === null ? '–' : [zone.top, zone.right, zone.bottom, zone.left].map(shareText).join(' ');
}

/** Up to three digits: 3.125 % of a width is a real value, 14.000000000000002 % is not. */
const shareText = (share: number) => `${Number((share * percent).toPrecision(4))}%`;
