/**
 * `npm test`: everything that must hold, in one go, with a table of what took how long. Each check is a command that can
 * be run alone; all are run even where one fails, and the exit code says whether all held.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';

const root = resolve(import.meta.dirname, '..');
const python = resolve(root, '.venv/bin/python');

type Check = { readonly name: string; readonly command: readonly string[]; readonly folder?: string };
const checks: readonly Check[] = [
  { name: 'set-up', command: ['node', 'infra/local/set-up.ts', '--dev'] },
  { name: 'types', command: ['npm', 'run', '--silent', 'types'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'docs', command: ['node', 'docs/generate-docs.ts', '--check'] },
  { name: 'unit and template', command: ['vitest', 'run', '--project', 'unit'] },
  { name: 'container lint', command: [python, '-m', 'ruff', 'check', '.'], folder: 'gpu-container' },
  { name: 'container types', command: [python, '-m', 'mypy', '.'], folder: 'gpu-container' },
  { name: 'container', command: [python, '-m', 'pytest', '-q'], folder: 'gpu-container' },
  { name: 'studio lint', command: [python, '-m', 'ruff', 'check', '.'], folder: 'infra/sets' },
  { name: 'studio types', command: [python, '-m', 'mypy', '.'], folder: 'infra/sets' },
  { name: 'template lint', command: ['npm', 'run', '--silent', 'lint:template'] },
  { name: 'pipeline on the local AWS', command: ['vitest', 'run', '--project', 'local-aws'] },
];

/** Runs one check with its output shown; resolves to its exit code. */
function run({ command, folder = '.' }: Check): Promise<number> {
  const [program = '', ...args] = command;
  return new Promise((done) => {
    const child = spawn(program, args, { cwd: resolve(root, folder), stdio: 'inherit' });
    child.on('error', () => done(1));
    child.on('exit', (code) => done(code ?? 1));
  });
}

const results: { name: string; seconds: number; isGood: boolean }[] = [];
for (const check of checks) {
  console.log(`\n== ${check.name}`);
  const startedAt = performance.now();
  const code = await run(check);
  results.push({
    name: check.name,
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
    isGood: code === 0,
  });
}
console.log('\ncheck                        seconds  result');
for (const { name, seconds, isGood } of results) {
  console.log(`${name.padEnd(28)} ${String(seconds).padStart(7)}  ${isGood ? 'passed' : 'FAILED'}`);
}
const failed = results.filter(({ isGood }) => !isGood).length;
console.log(`\n${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
