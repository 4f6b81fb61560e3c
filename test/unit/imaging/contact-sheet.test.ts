import { createRequire } from 'node:module';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  makeContactSheets,
  rowsOfLooks,
  type SheetCell,
  type SheetRow,
} from '../../../shared/imaging/contact-sheet.ts';
import { plain } from './pictures.ts';

const font = (name: string): string => createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
const fonts = { regular: font('DejaVuSansCondensed'), bold: font('DejaVuSansCondensed-Bold') };

const cell = async (red: number): Promise<SheetCell> => ({
  bytes: await plain(300, 240, [red, 40, 40]).png().toBuffer(),
  lines: ['default-product-square', 'white, 300×240 png 1 kB'],
});
const refused: SheetCell = { bytes: null, lines: ['white, x-header', 'refused', 'PHOTO_TOO_SMALL: too small'] };

async function rowOf(title: string, looks: readonly string[]): Promise<SheetRow> {
  const sources = [await cell(10), await cell(20)];
  const shown = looks.map(async (name, index) => ({ name, cells: [await cell(100 + 50 * index), refused] }));
  return { title, remark: null, sources, looks: await Promise.all(shown) };
}

describe('the rows of each look', () => {
  it('hold every photo that has it, with the photo alone beside them', async () => {
    const rows = [await rowOf('mug/front', ['white', 'sand']), await rowOf('jar/front', ['sand'])];

    const looks = rowsOfLooks(rows);

    expect([...looks.keys()]).toEqual(['white', 'sand']);
    expect(looks.get('sand')?.map(({ title }) => title)).toEqual(['mug/front', 'jar/front']);
    expect(looks.get('white')?.map(({ sources, looks: shown }) => [sources.length, shown.length])).toEqual([[1, 1]]);
  });
});

describe('a contact sheet', () => {
  it('shows the pictures of its cells and a frame for what was refused', async () => {
    const [sheet] = await makeContactSheets([await rowOf('mug/front', ['white'])], fonts);

    const { data, info } = await sharp(sheet).raw().toBuffer({ resolveWithObject: true });
    const redAt = (x: number, y: number) => data[info.channels * (y * info.width + x)] ?? 0;
    expect(info.width).toBe(2400);
    expect(Math.abs(redAt(40 + 300 + 40 + 100, 40 + 56 + 100) - 100)).toBeLessThan(8);
    expect(Math.abs(redAt(40 + 300 + 40 + 300 + 20 + 200, 40 + 56 + 230) - 0xe4)).toBeLessThan(8);
  });
});
