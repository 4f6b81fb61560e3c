import { setTimeout as wait } from 'node:timers/promises';
import { PipelineError } from '../contracts/pipeline-error.ts';
import type { Deployment } from './deployment.ts';
import { describeState, makeSight, type PhotoState, readPhotoState, type Sight } from './photo-state.ts';
import { type NamedPhoto, photoName } from './scan-folder.ts';
import type { Upload } from './upload-photo.ts';

/** Two looks at the table a second: a step takes seconds, and each look costs a few reads a photo. */
const pollMilliseconds = 500;
/** A photo that takes longer no longer holds the next ones back: it may wait for the sweep. */
const heldBackMilliseconds = 30_000;
/** Longer than the sweep needs to send a lost wake again. */
const patienceMilliseconds = 600_000;

export type EndedState = Extract<PhotoState, { step: 'finished' | 'rejected' }>;
/** A photo of the run that has ended. `upload` is absent where the file could not be sent. */
export type EndedPhoto<P extends NamedPhoto = NamedPhoto> = {
  readonly photo: P;
  readonly upload: Upload | undefined;
  readonly state: EndedState;
  readonly milliseconds: number;
};
/** A photo under way. Times in milliseconds, as performance.now() tells them. */
export type OpenPhoto<P extends NamedPhoto = NamedPhoto> = {
  readonly photo: P;
  readonly upload: Upload;
  readonly startedAt: number;
  readonly state: PhotoState;
  readonly movedAt: number;
};

/** Who is told what happens. `onMoved` comes for each step of each photo, `onEnded` once a photo, `onLook` all the time. */
export type RunListener<P extends NamedPhoto> = {
  readonly onMoved: (photo: OpenPhoto<P>) => void;
  readonly onEnded: (photo: EndedPhoto<P>) => Promise<void>;
  readonly onLook: (open: readonly OpenPhoto<P>[], waitingCount: number) => void;
};

/** How photos are put through: `begin` sends a photo, or whatever makes it move, and gives what it is known by then. */
export type RunOptions<P extends NamedPhoto> = {
  readonly begin: (photo: P) => Promise<Upload>;
  readonly inFlight: number;
  readonly listener: RunListener<P>;
  readonly signal: AbortSignal;
};

/**
 * Begins photos, a few at a time, and watches each until it is finished or rejected.
 * @throws RUN_STALLED naming the photos and where they wait, after ten minutes in which nothing moved.
 * @throws the signal's reason once it is aborted.
 */
export async function runPhotos<P extends NamedPhoto>(
  photos: readonly P[],
  deployment: Deployment,
  options: RunOptions<P>,
): Promise<void> {
  const { inFlight, listener, signal } = options;
  const sight = makeSight(deployment);
  const waiting = [...photos];
  let open: OpenPhoto<P>[] = [];
  let movedAt = performance.now();
  while (waiting.length > 0 || open.length > 0) {
    signal.throwIfAborted();
    const next = waiting.splice(0, Math.max(0, inFlight - countHolding(open)));
    const started = await Promise.all(next.map((photo) => start(photo, sight, options)));
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

/** Begins one photo; a file that cannot be read ends at once. */
async function start<P extends NamedPhoto>(
  photo: P,
  sight: Sight,
  { begin, listener }: RunOptions<P>,
): Promise<OpenPhoto<P>[]> {
  const startedAt = performance.now();
  try {
    const upload = await begin(photo);
    const state = await readPhotoState(photo, upload, sight);
    const opened: OpenPhoto<P> = { photo, upload, startedAt, state, movedAt: startedAt };
    if (!isEnded(state)) listener.onMoved(opened);
    return [opened];
  } catch (error) {
    if (!(error instanceof PipelineError && error.code === 'FILE_NOT_READABLE')) throw error;
    const { code, message: sentence } = error;
    const state: EndedState = { step: 'rejected', code, sentence, assetId: undefined };
    await listener.onEnded({ photo, upload: undefined, state, milliseconds: 0 });
    return [];
  }
}

const isEnded = (state: PhotoState): state is EndedState => state.step === 'finished' || state.step === 'rejected';

/** Looks at every open photo once; gives those that are still open. */
async function look<P extends NamedPhoto>(
  open: readonly OpenPhoto<P>[],
  sight: Sight,
  listener: RunListener<P>,
): Promise<OpenPhoto<P>[]> {
  const looked = await Promise.all(
    open.map(async (it) => ({ it, state: await readPhotoState(it.photo, it.upload, sight) })),
  );
  const still: OpenPhoto<P>[] = [];
  for (const { it, state } of looked) {
    if (isEnded(state)) {
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
