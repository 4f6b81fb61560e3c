import { PipelineError } from '../contracts/pipeline-error.ts';
import { nearMisses } from '../placements/near-misses.ts';
import { commands } from './commands.ts';
import { exitCodes } from './exit-codes.ts';
import { overviewHelp } from './help.ts';
import { printError } from './print-error.ts';
import { readVersion } from './version.ts';

/**
 * Runs the command line `packshot <args>` and gives its exit code. Whatever goes wrong is printed as a sentence, what
 * to do and a code; never a stack, unless PACKSHOT_DEBUG=1 asks for it.
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  endQuietlyWithoutReader();
  try {
    return await run(args);
  } catch (error) {
    printError(error, { withStack: process.env.PACKSHOT_DEBUG === '1' });
    return exitCodes.wentWrong;
  }
}

async function run([name, ...rest]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const asked = commands.find((command) => command.name === rest[0]);
    console.log(asked?.help ?? overviewHelp(commands));
    return exitCodes.allDone;
  }
  if (name === '--version' || name === '-v') {
    console.log(await readVersion());
    return exitCodes.allDone;
  }
  const command = commands.find((each) => each.name === name);
  if (command === undefined) throw unknownCommand(name);
  if (rest.includes('--help') || rest.includes('-h')) {
    console.log(command.help);
    return exitCodes.allDone;
  }
  return command.run(rest);
}

function unknownCommand(name: string): PipelineError {
  const names = commands.map((command) => command.name);
  const [near] = nearMisses(name, names);
  const hint = near === undefined ? '' : ` Perhaps you mean ${near}.`;
  return new PipelineError('USAGE_INVALID', `Expected one of ${names.join(', ')}, got "${name}".${hint}`);
}

/** `packshot placements | head` closes the pipe early: no reason for a stack. */
function endQuietlyWithoutReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(exitCodes.allDone);
  });
}
