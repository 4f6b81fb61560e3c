import { describeState } from './photo-state.ts';
import type { EndedPhoto, OpenPhoto } from './run-photos.ts';
import { photoName } from './scan-folder.ts';
import { countOf, type Terminal } from './terminal.ts';

const timeWidth = 8;

/** A duration for people: `1.2 s`, `2 min 05 s`. */
export function describeDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  const inTenths = seconds.toFixed(1);
  if (Number(inTenths) < 60) return `${inTenths} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** The line that is shown while photos are under way: how many are done, and where the open ones stand. */
export function progressLine(
  counts: { readonly ended: number; readonly all: number },
  open: readonly OpenPhoto[],
  now: number,
): string {
  const where = open.map(({ photo, state, movedAt }) => {
    return `${photoName(photo)} ${describeState(state)} ${describeDuration(now - movedAt)}`;
  });
  return [`${counts.ended}/${counts.all} photos`, ...where].join(' · ');
}

/** A line with the time since the start in front. */
export const timedLine = (milliseconds: number, text: string): string =>
  `${describeDuration(milliseconds).padStart(timeWidth)}  ${text}`;

/** What became of a photo, in one line: `mug/front  finished in 6.1 s: 15 files`. `runSince`: ISO 8601. */
export function endedLine({ photo, state, milliseconds }: EndedPhoto, files: number, runSince: string): string {
  const name = photoName(photo);
  if (state.step === 'rejected') return `${name}  rejected: ${state.code}`;
  const what = state.finishedAt >= runSince ? `finished in ${describeDuration(milliseconds)}` : 'found done';
  return `${name}  ${what}: ${countOf(files, 'file')}`;
}

/**
 * Shows a run: on a terminal a live line, else a line for each step of each photo. Call `look` all the time, `moved` for
 * a step, `ended` for a photo.
 */
export function makeProgress(terminal: Terminal, all: number, startedAt: number) {
  let ended = 0;
  const since = () => performance.now() - startedAt;
  return {
    look: (open: readonly OpenPhoto[]) => terminal.live(progressLine({ ended, all }, open, performance.now())),
    moved: ({ photo, state }: OpenPhoto) => {
      if (!terminal.isLive) terminal.line(timedLine(since(), `${photoName(photo)}  ${describeState(state)}`));
    },
    ended: (photo: EndedPhoto, files: number, runSince: string) => {
      ended += 1;
      terminal.line(timedLine(since(), endedLine(photo, files, runSince)));
    },
  };
}
