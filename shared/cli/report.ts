import type { Manifest } from '../contracts/manifest.ts';
import type { EndedPhoto } from './run-photos.ts';
import { photoName } from './scan-folder.ts';
import { textTable } from './text-table.ts';

/** More lines help nobody: the manifests hold the rest. */
const mostSlotsTold = 40;

/** The rejected photos with their codes and sentences, as lines; none where none was rejected. */
export function rejectionsTable(ended: readonly EndedPhoto[]): string[] {
  const rows = ended.flatMap(({ photo, state }) =>
    state.step === 'rejected' ? [[photoName(photo), state.code, state.sentence]] : [],
  );
  if (rows.length === 0) return [];
  return [`Rejected: ${rows.length}`, ...textTable(['photo', 'code', 'why'], rows)];
}

/** The finished photos whose matte a person should look at, with codes and sentences, as lines; none where none is. */
export function reviewTable(manifests: readonly Manifest[]): string[] {
  const doubtful = manifests.filter(({ review }) => review.length > 0);
  if (doubtful.length === 0) return [];
  const rows = doubtful.flatMap(({ sku, view, review }) =>
    review.map(({ code, sentence }, i) => [i === 0 ? photoName({ key: '', sku, view }) : '', code, sentence]),
  );
  return [`To look at: ${doubtful.length}`, ...tableOfFirst(['photo', 'code', 'why'], rows)];
}

/** The words of looks that no studio set serves, as lines; none where every word is served. */
export function wordsTable(manifests: readonly Manifest[]): string[] {
  const told = manifests.flatMap(({ wordsNotServed }) =>
    wordsNotServed.map(({ look, words }) => [look, words.join(', ')]),
  );
  const rows = [...new Map(told.map((row) => [row.join(), row])).values()];
  if (rows.length === 0) return [];
  return ['No studio set serves (docs/sets.md has the words that lead to one):', ...textTable(['look', 'words'], rows)];
}

/** The looks whose set was seen by another camera than the product, as lines; none where all cameras are alike. */
export function camerasTable(manifests: readonly Manifest[]): string[] {
  const rows = manifests.flatMap(({ sku, view, camerasDiffer }) =>
    camerasDiffer.map(({ look, studio, photoDegrees, setDegrees }) => {
      const photo = photoName({ key: '', sku, view });
      return [photo, look, studio, `${photoDegrees}° down`, `${setDegrees}° down`];
    }),
  );
  if (rows.length === 0) return [];
  const title = 'Seen by another camera than their set (say another set, or the photo’s pitch in the brief):';
  return [title, ...tableOfFirst(['photo', 'look', 'set', 'photo’s camera', 'set’s camera'], rows)];
}

/** How many files are published: those of the slots, and their twins. */
export const countFiles = ({ slots }: Manifest): number =>
  slots.reduce((sum, { state, twin }) => sum + (state !== 'published' ? 0 : twin === null ? 1 : 2), 0);

/** The looks whose set shows the product otherwise than it is posed, as lines; none where all poses are alike. */
export function posesTable(manifests: readonly Manifest[]): string[] {
  const rows = manifests.flatMap(({ sku, view, posesDiffer }) =>
    posesDiffer.map(({ look, studio, photoPose, setPose }) => {
      return [photoName({ key: '', sku, view }), look, studio, photoPose, setPose];
    }),
  );
  if (rows.length === 0) return [];
  const title = 'Posed otherwise than their set shows them, or guessed (say the pose in the brief, or another set):';
  return [title, ...tableOfFirst(['photo', 'look', 'set', 'pose', 'shown'], rows)];
}

/** All that a person should know of finished photos beside what is not published, as lines. */
export const remarkTables = (manifests: readonly Manifest[]): string[] =>
  [reviewTable, wordsTable, camerasTable, posesTable].flatMap((table) => table(manifests));

/**
 * The pictures that were asked for and are not published (refused, held, failed), with their reasons, as lines. What has
 * the same reason in all placements of a look, or in all photos, stands in one line.
 */
export function unpublishedTable(manifests: readonly Manifest[]): string[] {
  const groups = new Map<string, { state: string; code: string; sentence: string; names: string[] }>();
  for (const { sku, view, slots } of manifests) {
    for (const { look, placement, state, reasons } of slots) {
      if (state === 'published') continue;
      const { code = '', sentence = '' } = reasons[0] ?? {};
      const key = `${state}#${code}#${sentence}`;
      const group = groups.get(key) ?? { state, code, sentence, names: [] };
      group.names.push(`${photoName({ key: '', sku, view })} ${look} × ${placement}`);
      groups.set(key, group);
    }
  }
  const count = [...groups.values()].reduce((sum, { names }) => sum + names.length, 0);
  if (count === 0) return [];
  const rows = [...groups.values()].map(({ state, code, sentence, names }) => [nameAll(names), state, code, sentence]);
  return [`Not published: ${count}`, ...tableOfFirst(['picture', 'state', 'code', 'why'], rows)];
}

/** A table of reasons, cut off where it grows too long to read. */
function tableOfFirst(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const more = rows.length - mostSlotsTold;
  const rest = more > 0 ? [`and ${more} more reasons: see the manifest.json of each photo`] : [];
  return [...textTable(heads, rows.slice(0, mostSlotsTold)), ...rest];
}

const nameAll = ([first = '', ...others]: readonly string[]): string =>
  others.length === 0 ? first : `${first} and ${others.length} more`;
