import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  makeContactSheets,
  rowsOfLooks,
  type SheetCell,
  type SheetFonts,
  type SheetRow,
} from '../imaging/contact-sheet.ts';
import { readPlan } from '../state/read-plan.ts';
import type { Deployment } from './deployment.ts';
import { type ManifestSlot, variantPath, viewFolder, writeWhole } from './project-view.ts';
import { photoName } from './scan-folder.ts';
import type { RunPhoto } from './start-run.ts';

const fontFile = (name: string): string => createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
const fonts: SheetFonts = { regular: fontFile('DejaVuSansCondensed'), bold: fontFile('DejaVuSansCondensed-Bold') };
const bytesPerKb = 1000;

/**
 * Writes the contact sheet of a run, `contact-sheet.jpg` (and `contact-sheet-2.jpg` and so on where it would be too
 * tall), from what lies in the out folder, and where there are several looks a sheet of each, `look-<name>.jpg`, to choose
 * from. Returns the files.
 */
export async function writeSheets(ended: readonly RunPhoto[], out: string, deployment: Deployment): Promise<string[]> {
  const rows: SheetRow[] = [];
  for (const photo of ended) rows.push(await rowOf(photo, out, deployment));
  if (rows.length === 0) return [];
  const files = await writeSheet('contact-sheet', rows, out);
  const looks = rowsOfLooks(rows);
  if (looks.size < 2) return files;
  for (const [look, ofLook] of looks) files.push(...(await writeSheet(`look-${look}`, ofLook, out)));
  return files;
}

async function writeSheet(name: string, rows: readonly SheetRow[], out: string): Promise<string[]> {
  const sheets = await makeContactSheets(rows, fonts);
  const files = sheets.map((_, index) => join(out, index === 0 ? `${name}.jpg` : `${name}-${index + 1}.jpg`));
  for (const [index, sheet] of sheets.entries()) await writeWhole(files[index] ?? '', sheet);
  return files;
}

async function rowOf(ended: RunPhoto, out: string, deployment: Deployment): Promise<SheetRow> {
  const { photo, state, manifest } = ended;
  const title = photoName(photo);
  const original = await readable(photo.file);
  const source: SheetCell = { bytes: original, lines: [original === null ? 'no picture' : 'photo'] };
  if (state.step === 'rejected' || manifest === undefined) {
    const remark = state.step === 'rejected' ? `rejected ${state.code}: ${state.sentence}` : null;
    return { title, remark, sources: [source], looks: [] };
  }
  const matte = await readMatte(state.planId, deployment);
  const folder = viewFolder(out, manifest.sku, manifest.view);
  const names = [...new Set(manifest.slots.map(({ look }) => look))];
  const looks = await Promise.all(
    names.map(async (name) => ({
      name,
      cells: await Promise.all(manifest.slots.filter(({ look }) => look === name).map((slot) => cellOf(slot, folder))),
    })),
  );
  const review = manifest.review.map(({ code, sentence }) => `to look at, ${code}: ${sentence}`);
  const remark = review.length === 0 ? null : review.join('\n');
  return { title, remark, sources: [source, { bytes: matte, lines: ['matte'] }], looks };
}

async function cellOf(slot: ManifestSlot, folder: string): Promise<SheetCell> {
  const { look, placement, state, file, reasons } = slot;
  if (state !== 'published' || file === null) {
    const why = reasons.map(({ code, sentence }) => `${code}: ${sentence}`);
    return { bytes: null, lines: [`${look}, ${placement}`, state, ...why] };
  }
  const size = `${file.widthPx}×${file.heightPx} ${file.format} ${Math.round(file.bytes / bytesPerKb)} kB`;
  const soft = reasons.length > 0 ? `, ${reasons.map(({ code }) => code).join(', ')}` : '';
  return { bytes: await readFile(join(folder, variantPath(slot))), lines: [placement, `${look}, ${size}${soft}`] };
}

async function readMatte(planId: string, { table, store }: Deployment): Promise<Uint8Array | null> {
  const found = await readPlan(planId, { table, store });
  const stored = found === undefined ? undefined : await store.get('work', found.body.matte.key);
  return stored?.bytes ?? null;
}

/** The photo's bytes, or null where it is no picture that a sheet can show. */
async function readable(file: string): Promise<Uint8Array | null> {
  const { default: sharp } = await import('sharp');
  const bytes = await readFile(file);
  return sharp(bytes, { limitInputPixels: 100_000_000 })
    .resize(8, 8)
    .raw()
    .toBuffer()
    .then(
      () => bytes,
      () => null,
    );
}
