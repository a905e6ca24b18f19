/** What was measured on, for the report. */
import { cpus, release, totalmem, type } from 'node:os';

/** A few words about this machine. */
export function describeMachine(): Readonly<Record<string, string>> {
  const processors = cpus();
  return {
    processors: `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}`,
    memory: `${(totalmem() / 1024 ** 3).toFixed(0)} GiB`,
    system: `${type()} ${release()}`,
    node: process.version,
  };
}
