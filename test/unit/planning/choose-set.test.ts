import { describe, expect, test } from 'vitest';
import type { AssetFacts } from '../../../shared/contracts/asset-facts.ts';
import { chooseSet, shownSet, sweepOf } from '../../../shared/planning/choose-set.ts';
import { studioSets } from '../../../shared/sets/studio-sets.ts';
import { productFacts } from './product-facts.ts';

type Seen = { kind?: AssetFacts['pose']['kind']; keySide?: AssetFacts['keySide']; pitch?: number | null };
const factsOf = ({ kind = 'standing', keySide = 'unknown', pitch = null }: Seen = {}): AssetFacts => ({
  ...productFacts({}),
  pose: { kind, cutSides: [], contacts: [] },
  keySide,
  cameraPitchDegrees: pitch,
});

describe('words', () => {
  test.each([
    ['polished marble in a spa', 'standing', 'marble'],
    ['polished marble in a spa', 'unknown', 'marble'],
    ['polished marble in a spa', 'lying', 'marble-above'],
    ['marble flat lay', 'unknown', 'marble-above'],
    ['marble flat lay', 'standing', 'marble'],
  ] as const)('%s of a product that is %s lead to %s', (words, kind, id) => {
    expect(chooseSet({ words }, factsOf({ kind }), studioSets)).toMatchObject({ studio: id });
  });

  test.each(['hung', 'cut'] as const)('lead to a sweep where the product is %s', (kind) => {
    expect(chooseSet({ words: 'marble' }, factsOf({ kind }), studioSets)).toMatchObject({
      sweep: '#d9c9b6',
      wordsNotServed: ['marble'],
    });
  });

  test('that no set serves are told, and the colour among them is that of a sweep', () => {
    expect(chooseSet({ words: 'a sage jungle with a waterfall' }, factsOf(), studioSets)).toEqual({
      sweep: '#b9c3ae',
      wordsNotServed: ['jungle', 'waterfall'],
    });
  });

  test('tint a set that was rendered in grey', () => {
    expect(chooseSet({ words: 'a blush arch' }, factsOf(), studioSets)).toMatchObject({
      studio: 'arch',
      tint: '#e6c2b9',
    });
  });
});

describe('the pitch of the camera', () => {
  test.each([
    [null, 'a dark wood table', 'walnut', null],
    [4, 'a dark wood table', 'walnut', null],
    [12, 'a dark wood table', 'oak', null],
    [9, 'a polished counter', 'marble', null],
    [17, 'a polished counter', 'terrazzo', null],
    [9, 'linen cloth', 'linen', { photoDegrees: 9, setDegrees: 18 }],
    [28, 'marble', 'marble', { photoDegrees: 28, setDegrees: 8 }],
  ] as const)('of %s degrees and the words %j lead to %s, told as another camera: %j', (pitch, words, studio, told) => {
    const chosen = chooseSet({ words }, factsOf({ pitch }), studioSets);

    expect(chosen).toMatchObject({ studio, cameraDifference: told });
  });

  test.each(['polished marble', 'wood', 'an arch', 'a plinth', 'linen', 'steps', 'morning window light'])(
    'does not change what %j lead to by what views of one product differ in',
    (words) => {
      for (const pitch of [4, 6, 8, 10, 13]) {
        const [here, there] = [pitch - 0.9, pitch + 0.9].map((each) => factsOf({ pitch: each }));
        if (here === undefined || there === undefined) throw new Error('Expected two views');

        const chosen = [here, there].map((facts) => chooseSet({ words }, facts, studioSets));

        const names = chosen.map((each) => ('studio' in each ? each.studio : each.sweep));
        expect(names[0]).toBe(names[1]);
      }
    },
  );

  test('keeps a set that the brief names, and tells it', () => {
    expect(chooseSet({ studio: 'steps' }, factsOf({ pitch: 3 }), studioSets)).toMatchObject({
      studio: 'steps',
      cameraDifference: { photoDegrees: 3, setDegrees: 18 },
    });
  });

  test('of what lies is straight down', () => {
    const lying = factsOf({ kind: 'lying', pitch: 8 });

    expect(chooseSet({ words: 'marble' }, lying, studioSets)).toMatchObject({ cameraDifference: null });
    expect(chooseSet({ studio: 'marble' }, lying, studioSets)).toMatchObject({
      cameraDifference: { photoDegrees: 90, setDegrees: 8 },
    });
  });

  test('refuses no description that a set serves', () => {
    for (const { id } of studioSets.filter(({ poses }) => poses.includes('standing'))) {
      for (let pitch = 0; pitch <= 40; pitch += 2) {
        expect(chooseSet({ words: id.replace('-', ' ') }, factsOf({ pitch }), studioSets)).toHaveProperty('studio');
      }
    }
  });
});

describe('a set that the brief names', () => {
  test.each(['standing', 'lying', 'hung', 'cut', 'unknown'] as const)('is taken for a product that is %s', (kind) => {
    expect(chooseSet({ studio: 'linen-above' }, factsOf({ kind }), studioSets)).toMatchObject({
      studio: 'linen-above',
    });
  });

  test('wears its usual colour where the brief names none', () => {
    const usual = studioSets.find(({ id }) => id === 'arch')?.tint?.usual;

    expect(chooseSet({ studio: 'arch' }, factsOf(), studioSets)).toMatchObject({ tint: usual });
    expect(chooseSet({ studio: 'arch', tint: '#aabbcc' }, factsOf(), studioSets)).toMatchObject({ tint: '#aabbcc' });
    expect(chooseSet({ studio: 'oak' }, factsOf(), studioSets)).toMatchObject({ tint: null });
  });
});

describe('the pose', () => {
  test.each([
    ['standing', null],
    ['unknown', null],
    ['lying', { photoPose: 'lying', setPose: 'standing' }],
    ['hung', { photoPose: 'hung', setPose: 'standing' }],
    ['cut', { photoPose: 'cut', setPose: 'standing' }],
  ] as const)('of a product that is %s, in a standing set that the brief names, is told as %j', (kind, told) => {
    expect(chooseSet({ studio: 'oak' }, factsOf({ kind }), studioSets)).toMatchObject({ poseDifference: told });
  });

  test.each([
    ['a wooden table', 'standing', null],
    ['a wooden table', 'lying', null],
    ['a wooden table', 'unknown', { photoPose: 'unknown', setPose: 'standing' }],
    ['wooden boards, flat lay', 'unknown', null],
  ] as const)('that %j guess for a product that is %s is told as %j', (words, kind, told) => {
    expect(chooseSet({ words }, factsOf({ kind }), studioSets)).toMatchObject({ poseDifference: told });
  });
});

describe('a set whose key shines from the left', () => {
  test.each([
    ['left', false],
    ['unknown', false],
    ['right', true],
  ] as const)('is mirrored for a product lit from the side %s: %s', (keySide, isMirrored) => {
    const chosen = chooseSet({ studio: 'marble' }, factsOf({ keySide }), studioSets);

    expect(chosen).toMatchObject({ isMirrored });
    const key = shownSet(chosen)?.keyLight.cornersCm.map(([x]) => Math.sign(x));
    expect(new Set(key)).toEqual(new Set([isMirrored ? 1 : -1]));
  });

  test('stays as it is where it may not be mirrored', () => {
    const sets = studioSets.map((set) => ({ ...set, mayMirror: false }));

    expect(chooseSet({ studio: 'marble' }, factsOf({ keySide: 'right' }), sets)).toMatchObject({ isMirrored: false });
  });
});

test.each([
  [{ sweep: '#123456' }, '#123456'],
  [{ studio: 'arch', tint: '#aabbcc' }, '#aabbcc'],
  [{ studio: 'oak' }, studioSets.find(({ id }) => id === 'oak')?.palette[0]],
])('the paper that stands for %j is %s', (wanted, colour) => {
  expect(sweepOf(chooseSet(wanted, factsOf(), studioSets))).toBe(colour);
});
