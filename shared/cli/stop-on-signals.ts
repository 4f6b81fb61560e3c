/** Ctrl-C, or another wish that the command ends: not an error. */
export class Interrupted extends Error {
  constructor() {
    super('Ended before it was done.');
    this.name = 'Interrupted';
  }
}

/** npm passes Ctrl-C on although the terminal has done so: what comes so soon after the first is the same. */
const sameMilliseconds = 1000;
const parentCheckMilliseconds = 1000;
const exitCodeOfInterrupt = 130;

/**
 * A signal that is aborted, with Interrupted, when somebody wants this process to end: Ctrl-C, SIGTERM, a closed
 * terminal, or the death of the process that runs it for npm. A second Ctrl-C ends it at once; what it has started
 * ends by itself then. `sentence` is said at the first.
 */
export function stopOnSignals(say: (sentence: string) => void, sentence: string): AbortSignal {
  const stopping = new AbortController();
  let firstAt: number | undefined;
  const stop = () => {
    if (firstAt !== undefined && performance.now() - firstAt > sameMilliseconds) process.exit(exitCodeOfInterrupt);
    if (firstAt !== undefined) return;
    firstAt = performance.now();
    say(`${sentence} (Ctrl-C again ends at once)`);
    stopping.abort(new Interrupted());
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
  endWithStarter(stop);
  return stopping.signal;
}

/** An older Node that has handed over keeps a channel open; npm can only be watched. */
function endWithStarter(stop: () => void): void {
  if (process.connected) {
    process.once('disconnect', stop);
    process.channel?.unref();
  }
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, parentCheckMilliseconds);
  timer.unref();
}
