import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';

const invocation = z.object({ pid: z.number(), code: z.string(), event: z.unknown() });

/** One invocation of a puppet function: whose process ran it, which code, with what event. */
export type Invocation = z.infer<typeof invocation>;

/** What a puppet does: die, throw, or return. */
export type Order = { readonly kill?: true; readonly error?: string; readonly result?: unknown };

export type Recorder = Awaited<ReturnType<typeof startRecorder>>;

/**
 * The code of a puppet function: it tells the recorder each invocation and does what it is told.
 * `code` marks the version that ran.
 */
export const puppetCode = (code: string): string => `
export const handler = async (event) => {
  const body = JSON.stringify({ pid: process.pid, code: ${JSON.stringify(code)}, event });
  const response = await fetch(process.env.RECORDER_URL, { method: 'POST', body });
  const order = await response.json();
  if (order.kill) process.kill(process.pid, 'SIGKILL');
  if (order.error) throw new Error(order.error);
  return order.result ?? null;
};
`;

/** Starts the server that puppets report to; orders are given by function name, the default is to return nothing. */
export async function startRecorder() {
  const invocations = new Map<string, Invocation[]>();
  const orders = new Map<string, (invocation: Invocation, count: number) => Promise<Order> | Order>();
  const server = createServer(async (request, response) => {
    const name = request.url?.slice(1) ?? '';
    const seen = invocation.parse(JSON.parse(Buffer.concat(await request.toArray()).toString()));
    const all = invocations.get(name) ?? [];
    invocations.set(name, [...all, seen]);
    const order = (await orders.get(name)?.(seen, all.length + 1)) ?? {};
    response.end(JSON.stringify(order));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected a port for the recorder.');
  const of = (name: string): readonly Invocation[] => invocations.get(name) ?? [];
  return {
    url: `http://127.0.0.1:${address.port}`,
    of,
    /** Says what a puppet does at its nth invocation (from 1). */
    order: (name: string, give: (invocation: Invocation, count: number) => Promise<Order> | Order) => {
      orders.set(name, give);
    },
    /** Waits until a puppet was invoked `count` times. Returns its invocations. */
    waitFor: async (name: string, count: number): Promise<readonly Invocation[]> => {
      await until(() => of(name).length >= count, `${count} invocations of ${name}, got ${of(name).length}`);
      return of(name);
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const patienceSeconds = 20;

/** Waits until something is true. @throws Error saying what was expected after 20 s. */
export async function until(isTrue: () => boolean | Promise<boolean>, expected: string): Promise<void> {
  const deadline = Date.now() + patienceSeconds * 1000;
  while (Date.now() < deadline) {
    if (await isTrue()) return;
    await wait(20);
  }
  throw new Error(`Expected within ${patienceSeconds} s: ${expected}.`);
}

const sqsEvent = z.object({
  Records: z.array(z.object({ messageId: z.string(), body: z.string(), attributes: z.record(z.string(), z.string()) })),
});

/** The queue's messages of an invocation. */
export const sqsRecords = ({ event }: Invocation) => sqsEvent.parse(event).Records;
