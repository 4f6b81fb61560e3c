import { describeDuration, timedLine } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** Steps that take less are not worth a line. */
const worthTelling = 300;

/**
 * Gives what runs a step of the set-up under a name: on a terminal the steps under way are shown live; each that took
 * long enough leaves a line with its time.
 */
export function makeTracker(terminal: Terminal, startedAt: number) {
  const underWay = new Set<string>();
  const show = () => terminal.live(underWay.size === 0 ? '' : `${[...underWay].join(', ')} …`);
  return async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const begunAt = performance.now();
    underWay.add(name);
    show();
    try {
      const result = await work();
      const took = performance.now() - begunAt;
      if (took >= worthTelling) {
        terminal.line(timedLine(performance.now() - startedAt, `${name} ready (${describeDuration(took)})`));
      }
      return result;
    } finally {
      underWay.delete(name);
      show();
    }
  };
}
