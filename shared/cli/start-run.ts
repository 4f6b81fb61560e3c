import { availableParallelism } from 'node:os';
import type { Manifest } from '../contracts/manifest.ts';
import { briefKeysFor } from '../contracts/photo-key.ts';
import { type ComposedBriefs, composeBriefs } from './compose-briefs.ts';
import { closingLine, countWork } from './count-work.ts';
import type { Deployment } from './deployment.ts';
import { exitCodes } from './exit-codes.ts';
import { makeProgress } from './progress.ts';
import { clearRejections, projectRejection, projectView } from './project-view.ts';
import { countFiles, rejectionsTable, remarkTables, unpublishedTable } from './report.ts';
import { type EndedPhoto, runPhotos } from './run-photos.ts';
import { type FolderPhoto, findTaken, photoName, type ScannedFolder } from './scan-folder.ts';
import { readCompanion, sendCompanions } from './send-companions.ts';
import type { StartOptions } from './start-args.ts';
import type { Terminal } from './terminal.ts';
import { uploadFile } from './upload-photo.ts';
import { writeSheets } from './write-sheets.ts';

/** So many photos are under way at a time: enough to keep every step busy, few enough to see the first one soon. */
const fewestInFlight = 2;
const mostInFlight = 4;

/** A photo that has ended, with what came of it. */
export type RunPhoto = EndedPhoto<FolderPhoto> & { readonly manifest: Manifest | undefined };

export type RunContext = {
  readonly deployment: Deployment;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** By performance.now(), for the times that are shown. */
  readonly startedAt: number;
  /** ISO 8601: what is done from here on counts as done by this run. */
  readonly since: string;
};

/**
 * Puts a scanned folder through a running pipeline: uploads, shows the progress, projects each photo to the out folder as
 * it ends, writes the contact sheet, and tells what was rejected or not published. Gives the exit code.
 */
export async function startRun(folder: ScannedFolder, options: StartOptions, context: RunContext): Promise<number> {
  const { deployment, terminal, signal } = context;
  const composed = await composeBriefs(await Promise.all(folder.briefs.map(readCompanion)), {
    ...options,
    ...deployment,
  });
  const taken = findTaken(folder.photos).map(({ photo, earlier }) => viewTaken(photo, earlier));
  const refused = [...taken, ...findUnmet(without(folder.photos, taken), composed)];
  const photos = without(folder.photos, refused);
  await sendCompanions(photos, composed.briefs, await Promise.all(folder.mattes.map(readCompanion)), deployment);
  await clearRejections(options.outFolder);

  const ended: RunPhoto[] = [];
  const progress = makeProgress(terminal, folder.photos.length, context.startedAt);
  const onEnded = async (photo: EndedPhoto<FolderPhoto>) => {
    const manifest = await project(photo, options.outFolder, deployment);
    ended.push({ ...photo, manifest });
    progress.ended(photo, manifest === undefined ? 0 : countFiles(manifest), context.since);
  };
  for (const photo of refused) await onEnded(photo);
  const inFlight = Math.min(mostInFlight, Math.max(fewestInFlight, availableParallelism()));
  const listener = { onLook: progress.look, onMoved: progress.moved, onEnded };
  const begin = ({ file, key }: FolderPhoto) => uploadFile(file, key, deployment);
  await runPhotos(photos, deployment, { begin, inFlight, listener, signal });
  terminal.live('');
  return tell(inOrder(ended, folder.photos), options, context);
}

const without = (photos: readonly FolderPhoto[], refused: readonly EndedPhoto[]): FolderPhoto[] =>
  photos.filter((photo) => !refused.some((each) => each.photo === photo));

/** Two files of one view would show in one place of the out folder: the second is not sent. */
function viewTaken(photo: FolderPhoto, earlier: FolderPhoto): EndedPhoto<FolderPhoto> {
  const sentence =
    `Expected one photo a view, got ${fileName(photo)} beside ${fileName(earlier)}, which is ${photoName(earlier)} too; ` +
    'rename one of them.';
  return refuse(photo, 'VIEW_TAKEN', sentence);
}

/** Photos whose brief has nothing of what the options ask for are not sent either: nothing would be made of them. */
function findUnmet(photos: readonly FolderPhoto[], { briefs, unmet }: ComposedBriefs): EndedPhoto<FolderPhoto>[] {
  const keys = new Set(briefs.map(({ key }) => key));
  return photos.flatMap((photo) => {
    const nearest = briefKeysFor(photo.key).find((key) => keys.has(key));
    const error = unmet.get(nearest ?? '');
    return error === undefined ? [] : [refuse(photo, error.code, error.message)];
  });
}

function refuse(photo: FolderPhoto, code: string, sentence: string): EndedPhoto<FolderPhoto> {
  return { photo, upload: undefined, state: { step: 'rejected', code, sentence, assetId: undefined }, milliseconds: 0 };
}

const fileName = ({ key }: FolderPhoto): string => key.split('/').slice(1).join('/');

async function project(
  { photo, state }: EndedPhoto,
  out: string,
  { store }: Deployment,
): Promise<Manifest | undefined> {
  if (state.step === 'finished') return projectView(out, state.manifestKey, store);
  const { code, sentence } = state;
  // The view's folder belongs to the photo that has taken it.
  const name = code === 'VIEW_TAKEN' ? {} : photo;
  await projectRejection(out, name, { key: photo.key, code, sentence });
  return undefined;
}

const inOrder = (ended: readonly RunPhoto[], photos: readonly FolderPhoto[]): RunPhoto[] =>
  [...ended].sort((a, b) => photos.indexOf(a.photo) - photos.indexOf(b.photo));

async function tell(ended: readonly RunPhoto[], options: StartOptions, context: RunContext): Promise<number> {
  const { deployment, terminal, since } = context;
  const manifests = ended.flatMap(({ manifest }) => manifest ?? []);
  const [contactSheet, ...lookSheets] = await writeSheets(ended, options.outFolder, deployment);
  if (contactSheet !== undefined) terminal.line(`Contact sheet: ${contactSheet}`);
  if (lookSheets.length > 0) terminal.line(`To choose from, a sheet a look: ${lookSheets.join(', ')}`);
  for (const line of remarkTables(manifests)) terminal.line(line);
  for (const line of unpublishedTable(manifests)) terminal.line(line);
  for (const line of rejectionsTable(ended)) terminal.line(line);
  terminal.line(closingLine(await countWork(ended, since, deployment)));
  if (manifests.some(({ counts }) => counts.failed > 0)) return exitCodes.wentWrong;
  return manifests.length < ended.length ? exitCodes.someRejected : exitCodes.allDone;
}
