/** Nothing is left behind: an interrupted bench ends its processes and removes its folders. */
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const children = new Set<ChildProcess>();
const folders = new Set<string>();
let watching = false;

/** Ends this process when the bench ends. */
export function endWithUs(child: ChildProcess): void {
  children.add(child);
  child.once('close', () => children.delete(child));
}

/** A new empty folder, below `OTTLA_BENCH_DIR` or the system's folder for temporary files. */
export function makeFolder(purpose: string): string {
  const parent = process.env['OTTLA_BENCH_DIR'] ?? tmpdir();
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, `ottla-bench-${purpose}-`));
  folders.add(folder);
  return folder;
}

/** Removes a folder that `makeFolder` made. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}

/** From now on a signal ends the bench with 130 and cleanly. Called once, before anything is started. */
export function cleanUpAtEnd(): void {
  if (watching) return;
  watching = true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      console.error(`\ninterrupted (${signal}): ending what was started`);
      process.exit(130);
    });
  process.once('exit', () => {
    for (const child of children) child.kill('SIGKILL');
    for (const folder of folders) removeFolder(folder);
  });
}
