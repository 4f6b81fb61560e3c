import { readFileSync } from 'node:fs';

/** What /proc calls kB. */
const bytesPerKilobyte = 1024;
const million = 1e6;

/** The most memory that this process ever had resident, in MB (VmHWM: needs Linux). */
export function readPeakMb(): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return (Number(kilobytes) * bytesPerKilobyte) / million;
}
