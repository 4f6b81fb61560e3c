import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type BriefOptions, composeBriefs, readBriefFile } from '../../../shared/cli/compose-briefs.ts';
import { builtInBrief } from '../../../shared/planning/built-in-brief.ts';
import { errorOf } from './error-of.ts';
import { makeFolder } from './temporary-folder.ts';

const plain = { name: 'plain', kind: 'plain', colour: '#ffffff' };
const sand = { name: 'sand', kind: 'set', set: { sweep: '#e0d0c0' } };
const wholeBrief = { v: 1, looks: [plain, sand], placements: ['print', 'amazon-main'] };
const nearBrief = { v: 1, looks: [{ ...plain, colour: '#eeeeee' }], placements: ['print'] };

const companion = (key: string, value: unknown) => ({
  key,
  bytes: new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)),
});
async function compose(ofFolder: Readonly<Record<string, unknown>>, options: Partial<BriefOptions> = {}) {
  const given = Object.entries(ofFolder).map(([key, value]) => companion(key, value));
  const { briefs } = await composeBriefs(given, { engine: null, tenant: 'acme', ...options });
  return Object.fromEntries(briefs.map(({ key, bytes }) => [key, new TextDecoder().decode(bytes)]));
}
const parsed = (briefs: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(briefs).map(([key, text]) => [key, JSON.parse(text)]));
const briefFile = async (value: unknown) =>
  join(await makeFolder({ 'b.json': typeof value === 'string' ? value : JSON.stringify(value) }), 'b.json');

describe('without options', () => {
  test('the briefs of the folder go as they are, byte by byte', async () => {
    const texts = { 'acme/brief.json': '{ "looks": [ ] }', 'acme/mug/brief.json': 'no brief' };

    expect(await compose(texts)).toEqual(texts);
  });

  test('none is made up', async () => {
    expect(await compose({})).toEqual({});
  });
});

describe('--brief', () => {
  test('becomes the tenant’s brief as it is, in place of the folder’s', async () => {
    const text = JSON.stringify(wholeBrief, null, 4);
    const options = { briefFile: await briefFile(text) };

    const briefs = await compose({ 'acme/brief.json': nearBrief, 'acme/mug/brief.json': nearBrief }, options);

    expect(briefs).toEqual({ 'acme/brief.json': text, 'acme/mug/brief.json': JSON.stringify(nearBrief) });
  });

  test('that is not there is answered with its path', async () => {
    const file = join(await makeFolder(), 'nowhere.json');

    const error = await errorOf(() => compose({}, { briefFile: file }));

    expect(error.code).toBe('USAGE_INVALID');
    expect(error.message).toMatch(new RegExp(`^Expected a brief at ${file}, got: ENOENT`));
  });

  test.each([
    ['a mistake', { looks: [], placements: ['print'] }, 'BRIEF_INVALID'],
    ['no JSON', '{', 'BRIEF_INVALID'],
    ['an unknown placement', { looks: [plain], placements: ['prnt'] }, 'PLACEMENT_UNKNOWN'],
  ])('with %s is answered at once', async (_, value, code) => {
    const file = await briefFile(value);

    expect((await errorOf(() => readBriefFile(file, null))).code).toBe(code);
    expect((await errorOf(() => compose({}, { briefFile: file }))).code).toBe(code);
  });
});

describe('--looks and --placements', () => {
  test.each([null, 'studio'])('narrow the built-in brief of the engine %s where there is none', async (engine) => {
    const { looks } = builtInBrief(engine);

    const briefs = await compose({}, { engine, looks: ['plain'] });

    expect(parsed(briefs)).toEqual({
      'acme/brief.json': { v: 1, looks: looks.slice(0, 1), placements: ['default-*'] },
    });
  });

  test('narrow every brief of the folder', async () => {
    const briefs = await compose(
      { 'acme/brief.json': wholeBrief, 'acme/mug/brief.json': nearBrief },
      { looks: ['plain'], placements: ['print'] },
    );

    expect(parsed(briefs)).toEqual({
      'acme/brief.json': { ...wholeBrief, looks: [plain], placements: ['print'] },
      'acme/mug/brief.json': nearBrief,
    });
  });

  test('take the looks from the brief above, or the built-in one, where a nearer brief has none of them', async () => {
    const folder = { 'acme/brief.json': wholeBrief, 'acme/mug/brief.json': nearBrief };

    const [above, builtIn] = await Promise.all(
      ['set', 'scene'].map(async (look) => parsed(await compose(folder, { engine: 'studio', looks: [look] }))),
    );

    expect(above?.['acme/mug/brief.json']).toEqual({ ...nearBrief, looks: [sand] });
    const scenes = builtInBrief('studio').looks.filter(({ kind }) => kind === 'scene');
    expect(builtIn?.['acme/mug/brief.json']).toEqual({ ...nearBrief, looks: scenes });
    expect(builtIn?.['acme/brief.json']).toEqual({ ...wholeBrief, looks: scenes });
  });

  test('say for the photos of one brief alone that none of the briefs that count for them has the look', async () => {
    const folder = { 'acme/jar/brief.json': wholeBrief, 'acme/mug/brief.json': nearBrief };
    const given = Object.entries(folder).map(([key, value]) => companion(key, value));

    const { unmet } = await composeBriefs(given, { engine: null, tenant: 'acme', looks: ['sand'] });

    expect([...unmet].map(([key, { code }]) => [key, code])).toEqual([
      ['acme/mug/brief.json', 'LOOK_UNKNOWN'],
      ['acme/brief.json', 'LOOK_UNKNOWN'],
    ]);
  });

  test('narrow the brief of --brief', async () => {
    const options = { briefFile: await briefFile(wholeBrief), placements: ['amazon-*'] };

    const briefs = await compose({ 'acme/brief.json': nearBrief }, options);

    expect(parsed(briefs)).toEqual({ 'acme/brief.json': { ...wholeBrief, placements: ['amazon-main'] } });
  });

  test('leave a brief of a sku that cannot be read for the pipeline to answer', async () => {
    const briefs = await compose({ 'acme/brief.json': wholeBrief, 'acme/mug/brief.json': '{' }, { looks: ['sand'] });

    expect(briefs['acme/mug/brief.json']).toBe('{');
    expect(JSON.parse(briefs['acme/brief.json'] ?? '')).toMatchObject({ looks: [sand] });
  });

  test('leave a brief of the folder itself that cannot be read for the pipeline to answer', async () => {
    const briefs = await compose({ 'acme/brief.json': '{', 'acme/mug/brief.json': wholeBrief }, { looks: ['sand'] });

    expect(briefs['acme/brief.json']).toBe('{');
    expect(JSON.parse(briefs['acme/mug/brief.json'] ?? '')).toMatchObject({ looks: [sand] });
  });

  test('that no brief can meet are answered', async () => {
    expect((await errorOf(() => compose({}, { looks: ['sand'] }))).code).toBe('USAGE_INVALID');
    expect((await errorOf(() => compose({}, { placements: ['prnt'] }))).code).toBe('PLACEMENT_UNKNOWN');
  });

  test('leave what they were given unchanged', async () => {
    const given = [companion('acme/brief.json', wholeBrief)];

    await composeBriefs(given, { engine: null, tenant: 'acme', looks: ['sand'] });

    expect(given).toEqual([companion('acme/brief.json', wholeBrief)]);
  });
});
