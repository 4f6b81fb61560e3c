import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { PipelineError } from '../contracts/pipeline-error.ts';

/** A command of `packshot`: its name, one line about it, its help, and what it does. Gives the exit code. */
export type Command = {
  readonly name: string;
  readonly summary: string;
  readonly help: string;
  readonly run: (args: readonly string[]) => Promise<number>;
};

/**
 * Options and positionals of a command line, by node:util's parseArgs.
 * @throws USAGE_INVALID naming the option that is unknown, lacks its value or has one too many.
 */
export function readArgs<O extends ParseArgsOptionsConfig>(command: string, args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // parseArgs explains at length how a positional may begin with a dash: the first sentence is what is wrong.
    const sentence = error.message.split(/\.\s(?=[A-Z])/)[0] ?? error.message;
    throw usageError(command, sentence.replace(/\.$/, ''));
  }
}

/** A USAGE_INVALID that names the command to ask for help. `what` is a sentence without its full stop. */
export const usageError = (command: string, what: string): PipelineError =>
  new PipelineError('USAGE_INVALID', `${what}. See npx packshot ${command} --help.`);

/** Splits a comma-separated option; empty parts are dropped. */
export const splitList = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
