import { describe, expect, test } from 'vitest';
import { brief } from '../../../shared/contracts/brief.ts';
import { PipelineError } from '../../../shared/contracts/pipeline-error.ts';
import { builtInBrief } from '../../../shared/planning/built-in-brief.ts';
import { resolveBrief } from '../../../shared/planning/resolve-brief.ts';
import { chooseSetByWords } from '../../../shared/sets/set-words.ts';

const origin = { name: 'mug/brief.json', engine: null };
const bytesOf = (text: string) => new TextEncoder().encode(text);
const resolved = (value: unknown) => resolveBrief(bytesOf(JSON.stringify(value)), origin);
function errorOf(act: () => unknown): PipelineError {
  try {
    act();
  } catch (error) {
    if (error instanceof PipelineError) return error;
    throw error;
  }
  throw new Error('Expected an error, got none');
}
const plain = { kind: 'plain' };
const sweep = { sweep: '#abcdef' };

describe('a brief', () => {
  test('comes back with its defaults and with colours in lower case', () => {
    const looks = [
      plain,
      { kind: 'set', set: { sweep: '#ABCDEF' } },
      { kind: 'set', name: 'arch', set: { studio: 'arch', tint: '#ABCDEF' } },
      { kind: 'set', name: 'told', set: { words: 'Oak table' } },
      { kind: 'plain', name: 'x', colour: 'transparent' },
    ];

    const it = resolved({ looks, placements: ['default-*'] });

    expect(it).toEqual({
      v: 1,
      looks: [
        { name: 'plain', kind: 'plain', colour: '#ffffff' },
        { name: 'set', kind: 'set', set: sweep },
        { name: 'arch', kind: 'set', set: { studio: 'arch', tint: '#abcdef' } },
        { name: 'told', kind: 'set', set: { words: 'Oak table' } },
        { name: 'x', kind: 'plain', colour: 'transparent' },
      ],
      placements: ['default-*'],
    });
  });

  test('may begin with a byte-order mark', () => {
    const text = `\u{feff}${JSON.stringify({ looks: [plain], placements: ['print'] })}`;

    expect(resolveBrief(bytesOf(text), origin).placements).toEqual(['print']);
  });

  test('keeps a scene look where there is no engine', () => {
    const it = resolved({ looks: [{ kind: 'scene', prompt: 'A beach', set: sweep }], placements: ['print'] });

    expect(it.looks.map(({ kind }) => kind)).toEqual(['scene']);
  });

  test('keeps how a scene is to be painted', () => {
    const settings = { steps: 20, guidance: 5, negativePrompt: 'people', scheduler: 'DDIM', strength: 0.4 };
    const scene = { kind: 'scene', prompt: 'A beach', set: sweep, mode: 'in-context', candidates: 2, settings };

    const it = resolved({ looks: [scene], placements: ['print'] });

    expect(it.looks).toEqual([{ name: 'scene', ...scene }]);
  });

  test.each([
    ['another mode', { mode: 'context' }, 'mode: Expected stage or in-context'],
    ['too many candidates', { candidates: 5 }, 'candidates: Expected a whole number of candidates from 1 to 4'],
    ['no candidate', { candidates: 0 }, 'candidates: Expected a whole number of candidates from 1 to 4'],
    ['a misspelt setting', { settings: { step: 20 } }, 'settings: Unrecognized key: "step"'],
    ['half a step', { settings: { steps: 0.5 } }, 'settings.steps: Expected a whole number of steps, 1 or more'],
    ['no strength', { settings: { strength: 0 } }, 'settings.strength: Expected a strength above 0 and at most 1'],
    [
      'too much strength',
      { settings: { strength: 85 } },
      'settings.strength: Expected a strength above 0 and at most 1',
    ],
    ['negative guidance', { settings: { guidance: -1 } }, 'settings.guidance: Expected a guidance of 0 or more'],
    ['words for steps', { settings: { steps: 'many' } }, 'settings.steps: Expected a whole number of steps, 1 or more'],
  ])('says where a scene asks for %s', (_, changes, told) => {
    const scene = { kind: 'scene', prompt: 'A beach', set: sweep, ...changes };

    const { code, message } = errorOf(() => resolved({ looks: [scene], placements: ['print'] }));

    expect([code, message]).toEqual([
      'BRIEF_INVALID',
      `Expected a brief as the README describes it in mug/brief.json, got looks.0.${told}; correct it and ask again.`,
    ]);
  });

  const list = ['print'];
  test.each([
    ['null', null, 'the brief: expected object'],
    ['no looks', { placements: list }, 'looks: expected array'],
    ['an empty list', { looks: [plain], placements: [] }, 'placements: Too small'],
    [
      'an unknown kind',
      { looks: [{ kind: 'plan' }], placements: list },
      "looks.0.kind: Invalid discriminator value. Expected 'plain'",
    ],
    [
      'a scene without a prompt',
      { looks: [{ kind: 'scene', set: sweep }], placements: list },
      'looks.0.prompt: expected string',
    ],
    [
      'a wrong colour',
      { looks: [{ kind: 'plain', colour: 'red' }], placements: list },
      'looks.0.colour: Expected a colour',
    ],
    ['two looks of one name', { looks: [plain, plain], placements: list }, 'looks: Expected a different name'],
    ['a misspelt field', { looks: [plain], placements: list, look: 1 }, 'the brief: Unrecognized key: "look"'],
    [
      'a wrong ratio',
      { looks: [plain], placements: [{ ratio: '21-9' }] },
      'placements.0.ratio: Expected a ratio such as 21:9',
    ],
    ['half a size', { looks: [plain], placements: [{ width: 200 }] }, 'placements.0: Expected a ratio, or'],
    [
      'a misspelt side',
      { looks: [plain], placements: [{ ratio: '1:1', widht: 4 }] },
      'placements.0: Unrecognized key: "widht"',
    ],
    [
      'a studio set that does not exist',
      { looks: [{ kind: 'set', set: { studio: 'marbel' } }], placements: list },
      'looks.0.set.studio: no set is called marbel, did you mean marble',
    ],
    [
      'a tint for a set with colours of its own',
      { looks: [{ kind: 'set', set: { studio: 'oak', tint: '#aabbcc' } }], placements: list },
      'looks.0.set.tint: oak has colours of its own',
    ],
    ['a set in no words', { looks: [{ kind: 'set', set: { words: ' ' } }], placements: list }, 'looks.0.set'],
    [
      'a camera that looks up',
      { looks: [plain], placements: list, photo: { pitchDegrees: -3 } },
      'photo.pitchDegrees: Expected degrees from 0 (straight ahead) to 90 (from above)',
    ],
    [
      'a key light from above',
      { looks: [plain], placements: list, photo: { keySide: 'top' } },
      'photo.keySide: Expected left or right',
    ],
    [
      'a pose that there is not',
      { looks: [plain], placements: list, photo: { pose: 'sitting' } },
      'photo.pose: Expected standing, lying or hung',
    ],
    [
      'a misspelt word about the photo',
      { looks: [plain], placements: list, photo: { pitch: 8 } },
      'photo: Unrecognized key: "pitch"',
    ],
    [
      'two sizes of one product',
      { looks: [plain], placements: list, productSizeCm: 20, productHeightCm: 10 },
      'productHeightCm: Expected the size or the height of the product, not both',
    ],
    ['a number for a placement', { looks: [plain], placements: [5] }, 'placements.0: expected object'],
  ])('with %s is answered with place and mistake', (_, value, told) => {
    const error = errorOf(() => resolved(value));

    expect(error.code).toBe('BRIEF_INVALID');
    expect(error.message).toContain(told);
    expect(error.message).toContain('mug/brief.json');
  });

  test.each([
    ['that ends early', bytesOf('{"looks": ['), /JSON/],
    ['that is empty', new Uint8Array(), /JSON/],
    ['that is not UTF-8', new Uint8Array([0xff, 0xfe, 0x41]), /not UTF-8/],
    ['that is far too long', new Uint8Array(300_000), /300000 bytes/],
  ])('%s is answered with what it is', (_, bytes, told) => {
    const error = errorOf(() => resolveBrief(bytes, origin));

    expect(error.code).toBe('BRIEF_INVALID');
    expect(error.message).toMatch(told);
  });

  test('tells three mistakes and counts the rest', () => {
    const error = errorOf(() => resolved({ looks: [{}, {}, {}, {}, {}], placements: list }));

    expect(error.message).toMatch(/looks\.0.*looks\.1.*looks\.2.*\(and 2 more\)/);
  });

  test('that names an unknown placement is answered before anything is planned', () => {
    expect(errorOf(() => resolved({ looks: [plain], placements: ['prnt'] })).code).toBe('PLACEMENT_UNKNOWN');
  });
});

describe('the built-in brief', () => {
  test.each([
    [null, ['white plain', 'studio set']],
    ['studio', ['white plain', 'studio set', 'scene scene']],
  ])('has, with the engine %s, the looks %j', (engine, looks) => {
    const it = resolveBrief(null, { name: 'the built-in brief', engine });

    expect(it.looks.map(({ name, kind }) => `${name} ${kind}`)).toEqual(looks);
    expect(it.placements).toEqual(['default-*']);
  });

  test('is a brief by the schema', () => {
    expect(brief.parse(builtInBrief('studio'))).toEqual(builtInBrief('studio'));
  });

  test('describes its set in no word that is told as not served', () => {
    const described = builtInBrief('studio').looks.flatMap((look) =>
      look.kind === 'set' && 'words' in look.set ? [look.set.words] : [],
    );

    expect(described).not.toEqual([]);
    for (const words of described) expect(chooseSetByWords(words, []).notServed).toEqual([]);
  });
});
