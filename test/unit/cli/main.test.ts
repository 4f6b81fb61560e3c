import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { commands } from '../../../shared/cli/commands.ts';
import { type Answer, run } from './run-command.ts';
import { makeFolder } from './temporary-folder.ts';

const packshot = fileURLToPath(new URL('../../../shared/cli/packshot.mjs', import.meta.url));
const names = commands.map(({ name }) => name);

/** Runs the command as a user does. */
const runAlone = (...args: string[]): Promise<Answer> =>
  new Promise((resolve) => {
    const env = { ...process.env, PACKSHOT_DEBUG: '' };
    execFile(process.execPath, [packshot, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('packshot', () => {
  test.each([[[]], [['--help']], [['-h']], [['help']]])('%j tells all commands', async (args) => {
    const { code, stdout, stderr } = await run(args);

    expect([code, stderr]).toEqual([0, '']);
    for (const { name, summary } of commands) expect(stdout).toMatch(new RegExp(`^ {2}${name} +${summary}$`, 'm'));
  });

  test.each(['--version', '-v'])('%s tells the version of its package', async (option) => {
    const packageJson = await readFile(new URL('../../../shared/cli/package.json', import.meta.url), 'utf8');

    expect(await run([option])).toEqual({ code: 0, stdout: `${JSON.parse(packageJson).version}\n`, stderr: '' });
  });
});

describe.each(commands)('packshot $name', ({ name, help }) => {
  test.each([[[name, '--help']], [[name, '-h']], [['help', name]], [[name, 'x', '--help']]])(
    '%j tells its options and does nothing',
    async (args) => {
      expect(await run(args)).toEqual({ code: 0, stdout: `${help}\n`, stderr: '' });
    },
  );

  test('has a help that begins with a sentence and says how it is called', () => {
    expect(help).toMatch(/^[A-Z][^\n]+[.:]/);
    expect(help).toContain(`npx packshot ${name}`);
    expect(help.split('\n').filter((line) => line.length > 110)).toEqual([]);
  });

  test('answers an unknown option with exit code 1 and no stack', async () => {
    const { code, stdout, stderr } = await run([name, '--nonsense']);

    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.split('\n').slice(0, 1)).toEqual([`Unknown option '--nonsense'. See npx packshot ${name} --help.`]);
    expect(stderr).toMatch(/\n\(USAGE_INVALID\)\n$/);
  });
});

describe('an unknown command', () => {
  test.each([
    ['strat', ' Perhaps you mean start.'],
    ['placement', ' Perhaps you mean placements.'],
    ['Pull', ' Perhaps you mean pull.'],
    ['zzzzzz', ''],
  ])('%s is answered with the commands there are and what is near', async (name, hint) => {
    const { code, stdout, stderr } = await run([name]);

    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.split('\n')[0]).toBe(`Expected one of ${names.join(', ')}, got "${name}".${hint}`);
  });

  test('has a stack where PACKSHOT_DEBUG asks for it', async () => {
    expect((await run(['strat'])).stderr).not.toMatch(/^ +at /m);
    expect((await run(['strat'], { PACKSHOT_DEBUG: '1' })).stderr).toMatch(/^ +at .*main\.ts/m);
  });
});

describe('a command that is called wrongly', () => {
  test.each([
    [['put'], 'Expected at least one photo, got none'],
    [['pull'], 'Expected one sku'],
    [['pull', 'mug', 'shoe'], 'Expected one sku'],
    [['status', 'mug', 'shoe'], 'Expected at most one sku'],
    [['render', '--brief', 'b.json'], 'Expected one sku'],
    [['render', 'mug'], 'Expected --brief FILE, which says what to make'],
    [['status', '--stage', 'prod'], 'Expected --tenant with --stage'],
  ])('%j says what was expected', async (args, told) => {
    const { code, stderr } = await run(args);

    expect(code).toBe(1);
    expect(stderr).toContain(told);
    expect(stderr).toContain('(USAGE_INVALID)');
  });

  test('tells before anything is sent which file is no photo', async () => {
    const folder = await makeFolder();

    const missing = await run(['put', join(folder, 'x.jpg')]);
    const aFolder = await run(['put', folder]);

    expect(missing.stderr).toMatch(new RegExp(`^Expected to read ${folder}/x\\.jpg, got: ENOENT`));
    expect(missing.stderr).toContain('(FILE_NOT_READABLE)');
    expect(aFolder.stderr).toContain(
      `Expected a photo, got the folder ${folder}; npm start -- --photos takes a folder`,
    );
  });
});

describe('the packshot program', () => {
  test('passes on arguments, streams and exit code', async () => {
    const [version, unknown] = await Promise.all([runAlone('--version'), runAlone('strat')]);

    expect(version).toEqual(await run(['--version']));
    expect(unknown).toEqual(await run(['strat']));
  });
});

describe('packshot placements', () => {
  test('lists what is asked for, as a table or as JSON', async () => {
    const table = await run(['placements', 'amazon-*']);
    const json = await run(['placements', 'print', '--json']);

    expect(table.stdout.split('\n')[0]).toMatch(/^id +pixels +format +at most +background +where$/);
    expect(table.stdout).toMatch(/^amazon-main +\d+×\d+ +jpg /m);
    expect(JSON.parse(json.stdout)).toMatchObject([{ id: 'print' }]);
  });
});
