import type { Command } from './command-line.ts';

/** Columns for the names of commands and options. */
const nameWidth = 24;

/** The text of `packshot --help`. */
export function overviewHelp(commands: readonly Command[]): string {
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(nameWidth - 12)}${summary}`);
  return `packshot: product photos in, every platform's pictures out

Usage: npx packshot <command> [options]

${lines.join('\n')}

  --help      this text; with a command, its options
  --version   the version

Start here: npx packshot start (the same as npm start). put, status, pull and render speak to the
running start, or with --stage to a deployment on AWS.

Exit codes: 0 done; 1 something went wrong; 2 some photos were rejected, or files fail a check;
130 ended by Ctrl-C.
PACKSHOT_DEBUG=1 adds stacks to errors.`;
}

/** One block of a command's help: a title and its lines, names on the left. */
export function helpBlock(title: string, rows: readonly (readonly [string, string])[]): string {
  return [title, ...rows.flatMap(([name, text]) => helpRow(name, text))].join('\n');
}

/** Further lines of the text stand below its first; a long name has a line of its own. */
function helpRow(name: string, text: string): string[] {
  const [first = '', ...more] = text.split('\n');
  const below = more.map((line) => ' '.repeat(nameWidth + 2) + line);
  if (name.length >= nameWidth) return [`  ${name}`, ' '.repeat(nameWidth + 2) + first, ...below];
  return [`  ${name.padEnd(nameWidth)}${first}`, ...below];
}

/** How the commands find the deployment that they speak to. */
export const deploymentRows: readonly (readonly [string, string])[] = [
  ['--stage STAGE', 'a deployment on AWS; without it, the running npm start'],
  ['--region REGION', 'its region, else as the AWS SDK finds it'],
  ['--profile PROFILE', 'the credentials, else as the AWS SDK finds them'],
  ['--tenant TENANT', 'whose photos; "local" for the running npm start'],
];
