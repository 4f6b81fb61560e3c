import { readdirSync, readFileSync } from 'node:fs';

const sampleMilliseconds = 200;
/** Memory is read less often: the kernel walks every mapping for it. */
const samplesPerMemory = 5;
const microsecondsPerSecond = 1e6;
/** USER_HZ of Linux on every platform that Node runs on. */
const ticksPerSecond = 100;
/** Fields of /proc/<pid>/stat after the name, counted from the state (0). */
const field = { parent: 1, user: 11, system: 12 } as const;

/** What a group of processes has used: CPU-seconds by group, and the largest resident memory of all at one time, in MB. */
export type Usage = { readonly cpuSeconds: Readonly<Record<string, number>>; readonly residentMb: number };

type Stat = { readonly pid: number; readonly parent: number; readonly cpuSeconds: number };

/**
 * Watches this process and everything below it (Linux). `stop` gives what was used since the call; a process that lives
 * for less than a sample (0.2 s) may be missed. Memory that processes share is divided among them (PSS). What the
 * watching itself costs is left out.
 */
export function watchProcesses(groupOf: (environment: string, commandLine: string) => string): { stop: () => Usage } {
  const before = new Map(readFamily().map(({ pid, cpuSeconds }) => [pid, cpuSeconds]));
  const used = new Map<number, { group: string; cpuSeconds: number }>();
  const watching = { samples: 0, cpuSeconds: 0, residentMb: 0 };
  const look = () => {
    const own = process.cpuUsage();
    const family = readFamily();
    for (const { pid, cpuSeconds } of family) {
      const group = used.get(pid)?.group ?? groupOf(read(pid, 'environ'), read(pid, 'cmdline'));
      used.set(pid, { group, cpuSeconds: cpuSeconds - (before.get(pid) ?? 0) });
    }
    if (watching.samples++ % samplesPerMemory === 0) {
      const residentMb = family.reduce((sum, { pid }) => sum + readMemoryMb(pid), 0);
      watching.residentMb = Math.max(watching.residentMb, residentMb);
    }
    const { user, system } = process.cpuUsage(own);
    watching.cpuSeconds += (user + system) / microsecondsPerSecond;
  };
  look();
  const timer = setInterval(look, sampleMilliseconds);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      const cpuSeconds: Record<string, number> = {};
      for (const [pid, { group, cpuSeconds: seconds }] of used) {
        const ours = pid === process.pid ? watching.cpuSeconds : 0;
        cpuSeconds[group] = (cpuSeconds[group] ?? 0) + seconds - ours;
      }
      return { cpuSeconds, residentMb: watching.residentMb };
    },
  };
}

function readFamily(): Stat[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? []);
  const family = new Set([process.pid]);
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return all.filter(({ pid }) => family.has(pid));
}

function readStat(pid: number): Stat | undefined {
  const text = read(pid, 'stat');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (text === '') return undefined;
  const number = (index: number) => Number(fields[index]);
  return {
    pid,
    parent: number(field.parent),
    cpuSeconds: (number(field.user) + number(field.system)) / ticksPerSecond,
  };
}

function readMemoryMb(pid: number): number {
  const [, kilobytes = '0'] = /^Pss:\s+(\d+)/m.exec(read(pid, 'smaps_rollup')) ?? [];
  return Number(kilobytes) / 1000;
}

/** Empty where the process has ended meanwhile. */
function read(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
