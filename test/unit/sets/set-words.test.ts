import { describe, expect, test } from 'vitest';
import type { StudioSet } from '../../../shared/contracts/studio-set.ts';
import { aboveWords, chooseSetByWords, passingWords, setWords, tintWords } from '../../../shared/sets/set-words.ts';

const anyColour = { usual: '#d9cbbb', neutral: '#cbcbcb' };
const standing = (id: string, tint: StudioSet['tint'] = null) => ({ id, poses: ['standing' as const], tint });
const lying = (id: string, tint: StudioSet['tint'] = null) => ({ id, poses: ['lying' as const], tint });
const candidates = [
  standing('plinth', anyColour),
  standing('oak'),
  standing('walnut'),
  standing('marble'),
  standing('window-plaster', anyColour),
  lying('marble-above'),
  lying('linen-above'),
  lying('leaf-shade-above', anyColour),
];

describe('a set described in words', () => {
  test.each([
    ['a round plinth', 'plinth', []],
    ['On an oak table.', 'oak', []],
    ['wood', 'oak', []],
    ['dark wood, moody', 'walnut', []],
    ['marble', 'marble', []],
    ['marble from above', 'marble-above', []],
    ['marble, flat lay', 'marble-above', []],
    ['plaster wall with window light', 'window-plaster', []],
    ['shadows of leaves on plaster', 'leaf-shade-above', []],
    ['Crème marble', 'marble', ['crème']],
    ['weißer Marmor, marble', 'marble', ['weißer', 'marmor']],
    ['marble, чайный мрамор', 'marble', ['чайный', 'мрамор']],
    ['大理石の台 marble', 'marble', ['大理石の台']],
    ['marble हिन्दी', 'marble', ['हिन्दी']],
    ['warm, bright marble in soft light', 'marble', ['warm', 'bright', 'soft', 'light']],
    ['the product standing on a marble surface', 'marble', []],
    ['soft window light', 'window-plaster', ['soft']],
    ['calm, calm oak', 'oak', ['calm']],
    ['an oak table in the rain', 'oak', ['rain']],
  ])('%s leads to %s', (description, set, notServed) => {
    const choice = chooseSetByWords(description, candidates);

    expect(choice.set).toBe(set);
    expect(choice.notServed).toEqual(notServed);
  });

  test('tints a neutral set with the colour it names', () => {
    const choice = chooseSetByWords('sage plinth', candidates);

    expect(choice).toEqual({ set: 'plinth', tint: tintWords.sage, notServed: [] });
  });

  test('says that a set with colours of its own does not serve a colour', () => {
    const choice = chooseSetByWords('pink marble', candidates);

    expect(choice).toEqual({ set: 'marble', tint: undefined, notServed: ['pink'] });
  });

  test('gives the colour alone where no set is named', () => {
    const choice = chooseSetByWords('sand', candidates);

    expect(choice).toEqual({ set: undefined, tint: tintWords.sand, notServed: [] });
  });

  test('names every word where nothing is served', () => {
    const choice = chooseSetByWords('a beach at low tide', candidates);

    expect(choice).toEqual({ set: undefined, tint: undefined, notServed: ['beach', 'low', 'tide'] });
  });

  test.each(['мрамор', '大理石', 'رخام'])('names %s where no word is served', (description) => {
    const choice = chooseSetByWords(description, candidates);

    expect(choice).toEqual({ set: undefined, tint: undefined, notServed: [description] });
  });

  test('chooses among the given sets only', () => {
    const choice = chooseSetByWords('marble', [lying('marble-above')]);

    expect(choice.set).toBe('marble-above');
  });

  test('is written in the lower case that descriptions are brought to', () => {
    const words = [...setWords.flatMap((row) => row.words), ...aboveWords, ...Object.keys(tintWords), ...passingWords];

    expect(words.filter((word) => word !== word.toLowerCase())).toEqual([]);
  });
});
