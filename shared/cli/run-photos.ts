import { setTimeout as wait } from 'node:timers/promises';
import { PipelineError } from '../contracts/pipeline-error.ts';
import type { Deployment } from './deployment.ts';
import { describeState, makeSight, type PhotoState, readPhotoState, type Sight } from './photo-state.ts';
import { type FolderPhoto, photoName } from './scan-folder.ts';
import { type Upload, uploadFile } from './upload-photo.ts';

/** Four looks at the table a second: a step takes seconds, and each look costs a few reads a photo. */
const pollMilliseconds = 250;
/** A photo that takes longer no longer holds the next ones back: it may wait for the sweep. */
const heldBackMilliseconds = 30_000;
/** Longer than the sweep needs to send a lost wake again. */
const patienceMilliseconds = 600_000;

export type EndedState = Extract<PhotoState, { step: 'finished' | 'rejected' }>;
/** A photo of the run that has ended. `upload` is absent where the file could not be sent. */
export type EndedPhoto = {
  readonly photo: FolderPhoto;
  readonly upload: Upload | undefined;
  readonly state: EndedState;
  readonly milliseconds: number;
};
/** A photo under way. Times in milliseconds, as performance.now() tells them. */
export type OpenPhoto = {
  readonly photo: FolderPhoto;
  readonly upload: Upload;
  readonly startedAt: number;
  readonly state: PhotoState;
  readonly movedAt: number;
};

/** Who is told what happens. `onMoved` comes for each step of each photo, `onEnded` once a photo, `onLook` all the time. */
export type RunListener = {
  readonly onMoved: (photo: OpenPhoto) => void;
  readonly onEnded: (photo: EndedPhoto) => Promise<void>;
  readonly onLook: (open: readonly OpenPhoto[], waitingCount: number) => void;
};

/**
 * Uploads photos, a few at a time, and watches each until it is finished or rejected.
 * @throws RUN_STALLED naming the photos and where they wait, after ten minutes in which nothing moved.
 * @throws the signal's reason once it is aborted.
 */
export async function runPhotos(
  photos: readonly FolderPhoto[],
  deployment: Deployment,
  { inFlight, listener, signal }: { inFlight: number; listener: RunListener; signal: AbortSignal },
): Promise<void> {
  const sight = makeSight(deployment);
  const waiting = [...photos];
  let open: OpenPhoto[] = [];
  let movedAt = performance.now();
  while (waiting.length > 0 || open.length > 0) {
    signal.throwIfAborted();
    const next = waiting.splice(0, Math.max(0, inFlight - countHolding(open)));
    const started = await Promise.all(next.map((photo) => start(photo, deployment, listener)));
    open = [...open, ...started.flat()];
    listener.onLook(open, waiting.length);
    const still = await look(open, sight, listener);
    const hasEnded = still.length < open.length;
    open = still;
    movedAt = Math.max(movedAt, hasEnded ? performance.now() : 0, ...open.map((each) => each.movedAt));
    throwIfStalled(open, movedAt);
    if (open.length > 0) await wait(pollMilliseconds, undefined, { signal });
  }
}

const countHolding = (open: readonly OpenPhoto[]): number =>
  open.filter(({ startedAt }) => performance.now() - startedAt < heldBackMilliseconds).length;

/** Uploads one photo; a file that cannot be read ends at once. */
async function start(photo: FolderPhoto, deployment: Deployment, listener: RunListener): Promise<OpenPhoto[]> {
  const startedAt = performance.now();
  try {
    const upload = await uploadFile(photo.file, photo.key, deployment);
    const opened: OpenPhoto = { photo, upload, startedAt, state: { step: 'masking' }, movedAt: startedAt };
    listener.onMoved(opened);
    return [opened];
  } catch (error) {
    if (!(error instanceof PipelineError && error.code === 'FILE_NOT_READABLE')) throw error;
    const { code, message: sentence } = error;
    const state: EndedState = { step: 'rejected', code, sentence, assetId: undefined };
    await listener.onEnded({ photo, upload: undefined, state, milliseconds: 0 });
    return [];
  }
}

/** Looks at every open photo once; gives those that are still open. */
async function look(open: readonly OpenPhoto[], sight: Sight, listener: RunListener): Promise<OpenPhoto[]> {
  const looked = await Promise.all(
    open.map(async (it) => ({ it, state: await readPhotoState(it.photo, it.upload, sight) })),
  );
  const still: OpenPhoto[] = [];
  for (const { it, state } of looked) {
    if (state.step === 'finished' || state.step === 'rejected') {
      const milliseconds = performance.now() - it.startedAt;
      await listener.onEnded({ photo: it.photo, upload: it.upload, state, milliseconds });
      continue;
    }
    const hasMoved = describeState(state) !== describeState(it.state);
    const next = hasMoved ? { ...it, state, movedAt: performance.now() } : it;
    if (hasMoved) listener.onMoved(next);
    still.push(next);
  }
  return still;
}

function throwIfStalled(open: readonly OpenPhoto[], movedAt: number): void {
  if (open.length === 0 || performance.now() - movedAt < patienceMilliseconds) return;
  const where = open.map(({ photo, state }) => `${photoName(photo)} (${describeState(state)})`).join(', ');
  throw new PipelineError(
    'RUN_STALLED',
    `Expected something to move within ${patienceMilliseconds / 60_000} minutes, nothing did. Waiting: ${where}.`,
  );
}
