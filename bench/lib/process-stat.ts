/** What the kernel knows of a process: CPU time and resident memory, from /proc. Zero where there is no /proc. */
import { readFileSync, writeFileSync } from 'node:fs';

/** Clock ticks per second in /proc; 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;
const afterName = 2;
const userTicks = 11;
const systemTicks = 12;

/** Seconds of CPU that all threads of a process have used, in user and kernel. */
export function cpuSecondsOf(pid: number): number {
  const text = readOrNothing(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(')') + afterName).split(' ');
  return (Number(fields[userTicks] ?? 0) + Number(fields[systemTicks] ?? 0)) / ticksPerSecond;
}

/** Resident bytes now. */
export const residentBytesOf = (pid: number): number => statusBytes(pid, 'VmRSS');

/** The most resident bytes since the start, or since `forgetPeak`. */
export const peakBytesOf = (pid: number): number => statusBytes(pid, 'VmHWM');

/** Lets the peak begin anew at what is resident now. */
export function forgetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Not allowed here: the peak is then that of the process's whole life.
  }
}

function statusBytes(pid: number, name: string): number {
  const line = new RegExp(`${name}:\\s+(\\d+) kB`).exec(readOrNothing(`/proc/${pid}/status`));
  return Number(line?.[1] ?? 0) * 1024;
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
