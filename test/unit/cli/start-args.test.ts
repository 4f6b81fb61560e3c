import { relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readStartArgs, startHelp, userFolder } from '../../../shared/cli/start-args.ts';
import { receipt } from '../../../shared/contracts/receipt.ts';
import { errorOf } from './error-of.ts';

const folder = '/home/ann/shop';
const read = (...args: string[]) => readStartArgs(args, folder);

describe('packshot start', () => {
  test('without arguments takes the samples, writes to out and stays', () => {
    const { photosFolder, ...others } = read();

    expect(relative(process.cwd(), photosFolder)).toBe('samples/photos');
    expect(others).toEqual({
      isOnce: false,
      isFresh: false,
      outFolder: '/home/ann/shop/out',
      briefFile: undefined,
      placements: undefined,
      looks: undefined,
      engine: 'studio',
      weightsFolder: undefined,
    });
  });

  test('takes its paths from the folder where the user is', () => {
    expect(read('--photos', 'new', '--out', '../made', '--brief', '/briefs/b.json')).toMatchObject({
      photosFolder: '/home/ann/shop/new',
      outFolder: '/home/ann/made',
      briefFile: '/briefs/b.json',
    });
  });

  test('takes switches and lists', () => {
    expect(read('--once', '--fresh', '--placements', 'print, amazon-*', '--looks', 'white,scene')).toMatchObject({
      isOnce: true,
      isFresh: true,
      placements: ['print', 'amazon-*'],
      looks: ['white', 'scene'],
    });
  });

  test('takes FLUX.2 klein for weights without an engine', () => {
    expect(read('--weights', 'w')).toMatchObject({ engine: 'flux2-klein-4b', weightsFolder: '/home/ann/shop/w' });
  });

  test('takes an engine with the folder of its weights', () => {
    expect(read('--engine', 'sdxl', '--weights', 'w')).toMatchObject({
      engine: 'sdxl',
      weightsFolder: '/home/ann/shop/w',
    });
  });

  test.each([
    ['an engine that there is not', ['--engine', 'flux'], 'flux2-klein-4b'],
    ['an engine without its weights', ['--engine', 'sdxl'], '--weights'],
    ['weights with an engine that has none', ['--engine', 'studio', '--weights', 'w'], 'studio'],
  ])('refuses %s', async (_, args, named) => {
    const error = await errorOf(() => read(...args));

    expect(error).toMatchObject({ code: 'USAGE_INVALID' });
    expect(error.message).toContain(named);
  });

  test('keeps an empty list, which is answered later, apart from none', () => {
    expect(read('--looks', '')).toMatchObject({ looks: [], placements: undefined });
  });

  test.each([
    ['within the photos', 'photos', 'photos/out'],
    ['beside the photos', 'photos', 'photos-out'],
    ['in a folder that begins with dots', '..photos', 'out'],
  ])('takes an out folder %s', (_, photos, out) => {
    expect(read('--photos', photos, '--out', out).outFolder).toBe(`${folder}/${out}`);
  });

  test.each([
    ['the photos’ own', '.', '.'],
    ['around the photos', 'out/photos', 'out'],
    ['that looks apart', 'photos', 'photos/../photos/'],
    ['of everything', 'photos', '/'],
    ['around photos whose name begins with dots', 'out/..photos', 'out'],
  ])('refuses an out folder %s', async (_, photos, out) => {
    const error = await errorOf(() => read('--photos', photos, '--out', out));

    expect(error.code).toBe('USAGE_INVALID');
    expect(error.message).toMatch(/^Expected --out apart from the photos, got .*npx packshot start --help\.$/);
  });

  test('tells where a folder goes that stands alone', async () => {
    const error = await errorOf(() => read('photos'));

    expect(error.code).toBe('USAGE_INVALID');
    expect(error.message).toContain('got "photos"; a folder goes after --photos');
  });

  test.each(['--photo', '--stage', '--tenant'])('knows no %s', async (option) => {
    const error = await errorOf(() => read(option, 'x'));

    expect(error.message).toBe(`Unknown option '${option}'. See npx packshot start --help.`);
  });

  test.each(['--photos', '--out', '--brief', '--placements', '--looks', '--once', '--fresh'])(
    'has %s in its help',
    (option) => {
      expect(startHelp).toMatch(new RegExp(`^ {2}${option}\\b`, 'm'));
    },
  );
});

describe('the folder where the user is', () => {
  test('is what npm says, under npm start', () => {
    expect(userFolder({ npm_lifecycle_event: 'start', INIT_CWD: '/home/ann' })).toBe('/home/ann');
    expect(userFolder({ npm_lifecycle_event: 'cutout', INIT_CWD: '/home/ann' })).toBe('/home/ann');
  });

  test.each([
    ['another script of npm', { npm_lifecycle_event: 'npx', INIT_CWD: '/home/ann' }],
    ['npm says nothing', { npm_lifecycle_event: 'start' }],
    ['npm is not there', { INIT_CWD: '/home/ann' }],
  ])('is the process’s where %s', (_, variables) => {
    expect(userFolder(variables)).toBe(process.cwd());
  });
});

test.each(receipt.shape.kind.options)('the help names looks of the kind %s', (kind) => {
  expect(startHelp).toMatch(new RegExp(`by name or kind \\([^)]*\\b${kind}\\b`));
});
