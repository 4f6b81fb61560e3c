import { describe, expect, test } from 'vitest';
import {
  camerasTable,
  posesTable,
  rejectionsTable,
  reviewTable,
  unpublishedTable,
  wordsTable,
} from '../../../shared/cli/report.ts';
import type { EndedPhoto, EndedState } from '../../../shared/cli/run-photos.ts';
import { manifestOf, unpublished } from './manifests.ts';

const ended = (sku: string, state: EndedState): EndedPhoto => ({
  ...{ photo: { key: `acme/${sku}.jpg`, sku, view: 'main' }, upload: undefined, state, milliseconds: 0 },
});
const rejected = (code: string): EndedState => ({
  ...{ step: 'rejected', code, sentence: `Because of ${code}.`, assetId: undefined },
});
const finished: EndedState = {
  ...{ step: 'finished', planId: 'p', assetId: 'a', manifestKey: 'm', finishedAt: '2026-05-01T10:00:00.000Z' },
};

describe('the rejected photos', () => {
  test('are told with code and sentence', () => {
    expect(rejectionsTable([ended('mug', rejected('PHOTO_EMPTY')), ended('shoe', finished)])).toEqual([
      'Rejected: 1',
      'photo  code         why',
      'mug    PHOTO_EMPTY  Because of PHOTO_EMPTY.',
    ]);
  });

  test('are no table where there is none', () => {
    expect(rejectionsTable([ended('shoe', finished)])).toEqual([]);
  });
});

describe('the words that no set serves', () => {
  const asked = { ...manifestOf([]), wordsNotServed: [{ look: 'spa', words: ['velvet', 'moss'] }] };

  test('are told once a look', () => {
    expect(wordsTable([asked, asked, manifestOf([])])).toEqual([
      'No studio set serves (docs/sets.md has the words that lead to one):',
      'look  words',
      'spa   velvet, moss',
    ]);
  });

  test('are no table where all are served', () => {
    expect(wordsTable([manifestOf([])])).toEqual([]);
  });
});

describe('the looks whose camera is another', () => {
  test('are told with both cameras', () => {
    const linen = { look: 'spa', studio: 'linen', photoDegrees: 5, setDegrees: 18 };

    expect(camerasTable([{ ...manifestOf([]), camerasDiffer: [linen] }, manifestOf([])])).toEqual([
      'Seen by another camera than their set (say another set, or the photo’s pitch in the brief):',
      'photo      look  set    photo’s camera  set’s camera',
      'mug/front  spa   linen  5° down         18° down',
    ]);
  });

  test('are no table where all are alike', () => {
    expect(camerasTable([manifestOf([])])).toEqual([]);
  });
});

describe('the looks whose pose is another', () => {
  test('are told with both poses', () => {
    const oak = { look: 'table', studio: 'oak', photoPose: 'hung', setPose: 'standing' } as const;

    expect(posesTable([{ ...manifestOf([]), posesDiffer: [oak] }, manifestOf([])])).toEqual([
      'Posed otherwise than their set shows them, or guessed (say the pose in the brief, or another set):',
      'photo      look   set  pose  shown',
      'mug/front  table  oak  hung  standing',
    ]);
  });

  test('are no table where all are alike', () => {
    expect(posesTable([manifestOf([])])).toEqual([]);
  });
});

describe('the photos to look at', () => {
  const doubt = (code: string) => ({ code, sentence: `Because of ${code}.` });

  test('are told with every reason', () => {
    const mug = { ...manifestOf([]), review: [doubt('SEE_THROUGH'), doubt('A')] };

    expect(reviewTable([manifestOf([]), mug])).toEqual([
      'To look at: 1',
      'photo      code         why',
      'mug/front  SEE_THROUGH  Because of SEE_THROUGH.',
      '           A            Because of A.',
    ]);
  });

  test('are no table where there is none', () => {
    expect(reviewTable([manifestOf([])])).toEqual([]);
  });
});

describe('the pictures that are not published', () => {
  const published = unpublished('white', 'print', 'published');

  test('are told with state, code and sentence', () => {
    const slots = [published, unpublished('sand', 'print', 'refused', 'A'), unpublished('sand', 'story', 'held', 'B')];

    expect(unpublishedTable([manifestOf(slots)])).toEqual([
      'Not published: 2',
      'picture                 state    code  why',
      'mug/front sand × print  refused  A     Because of A.',
      'mug/front sand × story  held     B     Because of B.',
    ]);
  });

  test('stand in one line where they have one reason, across looks and photos', () => {
    const slots = [unpublished('white', 'print', 'refused', 'A'), unpublished('sand', 'story', 'refused', 'A')];
    const shoe = manifestOf(slots.slice(0, 1), { sku: 'shoe', view: 'main' });

    const lines = unpublishedTable([manifestOf(slots), shoe]);

    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe('Not published: 3');
    expect(lines[2]).toBe('mug/front white × print and 2 more  refused  A     Because of A.');
  });

  test('stand apart where one reason has led to two states', () => {
    const slots = [unpublished('white', 'print', 'refused', 'A'), unpublished('sand', 'print', 'held', 'A')];

    expect(unpublishedTable([manifestOf(slots)])).toHaveLength(4);
  });

  test('are told with the first of their reasons', () => {
    const [, , line] = unpublishedTable([manifestOf([unpublished('white', 'print', 'held', 'A', 'B')])]);

    expect(line).toMatch(/held {3}A {5}Because of A\.$/);
  });

  test('may have no reason', () => {
    expect(unpublishedTable([manifestOf([unpublished('white', 'print', 'failed')])]).at(-1)).toBe(
      'mug/front white × print  failed',
    );
  });

  test('are counted in full, but told in forty lines at most', () => {
    const slots = Array.from({ length: 43 }, (_, index) =>
      unpublished('white', `p${index}`, 'failed', `CODE_${index}`),
    );

    const lines = unpublishedTable([manifestOf(slots)]);

    expect(lines[0]).toBe('Not published: 43');
    expect(lines).toHaveLength(43);
    expect(lines.at(-2)).toContain('CODE_39');
    expect(lines.at(-1)).toBe('and 3 more reasons: see the manifest.json of each photo');
  });

  test('are no table where all is published, or nothing was made', () => {
    expect(unpublishedTable([manifestOf([published])])).toEqual([]);
    expect(unpublishedTable([])).toEqual([]);
  });
});
