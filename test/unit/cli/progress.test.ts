import { describe, expect, test } from 'vitest';
import { describeDuration, endedLine, makeProgress, progressLine, timedLine } from '../../../shared/cli/progress.ts';
import type { EndedPhoto, EndedState, OpenPhoto } from '../../../shared/cli/run-photos.ts';
import type { Terminal } from '../../../shared/cli/terminal.ts';

const upload = { key: 'acme/mug/front.jpg', versionId: 'v1', causeId: 'c', uploadAssetId: 'd' };
const photo = { key: upload.key, sku: 'mug', view: 'front' };
const runSince = '2026-05-01T10:00:00.000Z';

const openAt = (movedAt: number, state: OpenPhoto['state'] = { step: 'masking' }): OpenPhoto => ({
  ...{ photo, upload, startedAt: 0, state, movedAt },
});
const ended = (state: EndedState): EndedPhoto => ({ photo, upload, state, milliseconds: 6100 });
const finished = (finishedAt: string) =>
  ended({ step: 'finished', planId: 'p', assetId: 'a', manifestKey: 'm', finishedAt });
const rejected = ended({ step: 'rejected', code: 'PHOTO_EMPTY', sentence: 'No bytes.', assetId: undefined });

function rememberingTerminal(isLive: boolean) {
  const told: string[] = [];
  const terminal: Terminal = {
    isLive,
    line: (text) => told.push(`line ${text}`),
    live: (text) => told.push(`live ${text}`),
  };
  return { terminal, told };
}
/** Durations differ from run to run. */
const withoutTimes = (told: readonly string[]) => told.map((line) => line.replaceAll(/ *\d+\.\d s/g, ' T'));

test.each([
  [0, '0.0 s'],
  [1249, '1.2 s'],
  [59_900, '59.9 s'],
  [59_960, '1 min 00 s'],
  [60_000, '1 min 00 s'],
  [125_000, '2 min 05 s'],
  [119_700, '2 min 00 s'],
  [3_600_000, '60 min 00 s'],
])('%i milliseconds are %s', (milliseconds, text) => {
  expect(describeDuration(milliseconds)).toBe(text);
});

test.each([
  [1200, '   1.2 s  text'],
  [125_000, '2 min 05 s  text'],
])('a line at %i milliseconds begins with the time', (milliseconds, line) => {
  expect(timedLine(milliseconds, 'text')).toBe(line);
});

describe('the live line', () => {
  test('counts the photos and says where the open ones stand, and for how long', () => {
    const open = [openAt(1000), openAt(2000, { step: 'painting', planId: 'p', looks: ['scene', 'beach'] })];

    expect(progressLine({ ended: 1, all: 3 }, open, 3500)).toBe(
      '1/3 photos · mug/front masking 2.5 s · mug/front painting (scene, beach) 1.5 s',
    );
  });

  test('is the count alone where nothing is open', () => {
    expect(progressLine({ ended: 3, all: 3 }, [], 0)).toBe('3/3 photos');
  });
});

describe('the line of a photo that has ended', () => {
  test.each([
    ['finished by this run', finished('2026-05-01T10:00:06.100Z'), 'mug/front  finished in 6.1 s: 2 files'],
    ['finished as this run began', finished(runSince), 'mug/front  finished in 6.1 s: 2 files'],
    ['finished before', finished('2026-05-01T09:59:59.999Z'), 'mug/front  found done: 2 files'],
    ['rejected', rejected, 'mug/front  rejected: PHOTO_EMPTY'],
  ])('tells what was %s', (_, it, line) => {
    expect(endedLine(it, 2, runSince)).toBe(line);
  });

  test('counts one file as one', () => {
    expect(endedLine(finished(runSince), 1, runSince)).toMatch(/: 1 file$/);
  });
});

describe('a run', () => {
  test('on a terminal shows the live line, and a line for each photo that ends', () => {
    const { terminal, told } = rememberingTerminal(true);
    const progress = makeProgress(terminal, 2, performance.now());

    progress.moved(openAt(0));
    progress.look([]);
    progress.ended(rejected, 0, runSince);
    progress.look([]);

    expect(withoutTimes(told)).toEqual([
      'live 0/2 photos',
      'line T  mug/front  rejected: PHOTO_EMPTY',
      'live 1/2 photos',
    ]);
  });

  test('in a log has a line for each step of each photo', () => {
    const { terminal, told } = rememberingTerminal(false);
    const progress = makeProgress(terminal, 2, performance.now());

    progress.moved(openAt(0));
    progress.moved(openAt(0, { step: 'finishing', planId: 'p', looks: ['white'] }));
    progress.ended(rejected, 0, runSince);

    expect(withoutTimes(told)).toEqual([
      'line T  mug/front  masking',
      'line T  mug/front  finishing (white)',
      'line T  mug/front  rejected: PHOTO_EMPTY',
    ]);
  });
});
