/** Runs what it is given in the order of arrival, at most so many at a time; what waits is dropped by `close`. */
export type EndpointQueue = { readonly run: <T>(work: () => Promise<T>) => Promise<T>; readonly close: () => void };

/** Makes the queue of an endpoint: first in, first out, `maxConcurrent` at a time. */
export function createEndpointQueue(maxConcurrent: number): EndpointQueue {
  const waiting: { start: () => void; drop: (reason: Error) => void }[] = [];
  let running = 0;
  let closed = false;

  const takeTurn = (): Promise<void> => {
    if (closed) return Promise.reject(new Error('The endpoint is closed.'));
    if (running < maxConcurrent) {
      running += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => waiting.push({ start: resolve, drop: reject }));
  };

  /** Hands the place on to the next in line, so that nobody who comes meanwhile goes first. */
  const endTurn = (): void => {
    const next = waiting.shift();
    if (next) next.start();
    else running -= 1;
  };

  return {
    run: async (work) => {
      await takeTurn();
      try {
        return await work();
      } finally {
        endTurn();
      }
    },
    close: () => {
      closed = true;
      for (const { drop } of waiting.splice(0)) drop(new Error('The endpoint is closed.'));
    },
  };
}
