import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** All TypeScript sources below a folder, as paths from the root. */
const sourcesOf = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.includes('node_modules'))
    .map((path) => join(folder, path));

/** What a source imports: packages by name, own files as paths from the root; type-only imports are marked. */
function importsOf(path: string): { target: string; isType: boolean }[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)'/gms)].map(([, type, target = '']) => ({
    target: target.startsWith('.') ? relative(root, resolve(root, dirname(path), target)) : target,
    isType: type !== undefined,
  }));
}

type Rule = { name: string; folder: string; files?: RegExp; allowed: RegExp };
const rules: Rule[] = [
  {
    name: 'contracts import zod and node:crypto only',
    folder: 'shared/contracts',
    allowed: /^(zod|node:crypto|shared\/contracts\/.*)$/,
  },
  {
    name: 'imaging imports sharp, readers of metadata, contracts, sets and itself only',
    folder: 'shared/imaging',
    allowed: /^(sharp|onnxruntime-node|exifreader|@xmldom\/xmldom|shared\/(contracts|imaging|sets)\/.*)$/,
  },
  {
    name: 'planning imports contracts, placements, sets and arithmetic on colours only',
    folder: 'shared/planning',
    allowed: /^shared\/((contracts|placements|planning|sets)\/.*|imaging\/(colour|delta-e|fit-light)\.ts)$/,
  },
  {
    name: 'segmenters import onnxruntime, sharp, imaging and contracts only, and read their weights',
    folder: 'shared/segmenters',
    allowed: /^(onnxruntime-node|sharp|node:crypto|node:fs\/promises|shared\/(contracts|imaging|segmenters)\/.*)$/,
  },
  {
    name: 'sets import contracts only, and read their pictures',
    folder: 'shared/sets',
    allowed: /^(node:fs\/promises|shared\/(contracts|sets)\/.*)$/,
  },
  { name: 'state imports contracts only', folder: 'shared/state', allowed: /^shared\/(contracts|state)\/.*$/ },
  {
    name: 'aws imports the SDK, its middleware and contracts',
    folder: 'shared/aws',
    allowed: /^(@aws-sdk\/.*|@aws-lambda-powertools\/.*|@middy\/core|aws-lambda|zod|shared\/(contracts|aws)\/.*)$/,
  },
  {
    name: 'steps import neither SDK nor shared/aws nor another function',
    folder: 'functions',
    files: /^functions\/([^/]+)\/(?!handler\.ts)/,
    allowed: /^(sharp|shared\/(contracts|imaging|planning|state|placements|sets)\/.*|functions\/.*)$/,
  },
];

describe.each(rules)('$name', ({ folder, files, allowed }) => {
  const sources = sourcesOf(folder).filter((path) => files?.test(path) ?? true);

  it.each(sources)('%s', (path) => {
    const imports = importsOf(path).map(({ target }) => target);

    expect(imports.filter((target) => !allowed.test(target))).toEqual([]);
  });
});

it('keeps every function to itself', () => {
  const strays = sourcesOf('functions').flatMap((path) => {
    const own = path.split('/').slice(0, 2).join('/');
    const foreign = importsOf(path).filter(
      ({ target }) => target.startsWith('functions/') && !target.startsWith(`${own}/`),
    );
    return foreign.map(({ target }) => `${path} imports ${target}`);
  });

  expect(strays).toEqual([]);
});

it.each(['shared', 'functions', 'infra'])('lets nothing in %s import from test', (folder) => {
  const strays = sourcesOf(folder).filter((path) => importsOf(path).some(({ target }) => target.startsWith('test/')));

  expect(strays).toEqual([]);
});

it('lets onnxruntime into imaging as types only', () => {
  const values = sourcesOf('shared/imaging').flatMap((path) =>
    importsOf(path).filter(({ target, isType }) => target === 'onnxruntime-node' && !isType),
  );

  expect(values).toEqual([]);
});

it('reads the environment in handlers and the CLI only', () => {
  const readers = [...sourcesOf('functions'), ...sourcesOf('shared')].filter((path) =>
    readFileSync(join(root, path), 'utf8').includes('process.env'),
  );

  expect(readers.filter((path) => !/\/handler\.ts$|^shared\/cli\//.test(path))).toEqual([]);
});
