import sharp, { type OverlayOptions } from 'sharp';

/** A picture with lines of text below it; without bytes an empty frame that holds the lines. */
export type SheetCell = { readonly bytes: Uint8Array | null; readonly lines: readonly string[] };
/** One photo: its name, a remark or null, the photo and its matte, and one line of cells a look. */
export type SheetRow = {
  readonly title: string;
  readonly remark: string | null;
  readonly sources: readonly SheetCell[];
  readonly looks: readonly { readonly name: string; readonly cells: readonly SheetCell[] }[];
};
/** Font files (TTF) for texts: sharp brings none, and a bare machine has none. */
export type SheetFonts = { readonly regular: string; readonly bold: string };

const sheetWidthPx = 2400;
/** JPEG ends at 65,500 px; a sheet of this height still opens everywhere. */
const maxSheetHeightPx = 30_000;
const marginPx = 40;
const gapPx = 20;
const pictureHeightPx = 240;
const sourceWidthPx = 300;
const emptyWidthPx = 240;
const widestPicturePx = 760;
const captionHeightPx = 66;
const titleHeightPx = 56;
const jpegQuality = 86;
const colours = { paper: '#f4f3f1', ink: '#26241f', muted: '#7a766e', frame: '#e4e1dc', under: '#ffffff' } as const;
const pointSizes = { title: 20, caption: 11 } as const;
const textDpi = 96;

type Placed = { readonly image: Buffer; readonly widthPx: number; readonly heightPx: number };
type Block = { readonly overlays: OverlayOptions[]; readonly heightPx: number };

/**
 * Contact sheets (JPEG) over photos: photo and matte on the left, all variants with their captions on the right. More
 * rows than one sheet holds go on further sheets.
 */
export async function makeContactSheets(rows: readonly SheetRow[], fonts: SheetFonts): Promise<Uint8Array[]> {
  const sheets: Uint8Array[] = [];
  let blocks: Block[] = [];
  const heightOf = (list: readonly Block[]) => list.reduce((sum, { heightPx }) => sum + heightPx, 2 * marginPx);
  for (const row of rows) {
    const block = await drawRow(row, fonts);
    if (blocks.length > 0 && heightOf([...blocks, block]) > maxSheetHeightPx) {
      sheets.push(await drawSheet(blocks, heightOf(blocks)));
      blocks = [];
    }
    blocks.push(block);
  }
  sheets.push(await drawSheet(blocks, heightOf(blocks)));
  return sheets;
}

/** The rows of each look, by its name: every photo that has the look, with the photo alone beside it. */
export function rowsOfLooks(rows: readonly SheetRow[]): ReadonlyMap<string, SheetRow[]> {
  const looks = new Map<string, SheetRow[]>();
  for (const row of rows) {
    for (const look of row.looks) {
      const known = looks.get(look.name) ?? [];
      looks.set(look.name, [...known, { ...row, sources: row.sources.slice(0, 1), looks: [look] }]);
    }
  }
  return looks;
}

async function drawSheet(blocks: readonly Block[], height: number): Promise<Uint8Array> {
  const overlays: OverlayOptions[] = [];
  let top = marginPx;
  for (const block of blocks) {
    for (const overlay of block.overlays) overlays.push({ ...overlay, top: (overlay.top ?? 0) + top });
    top += block.heightPx;
  }
  const paper = sharp({ create: { width: sheetWidthPx, height, channels: 3, background: colours.paper } });
  return paper.composite(overlays).jpeg({ quality: jpegQuality }).toBuffer();
}

/** Everything of one photo, with places relative to the block's upper edge. */
async function drawRow({ title, remark, sources, looks }: SheetRow, fonts: SheetFonts): Promise<Block> {
  const overlays: OverlayOptions[] = [];
  await addText(overlays, title, { left: marginPx, top: 0, width: sheetWidthPx - 2 * marginPx }, 'title', fonts);
  let top = titleHeightPx;
  if (remark !== null) {
    const text = await addText(
      overlays,
      remark,
      { left: marginPx, top, width: sheetWidthPx - 2 * marginPx },
      'caption',
      fonts,
    );
    top += text + gapPx;
  }
  let sourceTop = top;
  for (const cell of sources) {
    await addCell(overlays, cell, marginPx, sourceTop, sourceWidthPx, fonts);
    sourceTop += pictureHeightPx + captionHeightPx;
  }
  for (const look of looks) top = await addLook(overlays, look.cells, top, fonts);
  return { overlays, heightPx: Math.max(sourceTop, top) + gapPx };
}

/** One look's cells from left to right, wrapped; gives where the next look begins. */
async function addLook(
  overlays: OverlayOptions[],
  cells: readonly SheetCell[],
  top: number,
  fonts: SheetFonts,
): Promise<number> {
  const start = marginPx + sourceWidthPx + 2 * gapPx;
  let [left, lineTop] = [start, top];
  for (const cell of cells) {
    const width = await widthOf(cell);
    if (left > start && left + width > sheetWidthPx - marginPx) {
      left = start;
      lineTop += pictureHeightPx + captionHeightPx;
    }
    await addCell(overlays, cell, left, lineTop, width, fonts);
    left += width + gapPx;
  }
  return cells.length === 0 ? top : lineTop + pictureHeightPx + captionHeightPx;
}

async function widthOf({ bytes }: SheetCell): Promise<number> {
  if (bytes === null) return emptyWidthPx;
  const { width, height } = await sharp(bytes).metadata();
  return Math.max(1, Math.min(widestPicturePx, Math.round((width / height) * pictureHeightPx)));
}

async function addCell(
  overlays: OverlayOptions[],
  cell: SheetCell,
  left: number,
  top: number,
  width: number,
  fonts: SheetFonts,
): Promise<void> {
  if (cell.bytes === null) {
    const frame = { create: { width, height: pictureHeightPx, channels: 3 as const, background: colours.frame } };
    overlays.push({ input: frame, left, top });
    await addText(
      overlays,
      cell.lines.join('\n'),
      { left: left + gapPx / 2, top: top + gapPx / 2, width: width - gapPx },
      'caption',
      fonts,
    );
    return;
  }
  const picture = await thumbnail(cell.bytes, width);
  overlays.push({ input: picture.image, left, top: top + pictureHeightPx - picture.heightPx });
  await addText(
    overlays,
    cell.lines.join('\n'),
    { left, top: top + pictureHeightPx + 4, width: Math.max(width, emptyWidthPx / 2) },
    'caption',
    fonts,
  );
}

async function thumbnail(bytes: Uint8Array, width: number): Promise<Placed> {
  const small = sharp(bytes)
    .rotate()
    .resize(width, pictureHeightPx, { fit: 'inside' })
    .flatten({ background: colours.under });
  const { data, info } = await small
    .toColourspace('srgb')
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true });
  return { image: data, widthPx: info.width, heightPx: info.height };
}

/** Adds a text, wrapped to a width; gives its height. */
async function addText(
  overlays: OverlayOptions[],
  words: string,
  { left, top, width }: { left: number; top: number; width: number },
  kind: keyof typeof pointSizes,
  fonts: SheetFonts,
): Promise<number> {
  if (words.trim() === '') return 0;
  const isTitle = kind === 'title';
  const text = {
    text: `<span foreground="${isTitle ? colours.ink : colours.muted}">${escapeMarkup(words)}</span>`,
    font: `DejaVu Sans Condensed ${isTitle ? 'Bold ' : ''}${pointSizes[kind]}`,
    fontfile: isTitle ? fonts.bold : fonts.regular,
    width: Math.round(width),
    wrap: 'word-char' as const,
    dpi: textDpi,
    rgba: true,
  };
  const { data, info } = await sharp({ text }).png().toBuffer({ resolveWithObject: true });
  overlays.push({ input: data, left: Math.round(left), top: Math.round(top) });
  return info.height;
}

const escapeMarkup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
