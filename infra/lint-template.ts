/**
 * `npm run lint:template`: cfn-lint over the templates that `npm run synth` wrote. Installs cfn-lint into .venv where it
 * is missing, at the version of requirements-lint.txt.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFolder } from './build-target.ts';

/** CDK names a function's role as a dependency although the function refers to it; nothing goes wrong by that. */
const ignored = ['W3005'];
const tools = join(repositoryFolder, '.venv', 'bin');
const requirements = join(repositoryFolder, 'infra', 'requirements-lint.txt');

function run(command: string, ...options: string[]): boolean {
  const { status, error } = spawnSync(command, options, { stdio: 'inherit', cwd: repositoryFolder });
  if (error !== undefined) console.error(`Expected ${command} to start, got ${error.message}.`);
  return status === 0;
}

function hasLinter(): boolean {
  if (existsSync(join(tools, 'cfn-lint'))) return true;
  if (!existsSync(join(tools, 'python')) && !run('python3', '-m', 'venv', '.venv')) return false;
  return run(join(tools, 'python'), '-m', 'pip', 'install', '--quiet', '--requirement', requirements);
}

const templates = globSync('cdk.out/packshot-*.template.json', { cwd: repositoryFolder }).sort();
if (templates.length === 0) console.error('Expected templates in cdk.out, got none: run npm run synth.');
const isClean =
  templates.length > 0 &&
  hasLinter() &&
  run(join(tools, 'cfn-lint'), '--ignore-checks', ...ignored, '--', ...templates);
if (isClean) console.log(`cfn-lint finds nothing in ${templates.join(', ')}`);
process.exitCode = isClean ? 0 : 1;
