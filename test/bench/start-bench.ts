import { execFileSync, spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname, '../..');

/**
 * How long a new user waits, printed as a table: from a fresh clone of HEAD through `npm ci` to the first finished
 * photo, and from a second `npm start` to the first finished new photo. What package caches hold is not fetched again.
 */
export async function benchStart(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'packshot-start-'));
  const clone = join(folder, 'packshot');
  const photos = join(folder, 'photos');
  try {
    await mkdir(photos);
    await copyFile(join(root, 'samples/photos/mug/front.jpg'), join(photos, 'first.jpg'));
    const startedAt = performance.now();
    execFileSync('git', ['clone', '--quiet', root, clone]);
    execFileSync('npm', ['ci', '--silent'], { cwd: clone, stdio: 'inherit' });
    const installed = (performance.now() - startedAt) / 1000;
    const first = await timeStart(clone, photos);
    await copyFile(join(root, 'samples/photos/jar/front.jpg'), join(photos, 'second.jpg'));
    const again = await timeStart(clone, photos);
    const rows: [string, number, string][] = [
      ['npm ci', installed, ''],
      ['npm start, to the first finished photo', first, ''],
      ['fresh clone to the first finished photo', installed + first, '240.0 s'],
      ['npm start again, to the first finished photo', again, '15.0 s'],
    ];
    console.log(`\n${'measured'.padEnd(48)}${'value'.padStart(10)}${'to reach'.padStart(12)}`);
    for (const [name, seconds, goal] of rows) {
      console.log(`${name.padEnd(48)}${`${seconds.toFixed(1)} s`.padStart(10)}${goal.padStart(12)}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Seconds until `npm start` says that it finished a photo; waits for its end. */
async function timeStart(clone: string, photos: string): Promise<number> {
  const startedAt = performance.now();
  const options = ['start', '--silent', '--', '--once', '--photos', photos, '--out', join(clone, 'out')];
  const child = spawn('npm', options, { cwd: clone, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((done) => child.on('exit', done));
  let seconds: number | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    console.log(line);
    if (line.includes(' finished in ')) seconds ??= (performance.now() - startedAt) / 1000;
  }
  const code = await ended;
  if (code !== 0 || seconds === undefined)
    throw new Error(`Expected npm start to finish a photo, it exited with ${code}.`);
  return seconds;
}
