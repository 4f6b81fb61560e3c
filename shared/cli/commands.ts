import type { Command } from './command-line.ts';
import { startHelp } from './start-args.ts';
import { start } from './start-command.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  { name: 'start', summary: 'run the whole pipeline on this machine', help: startHelp, run: start },
];
