import { describe, expect, test } from 'vitest';
import { checkNarrowing, narrowBrief } from '../../../shared/cli/choose-brief.ts';
import { type Brief, brief } from '../../../shared/contracts/brief.ts';
import { errorOf } from './error-of.ts';

const sweep = { sweep: '#abcdef' };
const whole: Brief = brief.parse({
  looks: [
    { kind: 'plain' },
    { kind: 'set', name: 'sand', set: sweep },
    { kind: 'scene', name: 'beach', prompt: 'A beach', set: sweep },
    { kind: 'scene', name: 'forest', prompt: 'A forest', set: sweep },
  ],
  placements: ['print', 'amazon-*', { ratio: '21:9' }, { id: 'till-poster', width: 300, height: 250 }],
});
const [, , wide, poster] = whole.placements;
const looksOf = (...looks: string[]) => narrowBrief(whole, { looks }).looks.map(({ name }) => name);
const placementsOf = (...placements: string[]) => narrowBrief(whole, { placements }).placements;

test('a brief of which nothing is asked stays whole', () => {
  expect(narrowBrief(whole, {})).toEqual(whole);
});

test('looks and placements are narrowed apart, and give a brief', () => {
  const narrowed = narrowBrief(whole, { looks: ['sand'], placements: ['print'] });

  expect(brief.parse(narrowed)).toEqual({ v: 1, looks: [whole.looks[1]], placements: ['print'] });
});

describe('--looks', () => {
  test.each([
    ['a name', ['sand'], ['sand']],
    ['a kind, for all of it', ['scene'], ['beach', 'forest']],
    ['a name that is its kind', ['plain'], ['plain']],
    ['several, in the brief’s order', ['forest', 'plain'], ['plain', 'forest']],
    ['a kind and one of it, once', ['beach', 'scene'], ['beach', 'forest']],
  ])('takes %s', (_, asked, looks) => {
    expect(looksOf(...asked)).toEqual(looks);
  });

  test('takes those of a brief that it has', () => {
    expect(looksOf('sand', 'snow')).toEqual(['sand']);
  });

  test('takes them all from the nearest brief above that has one where the brief has none', () => {
    const snow = brief.parse({ looks: [{ kind: 'plain', name: 'snow' }], placements: ['print'] });
    const ice = brief.parse({ looks: [{ kind: 'plain', name: 'ice' }], placements: ['web-hero'] });

    const narrowed = narrowBrief(snow, { looks: ['sand', 'beach'] }, [ice, whole, { ...whole, looks: [] }]);

    expect(narrowed.looks.map(({ name }) => name)).toEqual(['sand', 'beach']);
    expect(narrowed.placements).toEqual(['print']);
  });

  test('that no brief which counts has are answered with the looks that there are', async () => {
    const error = await errorOf(() => looksOf('snow'));

    expect(error.code).toBe('LOOK_UNKNOWN');
    expect(error.message).toContain('plain, sand (set), beach (scene), forest (scene)');
    expect(error.message).toContain('got --looks snow');
  });

  test.each([
    ['a stray name', ['sand', 'snow'], 'snow'],
    ['a kind in capitals', ['Plain'], 'Plain'],
    ['none', [], ''],
  ])('with %s is answered before a run, with the looks of all its briefs', async (_, asked, got) => {
    const [plain, sand, ...scenes] = whole.looks;
    const halves = [plain, sand, scenes[0], scenes[1]].map((look) => ({ ...whole, looks: look ? [look] : [] }));

    const error = await errorOf(() => checkNarrowing([...halves, whole], { looks: asked }));

    expect(error.code).toBe('USAGE_INVALID');
    expect(error.message).toBe(
      `Expected --looks to name some of plain, sand (set), beach (scene), forest (scene), got "${got}".`,
    );
  });
});

describe('--placements', () => {
  test.each([
    ['an id of the brief', ['print'], ['print']],
    ['an id that the brief means by a glob', ['amazon-main'], ['amazon-main']],
    ['a glob, for what the brief has of it', ['*-main'], ['amazon-main']],
    ['a size of the brief by its id', ['till-poster'], [poster]],
    ['a size of the brief by a glob', ['adhoc-21x9-*'], [wide]],
    ['what two globs mean, once', ['till-*', '*-poster', 'print', 'pr*'], [poster, 'print']],
    ['an id of the catalogue that the brief has not', ['google-merchant-image-link'], ['google-merchant-image-link']],
    ['a glob over the catalogue where the brief has none of it', ['meta-*'], ['meta-*']],
  ])('takes %s', (_, asked, placements) => {
    expect(placementsOf(...asked)).toEqual(placements);
  });

  test('takes those of a brief and the catalogue that there are', () => {
    expect(placementsOf('print', 'till-posters')).toEqual(['print']);
  });

  test('takes a size of a brief above where neither the brief nor the catalogue has any of them', () => {
    const near = { ...whole, placements: ['print'] };

    const narrowed = narrowBrief(near, { placements: ['till-*', 'web-heroes'] }, [whole]);

    expect(narrowed.placements).toEqual([poster]);
  });

  test('that no brief which counts has is answered as such', async () => {
    const error = await errorOf(() => placementsOf('till-posters'));

    expect(error.code).toBe('PLACEMENT_UNKNOWN');
    expect(error.message).toContain('got --placements till-posters');
  });

  test('of one id and different sizes in two briefs stand beside each other', () => {
    const other = { ...whole, placements: [{ id: 'till-poster', width: 100, height: 100, format: 'jpg' as const }] };

    expect(() => checkNarrowing([whole, other], { placements: ['till-poster'] })).not.toThrow();
  });

  test('with an id that is nowhere is answered before a run with what was perhaps meant', async () => {
    const error = await errorOf(() => checkNarrowing([whole], { placements: ['print', 'amazn-main'] }));

    expect(error.code).toBe('PLACEMENT_UNKNOWN');
    expect(error.message).toContain('"amazn-main". Perhaps you mean amazon-main');
  });

  test('with none is answered as such', async () => {
    const error = await errorOf(() => checkNarrowing([whole], { placements: [] }));

    expect(error.code).toBe('USAGE_INVALID');
    expect(error.message).toBe('Expected --placements to name some, got none.');
  });
});
