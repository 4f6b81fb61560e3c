import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Not 4566, where LocalStack and plain ministack listen. */
const defaultPort = 4580;

/**
 * Chooses the port of the local AWS: the one asked for (0 means any), else the one of the last run over this folder, else 4580;
 * where that is taken, a free one, and says so.
 */
export async function choosePort(
  stateDir: string,
  wanted: number | undefined,
  say: (sentence: string) => void,
): Promise<number> {
  const first = wanted ?? (await readLastPort(stateDir)) ?? defaultPort;
  const got = await listenOnce(first);
  if (got !== undefined) return got;
  const free = await listenOnce(0);
  if (free === undefined) throw new Error('Expected a free port on 127.0.0.1, got none.');
  say(`Port ${first} is taken: the local AWS listens on ${free} instead.`);
  return free;
}

/** Opens a port on loopback and closes it at once. Returns its number, undefined where it is taken. */
export function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : undefined));
    });
  });
}

/**
 * Writes the port into the saved state. ministack finds its queues by their URL, port included, and functions carry
 * those URLs in their environment: under another port every queue would be lost.
 */
export async function moveStateToPort(stateDir: string, port: number): Promise<void> {
  const last = await readLastPort(stateDir);
  if (last !== undefined && last !== port) {
    const files = (await readdir(stateDir)).filter((name) => name.endsWith('.json'));
    await Promise.all(files.map((name) => replacePort(join(stateDir, name), last, port)));
  }
  await writeFile(join(stateDir, 'port'), String(port));
}

async function replacePort(file: string, from: number, to: number): Promise<void> {
  const text = await readFile(file, 'utf8');
  const moved = text.replaceAll(new RegExp(`(//(?:localhost|127\\.0\\.0\\.1)):${from}\\b`, 'g'), `$1:${to}`);
  if (moved !== text) await writeFile(file, moved);
}

async function readLastPort(stateDir: string): Promise<number | undefined> {
  const text = await readFile(join(stateDir, 'port'), 'utf8').catch(() => '');
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
