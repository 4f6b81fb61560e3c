import { readdirSync, readFileSync } from 'node:fs';

const sampleMilliseconds = 200;
/** USER_HZ of Linux on every platform that Node runs on. */
const ticksPerSecond = 100;
const bytesPerPage = 4096;
/** Fields of /proc/<pid>/stat after the name, counted from the state (0). */
const field = { parent: 1, user: 11, system: 12, residentPages: 21 } as const;

/** What a group of processes has used: CPU-seconds by group, and the largest resident memory of all at one time, in MB. */
export type Usage = { readonly cpuSeconds: Readonly<Record<string, number>>; readonly residentMb: number };

type Stat = { readonly pid: number; readonly parent: number; readonly cpuSeconds: number; readonly residentMb: number };

/**
 * Watches this process and everything below it (Linux). `stop` gives what was used since the call; a process that lives
 * for less than a sample (0.2 s) may be missed. Memory that processes share counts in each.
 */
export function watchProcesses(groupOf: (environment: string, commandLine: string) => string): { stop: () => Usage } {
  const before = new Map(readFamily().map(({ pid, cpuSeconds }) => [pid, cpuSeconds]));
  const used = new Map<number, { group: string; cpuSeconds: number }>();
  let residentMb = 0;
  const look = () => {
    const family = readFamily();
    for (const { pid, cpuSeconds } of family) {
      const group = used.get(pid)?.group ?? groupOf(read(pid, 'environ'), read(pid, 'cmdline'));
      used.set(pid, { group, cpuSeconds: cpuSeconds - (before.get(pid) ?? 0) });
    }
    residentMb = Math.max(
      residentMb,
      family.reduce((sum, stat) => sum + stat.residentMb, 0),
    );
  };
  look();
  const timer = setInterval(look, sampleMilliseconds);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      const cpuSeconds: Record<string, number> = {};
      for (const { group, cpuSeconds: seconds } of used.values())
        cpuSeconds[group] = (cpuSeconds[group] ?? 0) + seconds;
      return { cpuSeconds, residentMb };
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
    residentMb: (number(field.residentPages) * bytesPerPage) / 1e6,
  };
}

/** Empty where the process has ended meanwhile. */
function read(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
